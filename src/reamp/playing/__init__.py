"""Prepares a rig once and plays through it: a file, a signal, or live."""
