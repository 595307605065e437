"""Inputs of the application: what is known of their levels, and how they are opened."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, gain_model, sine

from reamp.app.guitar_input import DEMO_INPUT, GuitarInput, open_input, source_of_input
from reamp.errors import AudioFileError, ModelFileError
from reamp.live.stream import StreamConfig
from reamp.plan.source import Origin
from reamp.rig.rig import Rig, chain


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return chain(gain_model(tmp_path / "amp.nam"))


def opened_rate_hz(choice: GuitarInput, rig: Rig) -> int:
    session, loop = open_input(choice, rig, source=source_of_input(choice), listener=lambda _: None)
    session.close()
    assert loop is not None
    return session.status().rate_hz


def test_only_the_demo_guitar_is_known(tmp_path: Path) -> None:
    demo = source_of_input(DEMO_INPUT)
    assert demo.interface is not None
    assert (demo.interface.applied_dbu, demo.raised_db) == (12.2, 0.0)
    assert source_of_input(GuitarInput(kind="file", path=tmp_path / "take.wav")).origin is Origin.NONE
    device = source_of_input(GuitarInput(kind="device", channel=2))
    assert (device.origin, device.channel) == (Origin.UNKNOWN, 2)


def test_it_is_called_by_its_file_or_its_device() -> None:
    assert GuitarInput(kind="file", path=Path("a/my take.wav")).name == "my take"
    assert GuitarInput(kind="device", stream=StreamConfig(device="Volt")).name == "Volt"
    assert DEMO_INPUT.name == ""


@pytest.mark.parametrize(("rate_hz", "played_hz"), [(44_100, 44_100), (48_000, 48_000), (96_000, 48_000)])
def test_a_loop_plays_at_a_rate_that_pages_play(
    tmp_path: Path, rig: Rig, rate_hz: int, played_hz: int
) -> None:
    take = float_wav(tmp_path / "take.wav", sine(100.0, peak=0.5, rate_hz=rate_hz), rate_hz)
    assert opened_rate_hz(GuitarInput(kind="file", path=take), rig) == played_hz


def test_a_loop_ends_where_its_rig_cannot_be_played(tmp_path: Path) -> None:
    (tmp_path / "broken.nam").write_text("{}")
    with pytest.raises(ModelFileError):
        open_input(
            DEMO_INPUT, chain(tmp_path / "broken.nam"), source=source_of_input(DEMO_INPUT), listener=print
        )


def test_a_long_recording_is_refused(tmp_path: Path, rig: Rig) -> None:
    take = float_wav(tmp_path / "take.wav", np.zeros(8_000 * 700, np.float32), 8_000)
    with pytest.raises(AudioFileError, match="at most 10"):
        opened_rate_hz(GuitarInput(kind="file", path=take), rig)
