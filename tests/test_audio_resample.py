import numpy as np
import pytest

from reamp.audio.resample import StreamResampler, resample
from reamp.audio.signal import Samples, Signal
from reamp.errors import ConfigError

RATES_HZ = [(44_100, 48_000), (48_000, 44_100), (48_000, 96_000), (96_000, 48_000), (192_000, 44_100)]


def sine(frequency_hz: float, *, rate_hz: int, seconds: float = 1.0, peak: float = 0.5) -> Signal:
    time_s = np.arange(int(rate_hz * seconds)) / rate_hz
    return Signal.from_float64(peak * np.sin(2.0 * np.pi * frequency_hz * time_s), rate_hz)


def spectrum_peak_db(signal: Signal) -> tuple[float, float]:
    """Return the frequency and the level in dBFS of the largest sine in the middle half; it is on a bin."""
    middle = signal.samples[signal.frames // 4 : signal.frames * 3 // 4].astype(np.float64)
    window = np.blackman(len(middle))
    magnitudes = np.abs(np.fft.rfft(middle * window)) * 2.0 / window.sum()
    top = int(magnitudes.argmax())
    return top * signal.rate_hz / len(middle), 20.0 * float(np.log10(magnitudes[top]))


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES_HZ)
@pytest.mark.parametrize(("part", "within_db"), [(0.01, 0.001), (0.3, 0.001), (0.8, 0.001), (0.9, 0.01)])
def test_a_sine_keeps_its_level_and_frequency(
    from_hz: int, to_hz: int, part: float, within_db: float
) -> None:
    frequency_hz = round(part * min(from_hz, to_hz) / 2 / 20) * 20
    found_hz, level_db = spectrum_peak_db(resample(sine(frequency_hz, rate_hz=from_hz), to_hz))
    assert found_hz == pytest.approx(frequency_hz)
    assert level_db == pytest.approx(20.0 * np.log10(0.5), abs=within_db)


@pytest.mark.parametrize("frequency_hz", [24_500, 26_000, 30_000, 45_000])
def test_what_the_lower_rate_cannot_hold_is_gone(frequency_hz: int) -> None:
    resampled = resample(sine(frequency_hz, rate_hz=96_000), 48_000)
    middle = resampled.samples[12_000:36_000]  # the ends are steps, which have sound at all frequencies
    assert 20.0 * np.log10(np.abs(middle).max() / 0.5) < -120


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES_HZ)
def test_a_sine_becomes_the_sine_of_the_other_rate(from_hz: int, to_hz: int) -> None:
    resampled = resample(sine(1_000, rate_hz=from_hz), to_hz).samples
    wanted = sine(1_000, rate_hz=to_hz).samples
    assert len(resampled) == len(wanted)
    middle = slice(to_hz // 4, to_hz * 3 // 4)
    assert 20.0 * np.log10(np.abs(resampled - wanted)[middle].max() / 0.5) < -110


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES_HZ)
def test_an_impulse_stays_at_its_time(from_hz: int, to_hz: int) -> None:
    samples = np.zeros(from_hz, np.float32)
    samples[from_hz // 2] = 1.0
    resampled = resample(Signal(samples, from_hz), to_hz).samples
    assert int(np.abs(resampled).argmax()) == to_hz // 2
    around = resampled[to_hz // 2 - 100 : to_hz // 2 + 101]
    assert np.abs(around - around[::-1]).max() < 1e-6  # symmetric, so not between two frames either


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES_HZ)
def test_any_blocks_give_the_whole(from_hz: int, to_hz: int) -> None:
    rng = np.random.default_rng(0)
    samples = rng.uniform(-0.5, 0.5, 20_011).astype(np.float32)
    whole = resample(Signal(samples, from_hz), to_hz).samples
    assert len(whole) == round(20_011 * to_hz / from_hz)
    for cuts in ([], [1, 2, 3, 9_000], sorted(rng.integers(0, 20_011, 100))):
        resampler = StreamResampler(from_hz=from_hz, to_hz=to_hz)
        blocks: list[Samples] = [resampler.process(block) for block in np.split(samples, cuts)]
        blocks.append(resampler.process(np.zeros(0, np.float32), last=True))
        assert all(block.dtype == np.float32 and block.flags.c_contiguous for block in blocks)
        assert np.array_equal(np.concatenate(blocks), whole)


def test_the_same_rate_is_the_same_signal() -> None:
    signal = sine(1_000, rate_hz=48_000)
    assert resample(signal, 48_000) is signal
    assert StreamResampler(from_hz=48_000, to_hz=48_000).process(signal.samples) is signal.samples


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_the_shortest_signals(frames: int) -> None:
    assert resample(Signal(np.ones(frames, np.float32), 48_000), 96_000).frames == 2 * frames


def test_rates_start_at_1_hz() -> None:
    with pytest.raises(ConfigError, match="at least 1 Hz, got 48000 and 0"):
        StreamResampler(from_hz=48_000, to_hz=0)
