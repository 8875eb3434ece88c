"""Boundaries and the page icon, with the script that built the boundaries."""
