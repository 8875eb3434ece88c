"""Cards of the gap analysis: where service falls short of what customers expect, and why."""
