"""The levels of jacks as they become known: each is remembered at once, and none is guessed."""

from pathlib import Path
from typing import cast

import pytest

from reamp.capture.jacks import Jacks
from reamp.capture.level_setup import LevelSetup, level_or_interface, level_read_in_volts
from reamp.capture.open_session import OpenJacks
from reamp.capture.profile import HowKnown, KnownLevel, find_setup
from reamp.errors import ConfigError, LevelError
from reamp.interfaces.table import Interface
from reamp.live.stream import AudioDevice, DuplexStream


class _Stream:
    device = AudioDevice(backend="jack", name="Box", inputs=2, outputs=2, rate_hz=48_000)


def opened() -> OpenJacks:
    return OpenJacks(
        stream=cast("DuplexStream", _Stream()),
        jacks=Jacks(send=2, return_=1),
        setup=find_setup("Box"),
        findings=(),
    )


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))


def test_what_is_typed_is_a_level_or_an_interface() -> None:
    assert level_read_in_volts("6,40 V").level_dbu == pytest.approx(18.34, abs=0.01)
    typed = level_or_interface("18.3 dBu", input="line")
    assert typed == KnownLevel(level_dbu=18.3, how=HowKnown.TYPED)
    named = level_or_interface("Scarlett 2i2 4th Gen", input="line")
    assert isinstance(named, Interface)
    with pytest.raises(LevelError, match="is not a number"):
        level_read_in_volts("six")


def test_each_level_is_remembered_at_once() -> None:
    levels = LevelSetup(opened())
    assert (levels.setup.send_level, levels.setup.return_level) == (None, None)
    with pytest.raises(ConfigError, match="the send level comes first"):
        levels.measure_return()
    interface = level_or_interface("Scarlett 2i2 4th Gen", input="line")
    assert isinstance(interface, Interface)
    assert levels.use_interface(interface)
    kept = find_setup("Box")
    assert kept is not None
    assert (kept.send, kept.return_) == (2, 1)
    assert kept.send_level is not None
    assert (kept.send_level.level_dbu, kept.send_level.how) == (16.0, HowKnown.TABLE)
    assert kept.return_level is not None
    again = LevelSetup(opened())
    assert again.setup == kept
    again.use_send(level_read_in_volts("3.882 V"))
    kept = find_setup("Box")
    assert kept is not None
    assert kept.return_level is None  # it hung on the send level from before
    assert kept.send_level == again.setup.send_level
