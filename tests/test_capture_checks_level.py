"""What the recording alone tells: silence, level, clipping, DC, noise; and what is fine is not blamed."""

import numpy as np
import numpy.typing as npt
import pytest

from reamp.audio.signal import Signal
from reamp.capture.alignment import Aligned
from reamp.capture.checks_level import is_silent, level_findings, noise_findings, noise_to_signal
from reamp.capture.layout import Layout, Span
from reamp.findings import Finding, Severity

RATE_HZ = 48_000
Array = npt.NDArray[np.float64]


def sine(*, hz: float = 330.0, peak: float = 0.5, seconds: float = 1.0) -> Array:
    return peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def found(samples: Array) -> list[Finding]:
    return list(level_findings(Signal.from_float64(samples, RATE_HZ)))


def checks(samples: Array) -> list[str]:
    return [finding.check for finding in found(samples)]


def quantized(samples: Array, *, bits: int) -> Array:
    steps = 2.0 ** (bits - 1)
    return np.rint(samples * steps) / steps


@pytest.mark.parametrize("peak", [0.0, 5e-5])
def test_silence_blocks_and_says_nothing_else(peak: float) -> None:
    (finding,) = found(sine(peak=peak))
    assert (finding.check, finding.severity) == ("recording-silent", Severity.BLOCKER)
    assert is_silent(Signal.from_float64(sine(peak=peak), RATE_HZ))


def test_low_level_is_measured() -> None:
    (finding,) = found(sine(peak=0.01))
    assert finding.check == "recording-low"
    assert finding.measured == pytest.approx(-40.0, abs=0.01)


def test_clipping_at_full_scale_is_counted() -> None:
    (finding,) = found(sine(peak=1.5).clip(-1.0, 1.0))
    assert finding.check == "recording-clipped"
    assert "both half waves, at 0.0 dBFS" in finding.message
    share = 1 - 2 / np.pi * np.arcsin(1 / 1.5)
    assert finding.measured == pytest.approx(share * RATE_HZ, rel=0.05)


@pytest.mark.parametrize(("sign", "side"), [(1.0, "positive"), (-1.0, "negative")])
def test_clipping_at_one_rail_is_seen(sign: float, side: str) -> None:
    finding, dc = found(sign * (0.9 * sine(peak=1.0) + 0.2).clip(-1.0, 1.0))
    assert (finding.check, dc.check) == ("recording-clipped", "recording-dc")
    assert f"the {side} half wave" in finding.message


def test_a_single_clipped_top_counts() -> None:
    samples = sine(peak=0.5)
    samples[1_000:1_004] = 1.0
    assert checks(samples) == ["recording-clipped"]


@pytest.mark.parametrize("bits", [16, 24])
def test_flat_tops_below_full_scale_are_seen(bits: int) -> None:
    (finding,) = found(quantized(sine(peak=1.3).clip(-1.0, 1.0) * 0.7, bits=bits))
    assert finding.check == "recording-flat-tops"
    assert "both half waves, at -3.1 dBFS" in finding.message


def test_flat_tops_of_one_rail_are_seen() -> None:
    finding, dc = found(sine(peak=0.5).clip(-1.0, 0.4))
    assert (finding.check, dc.check) == ("recording-flat-tops", "recording-dc")
    assert "positive" in finding.message


@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("hz", [20.0, 41.2, 82.4, 1_000.0])
def test_a_clean_sine_is_not_taken_for_clipping(hz: float, bits: int) -> None:
    assert checks(quantized(sine(hz=hz, peak=0.9, seconds=3.0), bits=bits)) == []


def test_soft_saturation_is_not_taken_for_clipping() -> None:
    assert checks(quantized(0.8 * np.tanh(6.0 * sine(hz=110.0)), bits=24)) == []


def test_dc_is_measured_against_the_sound() -> None:
    (finding,) = found(sine(peak=0.5) + 0.02)
    assert finding.check == "recording-dc"
    assert finding.measured == pytest.approx(20 * np.log10(0.02 * np.sqrt(2) / 0.5), abs=0.05)
    assert checks(sine(peak=0.5) + 0.001) == []


def with_noise(noise_rms: float, *, offset: float = 0.0) -> Aligned:
    hand = np.random.default_rng(1)
    samples = np.concatenate([np.zeros(RATE_HZ), sine(peak=0.1 * np.sqrt(2), seconds=4.0)])
    samples = samples + noise_rms * hand.normal(size=len(samples)) + offset
    layout = Layout(
        name="x",
        training=Span(RATE_HZ, 4 * RATE_HZ),
        validation=(Span(4 * RATE_HZ, 5 * RATE_HZ),),
        noise_floor=Span(0, RATE_HZ),
    )
    y = samples.astype(np.float32)
    return Aligned(x=y, y=y, rate_hz=RATE_HZ, layout=layout)


def test_noise_is_measured_against_the_sound() -> None:
    ratio = noise_to_signal(with_noise(0.01))
    assert ratio == pytest.approx(0.01 / 1.01, rel=0.03)
    (finding,) = noise_findings(ratio)
    assert finding.check == "recording-noise"
    assert finding.measured == pytest.approx(-20.0, abs=0.2)
    assert f"no model can have an ESR below {ratio:.2g}; at least 40 dB needed" in finding.message


def test_dc_is_not_noise_and_quiet_is_fine() -> None:
    assert noise_to_signal(with_noise(1e-4, offset=0.01)) == pytest.approx(1e-6, rel=0.05)
    assert list(noise_findings(1e-6)) == []
    assert list(noise_findings(0.0)) == []
    assert list(noise_findings(None)) == []
