"""The tubes: published numbers in a sensible range."""

import math
from dataclasses import replace

import pytest

from reamp.errors import ConfigError
from reamp.sim.tubes import EL34, SIX_L6GC, TWELVE_AX7, Pentode


def plate_a(tube: Pentode, *, plate_v: float, screen_v: float, grid_v: float) -> float:
    """The current of the docstring's formula."""
    drive_v = screen_v / tube.kp * math.log1p(math.exp(tube.kp * (1 / tube.mu + grid_v / screen_v)))
    return 2 * drive_v**tube.exponent / tube.kg1 * math.atan(plate_v / tube.kvb_v)


def test_power_tubes_carry_the_current_of_their_data_sheets() -> None:
    """Class A at 250 V: EL34 100 mA at -12.2 V (Mullard), 6L6GC 72 mA at -14 V (General Electric)."""
    assert plate_a(EL34, plate_v=250, screen_v=250, grid_v=-12.2) == pytest.approx(0.100, rel=0.2)
    assert plate_a(SIX_L6GC, plate_v=250, screen_v=250, grid_v=-14.0) == pytest.approx(0.072, rel=0.2)


def test_what_is_not_above_0_is_refused() -> None:
    with pytest.raises(ConfigError, match="mu must be above 0"):
        replace(TWELVE_AX7, mu=0.0)
    with pytest.raises(ConfigError, match="kvb_v"):
        replace(EL34, kvb_v=-1.0)
