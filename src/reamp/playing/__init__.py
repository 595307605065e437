"""A rig prepared once, and played: a file, a signal, or live."""
