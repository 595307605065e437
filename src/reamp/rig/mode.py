"""Whose chain a rig is, where the official plugin's is another."""

from enum import StrEnum

__all__ = ["RigMode"]


class RigMode(StrEnum):
    """Whose chain it is, where they differ; docs/rig.md lists how and why."""

    PLAYER = "player"
    """What a player wants."""
    COMPATIBLE = "compatible"
    """The official plugin's gate, and a cabinet of 8192 taps; no limiter."""
