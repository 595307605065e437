"""`reamp signal`: writes the test signal as requested and never over another file."""

from pathlib import Path

import numpy as np
import pytest
from cli_runner import error_of, run

from reamp.audio.files import probe, read
from reamp.audio.signal import Signal
from reamp.cli import signal as module


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Make two seconds instead of three minutes, and keep the rates that were asked for."""
    rates: list[int] = []

    def short(rate_hz: int) -> Signal:
        rates.append(rate_hz)
        return Signal(np.full(2 * rate_hz, 0.5, np.float32), rate_hz)

    monkeypatch.setattr(module, "make_test_signal", short)
    return rates


def test_it_is_48_khz_and_24_bit(tmp_path: Path) -> None:
    path = tmp_path / "signal.wav"
    assert run("signal", "-o", path).stdout == f"{path}  0:02, 48 kHz, 24 bit, peak -6.0 dBFS\n"
    info = probe(path)
    assert (info.rate_hz, info.channels, info.subtype) == (48_000, 1, "PCM_24")
    assert np.abs(read(path).samples - 0.5).max() < 2.0**-23


def test_the_rate_is_that_of_the_session(tmp_path: Path, asked: list[int]) -> None:
    assert "44.1 kHz" in run("signal", "-o", tmp_path / "signal.wav", "--rate", "44100").stdout
    assert asked == [44_100]
    message = error_of("signal", "-o", tmp_path / "a.wav", "--rate", "22050", exit_code=2)
    assert "'22050' is not one of '44100', '48000', '88200', '96000'" in message


def test_another_file_is_kept_and_no_time_is_lost(tmp_path: Path, asked: list[int]) -> None:
    path = tmp_path / "signal.wav"
    path.write_text("mine")
    assert (
        error_of("signal", "-o", path) == f"{path}: exists; overwrite it or choose another name (--overwrite)"
    )
    assert (path.read_text(), asked) == ("mine", [])
    assert run("signal", "-o", path, "--overwrite").exit_code == 0
    assert read(path).frames == 96_000
