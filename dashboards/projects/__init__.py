"""Special projects: the year, the list, the room of a project and the cards in it."""
