"""Files from the field to the raw tables: recognised, checked, masked, loaded."""
