"""Excerpts begin and end where they should, behind what came before; targets come at the guitar's rate."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, sine

from reamp.compare.recordings import read_guitar, read_target
from reamp.errors import AudioError, ChannelError, ConfigError

RATE_HZ = 8_000
RAMP = np.linspace(0.1, 0.9, 70 * RATE_HZ, dtype=np.float32)


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", RAMP, RATE_HZ)


@pytest.mark.parametrize(
    ("start_s", "seconds", "first", "lead"),
    [(0.0, 2.0, 0, 0), (1.0, 2.0, 0, RATE_HZ), (30.0, 2.0, 27 * RATE_HZ, 3 * RATE_HZ)],
)
def test_an_excerpt_has_a_lead(di: Path, start_s: float, seconds: float, first: int, lead: int) -> None:
    guitar = read_guitar(di, channel=None, start_s=start_s, seconds=seconds)
    assert guitar.lead_frames == lead
    assert np.array_equal(guitar.signal.samples, RAMP[first : first + lead + 2 * RATE_HZ])
    assert guitar.findings == ()


def test_a_long_recording_is_cut_and_reported(di: Path) -> None:
    guitar = read_guitar(di, channel=None, start_s=0.0, seconds=None)
    assert guitar.signal.duration_s == 60.0
    assert [str(finding) for finding in guitar.findings] == [
        "note: 60 of the 70 s of guitar are compared. "
        "To compare another part, say where it starts and how long it is"
    ]
    assert read_guitar(di, channel=None, start_s=15.0, seconds=None).findings == ()
    assert (
        read_guitar(di, channel=None, start_s=9.2, seconds=None).findings == ()
    )  # a rest of 0.8 s has no finding


def test_an_excerpt_behind_the_end_is_refused(di: Path) -> None:
    with pytest.raises(ConfigError, match=r"lasts 70.0 s; at least 0.5 s of it are needed from 69.8 s on"):
        read_guitar(di, channel=None, start_s=69.8, seconds=None)


def test_silence_is_refused_where_it_is_the_excerpt(tmp_path: Path) -> None:
    half = np.concatenate([RAMP[:RATE_HZ], np.zeros(RATE_HZ, np.float32)])
    path = float_wav(tmp_path / "half.wav", half, RATE_HZ)
    assert read_guitar(path, channel=None, start_s=0.0, seconds=None).signal.frames == 2 * RATE_HZ
    with pytest.raises(AudioError, match="the guitar is silent"):
        read_guitar(path, channel=None, start_s=1.0, seconds=None)


def test_a_target_comes_at_the_rate_of_the_guitar(tmp_path: Path) -> None:
    path = float_wav(tmp_path / "amp.wav", sine(440.0, peak=0.5, rate_hz=44_100), 44_100)
    target, findings = read_target(path, channel=None, rate_hz=48_000)
    assert (target.rate_hz, target.frames) == (48_000, 48_000)
    assert np.abs(target.samples - sine(440.0, peak=0.5)).max() < 1e-3
    assert [finding.check for finding in findings] == ["target-resampled"]
    assert read_target(path, channel=None, rate_hz=44_100)[1] == ()


def test_a_channel_of_the_target_must_be_chosen(tmp_path: Path) -> None:
    path = float_wav(tmp_path / "amp.wav", np.column_stack((RAMP, RAMP[::-1])), RATE_HZ)
    with pytest.raises(ChannelError) as caught:
        read_target(path, channel=None, rate_hz=RATE_HZ)
    assert caught.value.role == "target"
    assert np.array_equal(read_target(path, channel=2, rate_hz=RATE_HZ)[0].samples, RAMP[::-1])
