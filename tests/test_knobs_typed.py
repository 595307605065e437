"""Knobs and settings as typed on a command line."""

import pytest

from reamp.errors import ConfigError
from reamp.knobs.knob import Knob
from reamp.knobs.typed import parse_knob, parse_setting, parse_switch


def test_a_knob_with_options() -> None:
    assert parse_knob("gain:0..10,step=0.5,avoid-ends=1,default=3") == Knob(
        name="gain", low=0.0, high=10.0, step=0.5, avoid_ends=1.0, default=3.0
    )


@pytest.mark.parametrize(
    "text", ["gain", "gain:0", "gain:0-10", "gain:a..b", "gain:0..10,steps=3", "gain:0..10,step=x"]
)
def test_text_that_is_no_knob_names_itself(text: str) -> None:
    with pytest.raises(ConfigError, match=f"^{text!r}"):
        parse_knob(text)


def test_switches_and_settings() -> None:
    assert parse_switch("voice:clean, lead").positions == ("clean", "lead")
    with pytest.raises(ConfigError, match="type it as bright:off,on"):
        parse_switch("bright")
    with pytest.raises(ConfigError, match="gain is set twice"):
        parse_setting(["gain=3", "gain=4"])
    with pytest.raises(ConfigError, match="NAME=VALUE"):
        parse_setting(["gain"])
