"""Our test signal: the same every time, below full scale, with every section where the layout says."""

import functools

import numpy as np
import pytest

from reamp.audio.levels import peak_dbfs, true_peak_dbfs
from reamp.audio.signal import Samples, Signal
from reamp.capture import make_signal
from reamp.capture.make_signal import PEAK_DBFS, RATES_HZ, make_test_signal, own_test_signal
from reamp.capture.test_signal import layout_for
from reamp.errors import ConfigError


@pytest.fixture(scope="module")
def signal() -> Signal:
    return make_test_signal()


@functools.cache
def layout_at(rate_hz: int) -> tuple[float, ...]:
    version = own_test_signal(rate_hz)
    layout = version.layout(version.frames or 0)
    spans = (layout.training, *layout.validation, layout.noise_floor or layout.training)
    return tuple(frame / rate_hz for span in spans for frame in span)


def seconds(signal: Signal, first_s: float, end_s: float) -> Samples:
    return signal.samples[round(first_s * signal.rate_hz) : round(end_s * signal.rate_hz)]


def test_it_is_three_minutes_of_24_bit_steps_below_full_scale(signal: Signal) -> None:
    assert signal.duration_s == 178.0
    assert peak_dbfs(signal) == pytest.approx(PEAK_DBFS, abs=1e-3)
    assert true_peak_dbfs(signal) < PEAK_DBFS + 0.05
    steps = signal.samples.astype(np.float64) * 2**23
    assert np.array_equal(steps, np.rint(steps))


def test_the_sections_are_where_the_layout_says(signal: Signal) -> None:
    layout = own_test_signal(48_000).layout(signal.frames)
    assert layout.noise_floor is not None
    first, second = (signal.samples[span.slice] for span in layout.validation)
    assert np.array_equal(first, second)
    assert np.abs(first).max() > 0.7
    assert not signal.samples[layout.noise_floor.slice].any()
    for frame in layout.impulses:
        assert signal.samples[frame] > 0.89
        assert not signal.samples[frame - 12_000 : frame].any()
        assert not signal.samples[frame + 1 : frame + 12_000].any()
    assert not seconds(signal, 176.5, 178.0).any()


def test_it_covers_levels_and_registers(signal: Signal) -> None:
    phrases = [seconds(signal, at_s, at_s + 6.0) for at_s in range(35, 167, 6)]
    peaks = [20 * np.log10(np.abs(phrase).max()) for phrase in phrases]
    assert min(peaks) == pytest.approx(-42, abs=0.1)
    assert max(peaks) == pytest.approx(-1, abs=0.1)

    def energy_share(samples: Samples, low_hz: float, high_hz: float) -> float:
        power = np.abs(np.fft.rfft(samples)) ** 2
        hz = np.fft.rfftfreq(len(samples), 1 / signal.rate_hz)
        return float(power[(hz >= low_hz) & (hz < high_hz)].sum() / power.sum())

    guitar, bass = seconds(signal, 35, 143), seconds(signal, 143, 167)
    assert energy_share(bass, 38, 78) > 10 * energy_share(guitar, 38, 78)
    noise = seconds(signal, 34.0, 34.5)
    assert energy_share(noise, 10_000, 20_000) == pytest.approx(0.5, abs=0.05)


def test_nothing_clicks_and_noise_steps_by_6_db(signal: Signal) -> None:
    levels = [seconds(signal, 25.0 + i, 25.5 + i).std() for i in range(10)]
    assert 20 * np.log10(np.divide(levels[1:], levels[:-1])) == pytest.approx(np.full(9, 6.0), abs=1.0)
    for at_s in (41.0, 143.0):
        edge = seconds(signal, at_s - 0.0005, at_s + 0.0005)
        assert np.abs(np.diff(edge)).max() < 0.02


def test_it_is_made_the_same_every_time(signal: Signal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_signal, "_GUITAR", make_signal._GUITAR[:6])
    monkeypatch.setattr(make_signal, "_BASS", ())
    monkeypatch.setattr(make_signal, "_VALIDATION", make_signal._VALIDATION[2:])
    again = make_test_signal()
    assert np.array_equal(seconds(again, 14, 71), seconds(signal, 14, 71))


def test_it_is_recognised(signal: Signal) -> None:
    layout, findings = layout_for(signal)
    assert (layout.name, findings) == ("reamp-1", [])
    half = Signal(signal.samples * np.float32(0.5), signal.rate_hz)
    assert layout_for(half) == (layout, [])


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_the_layout_is_the_same_in_seconds_at_every_rate(rate_hz: int) -> None:
    assert layout_at(rate_hz) == layout_at(48_000)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_other_rates_hold_the_same_sound(
    signal: Signal, rate_hz: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections = signal.samples.astype(np.float64)
    sections[list(own_test_signal(48_000).impulses)] = 0.0
    monkeypatch.setattr(make_signal, "_sections", lambda: sections)
    other = make_test_signal(rate_hz)
    layout = own_test_signal(rate_hz).layout(other.frames)
    assert other.duration_s == 178.0
    assert peak_dbfs(other) < PEAK_DBFS + 0.05
    first, second = (other.samples[span.slice] for span in layout.validation)
    assert np.array_equal(first, second)
    assert (np.abs(other.samples[list(layout.impulses)]) > 0.89).all()
    assert seconds(other, 60, 61).std() == pytest.approx(seconds(signal, 60, 61).std(), rel=1e-3)


def test_another_rate_is_refused() -> None:
    with pytest.raises(ConfigError, match="not at 22050"):
        make_test_signal(22_050)
