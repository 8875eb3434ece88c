"""Cards of the mystery shopping page."""
