import math

import numpy as np
import pytest
import scipy.signal

from reamp.audio.loudness import LoudnessMeter, integrated_lufs, k_weighting, matching_gain_db
from reamp.audio.signal import Signal
from reamp.errors import AudioError

RATE_HZ = 48_000


def tone(*parts: tuple[float, float], rate_hz: int = RATE_HZ, frequency_hz: float = 997.0) -> Signal:
    """Return a sine through parts of (peak in dBFS, seconds)."""
    peaks = np.concatenate([np.full(round(s * rate_hz), 10.0 ** (p / 20.0)) for p, s in parts])
    return Signal.from_float64(
        peaks * np.sin(2 * np.pi * frequency_hz * np.arange(len(peaks)) / rate_hz), rate_hz
    )


def test_coefficients_are_those_of_the_standard_at_48_khz() -> None:
    """ITU-R BS.1770-4, tables 1 and 2."""
    shelf, high_pass = k_weighting(48_000)
    assert shelf[:3] == pytest.approx((1.53512485958697, -2.69169618940638, 1.19839281085285), abs=1e-12)
    assert shelf[3:] == pytest.approx((1.0, -1.69065929318241, 0.73248077421585), abs=1e-12)
    assert high_pass[:3] == pytest.approx((1.0, -2.0, 1.0), abs=1e-12)
    assert high_pass[3:] == pytest.approx((1.0, -1.99004745483398, 0.99007225036621), abs=1e-12)


@pytest.mark.parametrize(
    ("rate_hz", "within_lu"),
    [(8_000, 0.25), (22_050, 0.03), *((r, 0.01) for r in (44_100, 48_000, 88_200, 96_000, 192_000))],
)
def test_997_hz_at_minus_20_dbfs_is_minus_23_lufs(rate_hz: int, within_lu: float) -> None:
    assert integrated_lufs(tone((-20.0, 3.0), rate_hz=rate_hz)) == pytest.approx(-23.01, abs=within_lu)


def test_full_scale_is_minus_3_lufs() -> None:
    assert integrated_lufs(tone((0.0, 3.0))) == pytest.approx(-3.01, abs=0.01)


MONO_DB = 10.0 * math.log10(2.0)  # EBU Tech 3341 has two equal channels, which add 3 LU


@pytest.mark.parametrize(
    ("parts", "wanted_lufs"),
    [
        ([(-23.0, 20.0)], -23.0),
        ([(-33.0, 20.0)], -33.0),
        ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
        ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
        ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
    ],
    ids=["1", "2", "3", "4", "5"],
)
def test_ebu_tech_3341_cases(parts: list[tuple[float, float]], wanted_lufs: float) -> None:
    signal = tone(*((peak + MONO_DB, seconds) for peak, seconds in parts), rate_hz=16_000, frequency_hz=1_000)
    assert integrated_lufs(signal) == pytest.approx(wanted_lufs, abs=0.1)


def test_low_frequencies_weigh_less_and_high_ones_more() -> None:
    quiet, plain, loud = (
        integrated_lufs(tone((-20.0, 2.0), frequency_hz=f)) for f in (30.0, 997.0, 10_000.0)
    )
    assert quiet is not None
    assert plain is not None
    assert loud is not None
    assert quiet - plain == pytest.approx(-9.0, abs=0.1)
    assert loud - plain == pytest.approx(3.3, abs=0.1)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 192_000])
def test_the_weighting_equals_the_recursive_filter(rate_hz: int) -> None:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, rate_hz).astype(np.float32)
    weighted = scipy.signal.sosfilt(k_weighting(rate_hz), samples.astype(np.float64))
    hop_powers = np.square(weighted).reshape(10, -1).mean(axis=1)
    powers = np.convolve(hop_powers, np.full(4, 0.25), mode="valid")  # steady noise: nothing is gated
    wanted_lufs = -0.691 + 10.0 * math.log10(powers.mean())
    assert integrated_lufs(Signal(samples, rate_hz)) == pytest.approx(wanted_lufs, abs=1e-6)


@pytest.mark.parametrize("block_frames", [64, 4_799, 4_800, 65_536])
def test_any_blocks_give_the_same_loudness(block_frames: int) -> None:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, 30_011).astype(np.float32)
    meter = LoudnessMeter(RATE_HZ)
    for start in range(0, len(samples), block_frames):
        meter.add(samples[start : start + block_frames])
    assert meter.integrated_lufs == pytest.approx(integrated_lufs(Signal(samples, RATE_HZ)), abs=1e-9)


def test_less_than_400_ms_has_no_loudness() -> None:
    assert integrated_lufs(tone((-20.0, 0.399))) is None
    assert integrated_lufs(tone((-20.0, 0.4))) == pytest.approx(-23.0, abs=0.2)
    assert LoudnessMeter(RATE_HZ).integrated_lufs is None


def test_silence_and_what_is_below_the_gate_is_minus_infinity() -> None:
    assert integrated_lufs(Signal(np.zeros(RATE_HZ, np.float32), RATE_HZ)) == -math.inf
    assert integrated_lufs(tone((-68.0, 1.0))) == -math.inf


def test_silence_around_does_not_count() -> None:
    with_silence = integrated_lufs(tone((-300.0, 5.0), (-20.0, 20.0), (-300.0, 5.0)))
    assert with_silence == pytest.approx(-23.01, abs=0.1)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_the_matching_gain_makes_equally_loud(rate_hz: int) -> None:
    """Of another length, pitch and rate: it is the loudness that matches."""
    reference = tone((-20.0, 2.0))
    signal = tone((-41.5, 1.0), (-33.0, 1.5), rate_hz=rate_hz, frequency_hz=120.0)
    gain_db = matching_gain_db(signal, reference=reference)
    louder = Signal(signal.samples * np.float32(10.0 ** (gain_db / 20.0)), rate_hz)
    assert integrated_lufs(louder) == pytest.approx(integrated_lufs(reference), abs=0.01)
    assert matching_gain_db(reference, reference=signal) == pytest.approx(-gain_db, abs=1e-9)


def test_what_has_no_loudness_cannot_be_matched() -> None:
    sound, short, silence = tone((-20.0, 1.0)), tone((-20.0, 0.3)), tone((-200.0, 1.0))
    for signal, reference in ((short, sound), (sound, short)):
        with pytest.raises(AudioError, match="loudness needs 400 ms of sound"):
            matching_gain_db(signal, reference=reference)
    for signal, reference in ((silence, sound), (sound, silence)):
        with pytest.raises(AudioError, match="silent"):
            matching_gain_db(signal, reference=reference)
