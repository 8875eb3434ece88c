"""Gates: judgements on what was just loaded, and on the marts before they are published."""
