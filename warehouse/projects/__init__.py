"""What a special project is: its parts, their fields and rules, and the state events add up to."""
