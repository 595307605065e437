"""How many volts guitars deliver when played hard, for people without a recording of their own.

True peaks of hard strums at the guitar's jack, from measurements that musicians and makers published; players
differ from each other by 6 dB.
"""

from dataclasses import dataclass

from reamp.errors import ConfigError

__all__ = ["GUITAR_LEVELS", "GuitarLevel", "guitar_level"]


@dataclass(frozen=True, kw_only=True)
class GuitarLevel:
    """The peak of a hard strum in volts for a kind of pickup: quiet, typical and hot guitars."""

    name: str
    words: str
    typical_v: float
    low_v: float
    high_v: float

    def __post_init__(self) -> None:
        if not 0.0 < self.low_v <= self.typical_v <= self.high_v:
            volts = f"{self.low_v:g}, {self.typical_v:g}, {self.high_v:g} V"
            raise ConfigError(f"the level of a guitar must run from low over typical to high, got {volts}")


GUITAR_LEVELS = (
    GuitarLevel(name="humbucker", words="a humbucker", typical_v=2.0, low_v=1.0, high_v=4.0),
    GuitarLevel(name="single-coil", words="a single coil", typical_v=1.0, low_v=0.4, high_v=1.8),
    GuitarLevel(
        name="active", words="an active pickup", typical_v=2.0, low_v=2.0, high_v=2.0
    ),  # its supply clips
)


def guitar_level(name: str) -> GuitarLevel:
    """Return the level of a kind of pickup; raises `ConfigError` for another name.

    >>> guitar_level("single-coil").typical_v
    1.0
    """
    for level in GUITAR_LEVELS:
        if level.name == name:
            return level
    names = ", ".join(level.name for level in GUITAR_LEVELS)
    raise ConfigError(f"there is no kind of guitar {name!r}; there are {names}")
