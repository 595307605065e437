"""The two clips, and their answers for devices whose loudness is known."""

from pathlib import Path

import numpy as np
import pytest
from plain_loudness import plain_guitar_clip, plain_ungated_lufs
from rig_files import gain_model, slimmable_model
from shared_data import SHARED_DATA

from reamp._core import ungated_lufs
from reamp.audio import Signal
from reamp.audio.loudness import integrated_lufs
from reamp.audio.resample import resample
from reamp.engine import load
from reamp.engine.loudness import GUITAR_LUFS, guitar_clip, loudness_clip, measure_loudness_db
from reamp.nam import NamDocument

AMP = SHARED_DATA / "captures" / "ceriatone_chan2_standard.nam"


def test_the_trainers_clip_is_pink_and_as_loud_as_it_says() -> None:
    clip = loudness_clip().astype(np.float64)
    assert 10.0 * np.log10(np.mean(clip**2)) == pytest.approx(-15.0, abs=1e-3)
    assert np.abs(clip).max() < 1.0
    power = np.abs(np.fft.rfft(clip)) ** 2
    octaves_db = [10.0 * np.log10(power[f : 2 * f].sum()) for f in (100, 400, 1600, 6400)]
    assert np.ptp(octaves_db) < 0.1


def test_a_gain_is_as_loud_as_the_clip_and_that_gain(tmp_path: Path) -> None:
    assert measure_loudness_db(load(gain_model(tmp_path / "half.nam", 0.5))) == pytest.approx(
        -15.0 - 6.0206, abs=0.001
    )


def test_silence_and_nonsense_have_no_loudness(tmp_path: Path) -> None:
    assert measure_loudness_db(load(gain_model(tmp_path / "silent.nam", 0.0))) is None
    infinite = load(gain_model(tmp_path / "infinite.nam", 3e38))
    with np.errstate(all="raise"):
        assert measure_loudness_db(infinite) is None or measure_loudness_db(infinite) > 700.0


def test_the_size_that_plays_is_measured_and_the_model_is_left_alone(tmp_path: Path) -> None:
    model = load(slimmable_model(tmp_path / "slim.nam", 0.25, 1.0))
    assert measure_loudness_db(model) == pytest.approx(-15.0, abs=0.001)
    model.slim = 0.0
    assert measure_loudness_db(model) == pytest.approx(-15.0 - 12.0412, abs=0.001)
    assert model.slim == 0.0


def test_the_guitar_clip_has_a_guitars_loudness_peaks_and_spectrum() -> None:
    clip = Signal(guitar_clip(48_000), 48_000)
    assert clip.duration_s == 0.25
    assert ungated_lufs(clip.samples, clip.rate_hz) == pytest.approx(GUITAR_LUFS, abs=0.01)
    four_times = Signal(np.tile(clip.samples, 4), 48_000)  # a gating block takes 0.4 s
    assert integrated_lufs(four_times) == pytest.approx(GUITAR_LUFS, abs=1.0)
    peak_dbfs = 20.0 * np.log10(np.abs(clip.samples).max())
    assert -20.0 < peak_dbfs < -15.0
    power = np.abs(np.fft.rfft(clip.samples.astype(np.float64))) ** 2
    octave_db = {hz: 10.0 * np.log10(power[hz // 4 : hz // 2].sum()) for hz in (50, 400, 1600, 8000)}
    assert 0.0 < octave_db[400] - octave_db[1600] < 6.0
    assert octave_db[400] - octave_db[50] > 2.0
    assert octave_db[400] - octave_db[8000] > 15.0


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 96_000, 192_000])
def test_the_guitar_clip_is_the_same_sound_at_every_rate(rate_hz: int) -> None:
    clip = Signal(guitar_clip(rate_hz), rate_hz)
    assert ungated_lufs(clip.samples, clip.rate_hz) == pytest.approx(GUITAR_LUFS, abs=0.01)
    if rate_hz >= 44_100:
        there, here = resample(clip, 48_000).samples, guitar_clip(48_000)
        middle = slice(1_000, 11_000)
        error = np.sum((there[middle] - here[middle]) ** 2) / np.sum(here[middle] ** 2)
        assert 10.0 * np.log10(error) < -40.0


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 44_077, 48_000, 96_000])
def test_the_core_makes_the_clip_of_numpy(rate_hz: int) -> None:
    """44 077 Hz has no small factors: 11 019 frames are 3 times 3673."""
    np.testing.assert_allclose(guitar_clip(rate_hz), plain_guitar_clip(rate_hz), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
@pytest.mark.parametrize("frames", [1_000, 24_000, 24_001])
def test_the_loudness_of_a_short_sound_is_that_of_its_spectrum(rate_hz: int, frames: int) -> None:
    noise = np.random.default_rng(3).normal(0.25, 0.1, frames).astype(np.float32)
    assert ungated_lufs(noise, rate_hz) == pytest.approx(plain_ungated_lufs(noise, rate_hz), abs=1e-6)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.5, 0.50003])
def test_a_steady_sound_is_as_loud_without_the_gate(rate_hz: int, seconds: float) -> None:
    def tone(seconds: float) -> np.ndarray:
        turns = 997.0 / rate_hz * np.arange(round(seconds * rate_hz))
        return (0.1 * np.sin(2.0 * np.pi * turns)).astype(np.float32)

    gated = integrated_lufs(Signal(tone(2.0), rate_hz))
    assert ungated_lufs(tone(seconds), rate_hz) == pytest.approx(gated, abs=0.02)


def test_without_the_gate_silence_counts_and_an_offset_does_not() -> None:
    half = np.zeros(24_000, np.float32)
    half[:12_000] = 0.1 * np.sin(2.0 * np.pi * 997.0 / 48_000 * np.arange(12_000))
    assert ungated_lufs(half, 48_000) == pytest.approx(-23.01 - 3.01, abs=0.02)
    assert ungated_lufs(half + np.float32(0.5), 48_000) == pytest.approx(ungated_lufs(half, 48_000), abs=1e-3)
    for frames in (0, 1, 100):
        assert ungated_lufs(np.full(frames, 0.5, np.float32), 48_000) < -130.0


def test_the_clips_are_shared_and_cannot_be_written() -> None:
    for clip in (loudness_clip(), guitar_clip(48_000)):
        with pytest.raises(ValueError, match="read-only"):
            clip[0] = 1.0


@pytest.mark.skipif(not AMP.exists(), reason="no shared data")
def test_official_values_of_faithful_files_are_met() -> None:
    models = SHARED_DATA / "conformance" / "models"
    for name in ("a2", "lstm_1x16", "lstm_2x8", "a1_nano", "lstm_1x3"):
        path = models / f"{name}.nam"
        stated_db = NamDocument.read(path).metadata.loudness_db
        assert measure_loudness_db(load(path)) == pytest.approx(stated_db, abs=0.5), name
