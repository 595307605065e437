"""How a plug-in is to be set, as it is typed and as numbers."""

import pytest

from reamp.errors import ConfigError
from reamp.hosting.facts import PluginSetup, parse_setting


@pytest.mark.parametrize("typed", ["gain", "=3", "gain=", ""])
def test_a_setting_is_a_name_and_a_value(typed: str) -> None:
    assert parse_setting("a = b = c") == ("a", "b = c")
    with pytest.raises(ConfigError, match="a setting is NAME=VALUE"):
        parse_setting(typed)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"block_frames": 0}, "block_frames must be 1 to 65536, got 0"),
        ({"time_limit_s": 0.0}, "time_limit_s must be above 0"),
        ({"input_channel": 0}, "input_channel counts from 1 to 64"),
        ({"output_channel": 65}, "output_channel counts from 1 to 64"),
    ],
)
def test_numbers_out_of_range(change: dict[str, int], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        PluginSetup(plugin="amp.vst3", **change)  # type: ignore[arg-type]
