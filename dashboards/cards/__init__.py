"""Cards: one question each, drawn from a view. Title says what is seen, the sub line is the legend."""
