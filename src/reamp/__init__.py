"""Reamp: play Neural Amp Models at the level the real gear saw."""
