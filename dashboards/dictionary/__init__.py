"""Cards of the metric dictionary: the list with its search, and one entry in full."""
