"""The setups of this machine: kept by device and channels, with levels that say how they are known."""

from pathlib import Path

import msgspec
import pytest

from reamp.capture.profile import (
    CaptureSetup,
    HowKnown,
    KnownLevel,
    all_setups,
    find_setup,
    forget_setup,
    keep_setup,
    return_by_loopback,
    return_from_table,
    send_by_voltmeter,
    send_from_table,
    setups_path,
)
from reamp.errors import ConfigError
from reamp.interfaces.user_table import resolve_interface

DEVICE = "Scarlett 4i4 USB: Audio (hw:1,0)"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))


def setup_of(device: str = DEVICE, *, send: int = 3, return_: int = 2) -> CaptureSetup:
    read = send_by_voltmeter(6.40)
    back = return_by_loopback(read, tone_dbfs=-6.5, reading_dbfs=-0.5)
    return CaptureSetup(device=device, send=send, return_=return_, send_level=read, return_level=back)


def test_the_sums_are_those_of_the_manual_and_say_how_good_they_are() -> None:
    kept = setup_of()
    assert kept.send_level is not None
    assert kept.return_level is not None
    assert kept.send_level.level_dbu == pytest.approx(18.342, abs=0.001)
    assert kept.return_level.level_dbu == pytest.approx(12.342, abs=0.001)
    assert (kept.send_level.uncertainty_db, kept.return_level.uncertainty_db) == (0.2, 0.201)
    levels = kept.levels
    assert (levels.input_level_dbu, levels.output_level_dbu) == (18.342, 12.342)
    assert levels.input_source is not None
    assert levels.input_source.startswith("voltmeter, ±0.2 dB, 6.4 V, 20")


def test_a_gain_that_was_turned_moves_the_level_and_is_said() -> None:
    turned = KnownLevel(level_dbu=12.0, how=HowKnown.LOOPBACK, uncertainty_db=0.3).turned(
        -7.25, uncertainty_db=0.4
    )
    assert turned.level_dbu == 19.25
    assert turned.words == "loopback, then turned by -7.25 dB, ±0.5 dB"


def test_the_table_gives_levels_with_their_confidence() -> None:
    line = resolve_interface("Scarlett 2i2 4th Gen", input="line")
    send, back = send_from_table(line), return_from_table(line)
    assert send is not None
    assert back is not None
    assert (send.level_dbu, back.level_dbu, send.uncertainty_db) == (16.0, 22.0, 0.5)
    assert (
        send.words
        == "table, ±0.5 dB, Focusrite Scarlett 2i2 4th Gen, output at its highest, manufacturer cited"
    )
    assert not send.how.is_measured
    assert send_from_table(resolve_interface("12.2 dBu")) is None


def test_a_setup_is_kept_by_device_and_channels() -> None:
    assert all_setups() == ()
    first, other = setup_of(), setup_of(send=4)
    keep_setup(first)
    keep_setup(other)
    keep_setup(msgspec.structs.replace(first, return_level=None))
    assert all_setups() == (other, msgspec.structs.replace(first, return_level=None))
    assert find_setup("Scarlett 4i4 USB: Audio (hw:2,0)", send=4) == other
    assert find_setup(DEVICE, return_=1) is None
    assert find_setup("Volt 2") is None
    with pytest.raises(
        ConfigError, match="has several setups, by output and input: 4 and 2, 3 and 2; choose"
    ):
        find_setup(DEVICE)
    forget_setup(other)
    assert find_setup(DEVICE) is not None


def test_a_broken_file_is_said_with_its_field() -> None:
    setups_path().write_text('[[setup]]\ndevice = "x"\nsend = 0\nreturn = 1\n')
    with pytest.raises(ConfigError, match=r"capture.toml: setup\[0\].send: expected `?int`? >= 1"):
        all_setups()
