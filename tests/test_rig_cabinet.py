"""Impulse responses: the official gain at every rate, every tap kept, and which side of a stereo file."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, null_depth_db

from reamp.errors import AudioFileError
from reamp.rig.cabinet import Cabinet, read_impulse_response

GAIN_AT_48K = 10.0 ** (-18.0 / 20.0)


def speaker(frames: int, rate_hz: int) -> np.ndarray:
    """Return resonances at 120 Hz, 2.5 kHz and 5 kHz that decay within 20 ms, at their values at any rate."""
    time_s = np.arange(frames) / rate_hz
    rise = 1.0 - np.exp(-time_s / 2e-4)  # band-limited enough to be the same sound at every rate
    partials = sum(np.sin(2.0 * np.pi * hz * time_s) for hz in (120.0, 2_500.0, 5_000.0))
    return (0.2 * rise**4 * partials * np.exp(-time_s / 4e-3)).astype(np.float32)


@pytest.mark.parametrize(("rate_hz", "gain"), [(44_100, 48_000 / 44_100), (48_000, 1.0), (96_000, 0.5)])
def test_taps_are_the_files_times_the_official_gain(tmp_path: Path, rate_hz: int, gain: float) -> None:
    samples = speaker(9_000, rate_hz)  # the official plugin would stop at 8192
    path = float_wav(tmp_path / "cab.wav", samples, rate_hz)
    taps = read_impulse_response(Cabinet(path=path), rate_hz=rate_hz).taps
    assert taps.rate_hz == rate_hz
    np.testing.assert_allclose(taps.samples, samples * GAIN_AT_48K * gain, rtol=1e-6)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_a_cabinet_is_as_loud_at_every_rate(tmp_path: Path, rate_hz: int) -> None:
    path = float_wav(tmp_path / "cab.wav", speaker(4_800, 48_000), 48_000)
    impulse = read_impulse_response(Cabinet(path=path), rate_hz=rate_hz)
    taps = impulse.taps.samples[impulse.lead_frames : impulse.lead_frames + rate_hz // 10]
    expected = speaker(rate_hz // 10, rate_hz) * GAIN_AT_48K * 48_000 / rate_hz
    assert null_depth_db(expected, taps) < -60.0  # the onset is not quite band-limited
    for frequency_hz in (100.0, 1_000.0, 5_000.0):
        turns = np.exp(-2j * np.pi * frequency_hz * np.arange(len(taps)) / rate_hz)
        turns_48k = np.exp(-2j * np.pi * frequency_hz * np.arange(4_800) / 48_000)
        response_db = 20.0 * np.log10(abs(taps @ turns))
        wanted_db = 20.0 * np.log10(abs(speaker(4_800, 48_000) @ turns_48k) * GAIN_AT_48K)
        assert response_db == pytest.approx(wanted_db, abs=0.01)


def test_a_stereo_file_needs_a_side(tmp_path: Path) -> None:
    left, right = speaker(480, 48_000), -0.5 * speaker(480, 48_000)
    path = float_wav(tmp_path / "room.wav", np.stack([left, right], axis=1))
    with pytest.raises(AudioFileError, match=r"room\.wav: has 2 channels .*; choose one$"):
        read_impulse_response(Cabinet(path=path), rate_hz=48_000)
    taps = read_impulse_response(Cabinet(path=path, channel=2), rate_hz=48_000).taps
    np.testing.assert_allclose(taps.samples, right * GAIN_AT_48K, rtol=1e-6)


def test_the_same_on_both_sides_leaves_no_choice(tmp_path: Path) -> None:
    mono = speaker(480, 48_000)
    path = float_wav(tmp_path / "cab.wav", np.stack([mono, mono], axis=1))
    impulse = read_impulse_response(Cabinet(path=path), rate_hz=48_000)
    assert impulse.taps.frames == 480
    assert [finding.check for finding in impulse.findings] == ["dual-mono"]
    assert impulse.findings[0].message.startswith("impulse response: the 2 channels are identical")


def test_what_is_no_impulse_response_is_refused(tmp_path: Path) -> None:
    silent = float_wav(tmp_path / "silent.wav", np.zeros(480, np.float32))
    with pytest.raises(AudioFileError, match=r"silent\.wav: is silent"):
        read_impulse_response(Cabinet(path=silent), rate_hz=48_000)
    song = float_wav(tmp_path / "song.wav", np.ones(61 * 8_000, np.float32), 8_000)
    with pytest.raises(AudioFileError, match="is 61 s long; an impulse response has at most 60 s"):
        read_impulse_response(Cabinet(path=song), rate_hz=48_000)
    text = tmp_path / "readme.wav"
    text.write_text("no sound here")
    with pytest.raises(AudioFileError, match="is not a sound file"):
        read_impulse_response(Cabinet(path=text), rate_hz=48_000)
    with pytest.raises(AudioFileError, match="does not exist"):
        read_impulse_response(Cabinet(path=tmp_path / "gone.wav"), rate_hz=48_000)


@pytest.mark.parametrize("from_hz", [8_000, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("to_hz", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("onset", [0, 1, 10])
def test_a_single_tap_is_flat_and_in_time_at_every_rate(
    tmp_path: Path, from_hz: int, to_hz: int, onset: int
) -> None:
    """As a capture of a bare cable would be: the ringing before the tap belongs to the sound."""
    samples = np.zeros(onset + 1, np.float32)
    samples[onset] = 1.0
    path = float_wav(tmp_path / "cable.wav", samples, from_hz)
    impulse = read_impulse_response(Cabinet(path=path), rate_hz=to_hz)
    gain = GAIN_AT_48K * 48_000 / from_hz  # one tap is as much sound as the file's rate makes it
    frames = np.arange(impulse.taps.frames) - impulse.lead_frames
    for frequency_hz in np.linspace(50.0, 0.4 * min(from_hz, to_hz), 20):
        response = impulse.taps.samples @ np.exp(-2j * np.pi * frequency_hz * frames / to_hz)
        late = np.exp(-2j * np.pi * frequency_hz * onset / from_hz)
        assert 20.0 * np.log10(abs(response) / gain) == pytest.approx(0.0, abs=0.01)
        assert abs(response / gain / late - 1.0) < 2e-3


def test_a_short_file_at_a_high_rate_keeps_its_sound(tmp_path: Path) -> None:
    path = float_wav(tmp_path / "tick.wav", np.ones(1, np.float32), 192_000)
    assert read_impulse_response(Cabinet(path=path), rate_hz=48_000).taps.samples.any()
