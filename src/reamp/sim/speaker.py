"""Guitar cabinets computed from a model of loudspeaker, box and microphone: `1x12`, `2x12` and `4x12`.

No cabinet was measured or copied: the figures are from typical data sheets, the formulas from textbooks;
docs/rig.md lists both with their sources. The core computes them (`core/include/reamp/computed_cabinet.h`).
"""

from functools import cache

from reamp import _core
from reamp.audio.signal import Samples
from reamp.errors import ConfigError

__all__ = ["AMP_CABINET", "CABINETS", "cabinet_taps"]

CABINETS = {cabinet.name: cabinet for cabinet in _core.computed_cabinets()}
"""The cabinets by name, each with its `description`."""

AMP_CABINET = "4x12"
"""What an amp is heard through where the user chooses none."""


@cache
def cabinet_taps(name: str, *, rate_hz: int) -> Samples:
    """Return the impulse response of one of `CABINETS`, of minimum phase, the same sound at every rate.

    The cabinet does not change the loudness of a guitar, within the differences between guitars. Raises
    `ConfigError` for another name.
    """
    if name not in CABINETS:
        raise ConfigError(f"there is no cabinet {name!r}; those there are: {', '.join(CABINETS)}")
    taps: Samples = _core.cabinet_taps(CABINETS[name], rate_hz)
    taps.flags.writeable = False  # it is shared
    return taps
