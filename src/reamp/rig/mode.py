"""Whether a rig plays Reamp's chain or the official plugin's, where the two differ."""

from enum import StrEnum

__all__ = ["RigMode"]


class RigMode(StrEnum):
    """Whose chain a rig plays; docs/rig.md lists how they differ and why."""

    PLAYER = "player"
    """Reamp's own chain."""
    COMPATIBLE = "compatible"
    """The official plugin's gate, and a cabinet of 8192 taps; no limiter."""
