"""What a player turns on a rig besides its gains: the gate, the tone stack, and whose sound it is."""

from dataclasses import dataclass
from enum import StrEnum

from reamp.errors import ConfigError
from reamp.rig.plan_inputs import check_finite

__all__ = ["FLAT", "GATE_RANGE_DB", "KNOB_RANGE", "Gate", "RigMode", "Tone"]

GATE_RANGE_DB = (-100.0, 0.0)
"""As in the official plugin."""

KNOB_RANGE = (0.0, 10.0)
"""As on an amp; 5 is flat."""


def _check_range(what: str, value: float, limits: tuple[float, float], *, unit: str = "") -> None:
    check_finite(what, value)
    if not limits[0] <= value <= limits[1]:
        raise ConfigError(f"{what} must be {limits[0]:g} to {limits[1]:g}{unit}, got {value:g}")


class RigMode(StrEnum):
    """Whose chain it is, where they differ; docs/rig.md lists how and why."""

    PLAYER = "player"
    """What a player wants."""
    COMPATIBLE = "compatible"
    """The official plugin's gate, and a cabinet of 8192 taps; no limiter."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A noise gate: what stays below `threshold_db` at the first model's input is lowered after the models.

    The threshold is compared with peaks, in dBFS; in a compatible rig with the mean power.
    """

    threshold_db: float

    def __post_init__(self) -> None:
        _check_range("the gate's threshold", self.threshold_db, GATE_RANGE_DB, unit=" dB")


@dataclass(frozen=True, kw_only=True)
class Tone:
    """Bass, middle and treble, 0 to 10: 4, 3 and 2 dB a unit; 5 is flat."""

    bass: float = 5.0
    middle: float = 5.0
    treble: float = 5.0

    def __post_init__(self) -> None:
        for knob in ("bass", "middle", "treble"):
            _check_range(knob, getattr(self, knob), KNOB_RANGE)


FLAT = Tone()
