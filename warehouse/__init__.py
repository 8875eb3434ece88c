"""Where the data lives: settings, the one connection, releases."""
