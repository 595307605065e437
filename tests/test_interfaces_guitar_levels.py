"""Typical guitars against the dBFS that people read."""

import pytest

from reamp.errors import ConfigError
from reamp.interfaces.guitar_levels import GUITAR_LEVELS, GuitarLevel, guitar_level
from reamp.units import v_peak_to_dbfs


def test_a_humbucker_reads_minus_7_dbfs_where_12_dbu_are_full_scale() -> None:
    assert v_peak_to_dbfs(guitar_level("humbucker").typical_v, full_scale_dbu=12.0) == pytest.approx(
        -6.8, abs=0.1
    )


def test_every_kind_is_found_by_its_name() -> None:
    assert [guitar_level(level.name) for level in GUITAR_LEVELS] == list(GUITAR_LEVELS)
    with pytest.raises(
        ConfigError, match="no kind of guitar 'banjo'; there are humbucker, single-coil, active"
    ):
        guitar_level("banjo")


def test_a_level_lies_in_its_own_range() -> None:
    with pytest.raises(ConfigError, match="got 2, 1, 3 V"):
        GuitarLevel(name="x", words="an x", typical_v=1.0, low_v=2.0, high_v=3.0)
