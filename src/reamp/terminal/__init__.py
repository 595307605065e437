"""The terminal as a front end: the player, the assistant, training, lines and tables, without commands."""
