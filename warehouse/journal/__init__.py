"""The journal: every change task forces make, kept for good, in the order it was made."""
