"""The player and the stage assistant in a terminal: screens, keys, meters, progress; no commands."""
