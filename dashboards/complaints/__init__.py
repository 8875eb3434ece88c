"""Cards of the complaints page."""
