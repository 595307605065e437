"""Every way a recording is known to go wrong gives a finding that names it, and a good one gives none."""

import functools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from shared_data import SHARED_DATA

from reamp.audio.signal import Signal
from reamp.capture.checks import check, latency_findings
from reamp.capture.latency import Latency, LatencyMethod, measure_latency
from reamp.capture.layout import Layout, Span
from reamp.capture.pair import read_pair
from reamp.capture.test_signal import layout_for
from reamp.findings import Finding, Severity

RATE_HZ = 16_000
SECOND = RATE_HZ
LAYOUT = Layout(  # the order of v3 in 32 s
    name="short",
    training=Span(8 * SECOND, 26 * SECOND),
    validation=(Span(0, 5 * SECOND), Span(27 * SECOND, 32 * SECOND)),
    impulses=(int(6.5 * SECOND), int(7.5 * SECOND)),
    noise_floor=Span(6 * SECOND, int(6.4 * SECOND)),
)
Array = npt.NDArray[np.float64]
Fault = Callable[[Array], Array]


@functools.cache
def played() -> Signal:
    """Return noise that swells like music, laid out as LAYOUT says."""
    hand = np.random.default_rng(6)
    frames = 32 * SECOND
    samples = 0.2 * hand.normal(size=frames) * (1.2 + np.sin(np.arange(frames) / 3_000))
    samples[5 * SECOND : 8 * SECOND] = 0.0
    samples[list(LAYOUT.impulses)] = 0.95
    samples[26 * SECOND : 27 * SECOND] = 0.0
    samples[27 * SECOND :] = samples[: 5 * SECOND]
    return Signal.from_float64(samples.clip(-0.95, 0.95), RATE_HZ)


def amplified() -> Array:
    """Return a good recording: saturated, 300 frames late, half a second longer, -80 dBFS of noise."""
    clean = np.concatenate([np.zeros(300), played().samples.astype(float), np.zeros(SECOND // 2)])
    return 0.5 * np.tanh(2.0 * clean) + 1e-4 * np.random.default_rng(8).normal(size=len(clean))


def found(recording: Array, *, manual_frames: int | None = None) -> list[Finding]:
    signal, recorded = played(), Signal.from_float64(recording, RATE_HZ)
    latency = measure_latency(signal, recorded, impulses=LAYOUT.impulses, manual_frames=manual_frames)
    return list(check(signal, recorded, LAYOUT, latency))


def checks(recording: Array, *, manual_frames: int | None = None) -> dict[str, Severity]:
    return {finding.check: finding.severity for finding in found(recording, manual_frames=manual_frames)}


def after(frame: int, change: Fault) -> Fault:
    """Return a fault that begins at a frame."""
    return lambda samples: np.concatenate([samples[:frame], change(samples[frame:])])


def drifted(samples: Array) -> Array:
    frame = np.arange(len(samples))
    return np.interp(frame * (1.0 - 20e-6), frame, samples)


def transient(samples: Array) -> Array:
    return samples + 0.3 * np.exp(-np.arange(len(samples)) / (0.05 * SECOND))


def noisy(samples: Array) -> Array:
    return samples + 0.02 * np.random.default_rng(3).normal(size=len(samples))


def unstable(samples: Array) -> Array:
    return samples * (1.0 + 0.3 * np.sin(np.arange(len(samples)) / 7_777.0))


def test_a_good_recording_has_no_findings() -> None:
    assert found(amplified()) == []


NOTE, WARNING, BLOCKER = Severity.NOTE, Severity.WARNING, Severity.BLOCKER


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(lambda y: y[: 32 * SECOND - 10], {"recording-short": NOTE}, id="10 samples short"),
        pytest.param(lambda y: y[: 20 * SECOND], {"recording-short": WARNING}, id="a third missing"),
        pytest.param(lambda y: y[: 12 * SECOND], {"recording-short": BLOCKER}, id="most missing"),
        pytest.param(
            lambda y: np.concatenate([y, np.zeros(5 * SECOND)]), {"recording-long": NOTE}, id="longer"
        ),
        pytest.param(lambda y: 0.0 * y, {"recording-silent": BLOCKER}, id="silent"),
        pytest.param(lambda y: 0.02 * y, {"recording-low": WARNING}, id="low"),
        pytest.param(
            lambda y: (3.0 * y).clip(-1.0, 1.0), {"recording-clipped": WARNING}, id="clipped at both rails"
        ),
        pytest.param(
            lambda y: y.clip(-1.0, 0.3),
            {"recording-flat-tops": WARNING, "recording-dc": WARNING},
            id="clipped at one rail below full scale",
        ),
        pytest.param(lambda y: y + 0.05, {"recording-dc": WARNING}, id="DC"),
        pytest.param(noisy, {"recording-noise": WARNING}, id="noise floor"),
        pytest.param(lambda y: -y, {"polarity-inverted": NOTE}, id="upside down"),
        pytest.param(transient, {"start-up-transient": NOTE}, id="start-up transient"),
        pytest.param(
            after(15 * SECOND, lambda y: 0.9 * y), {"level-changed": WARNING}, id="a knob moved by 0.9 dB"
        ),
        pytest.param(
            after(15 * SECOND, lambda y: 0.4 * y), {"level-changed": BLOCKER}, id="a knob moved by 8 dB"
        ),
        pytest.param(unstable, {"not-repeatable": WARNING}, id="unstable"),
        pytest.param(lambda y: y[500:], {"latency-negative": NOTE}, id="ahead of the signal"),
        pytest.param(lambda y: y[::-1], {"latency-unknown": BLOCKER}, id="another recording"),
    ],
)
def test_each_fault_has_its_finding(fault: Fault, expected: dict[str, Severity]) -> None:
    assert checks(fault(amplified())) == expected


def test_drift_is_a_warning_in_ppm() -> None:
    findings = {finding.check: finding for finding in found(drifted(amplified()))}
    drift = findings["clock-drift"]
    assert drift.severity is Severity.WARNING
    assert drift.measured == pytest.approx(20.0, abs=0.5)  # linear interpolation is not a clock
    assert "differ by 20.3 ppm, which is 10 frames at the end; less than 1 frame is needed" in drift.message


def test_a_latency_of_two_seconds_is_found() -> None:
    late = np.concatenate([np.zeros(2 * SECOND - 300), amplified()])
    assert checks(late) == {}


def test_a_recording_started_long_before_the_signal_is_found() -> None:
    assert checks(np.concatenate([np.zeros(20 * SECOND), amplified()])) == {}


def test_a_silent_recording_blocks_even_with_a_manual_latency() -> None:
    assert checks(0.0 * amplified(), manual_frames=300) == {"recording-silent": Severity.BLOCKER}


def test_a_manual_latency_is_compared_with_the_measurement() -> None:
    assert checks(amplified(), manual_frames=297) == {}
    assert "latency-disagrees" in checks(amplified(), manual_frames=900)
    assert checks(amplified()[::-1].copy(), manual_frames=900)["latency-unconfirmed"] is Severity.WARNING


def test_wrong_files_are_noticed() -> None:
    signal = played()
    silence = Signal(np.zeros_like(signal.samples), RATE_HZ)
    assert [f.check for f in check(signal, signal, LAYOUT, None)] == ["recording-is-signal"]
    assert [f.check for f in check(silence, signal, LAYOUT, None)] == ["signal-silent"]


def test_an_unsure_latency_is_a_warning() -> None:
    latency = Latency(
        frames=100, polarity=1, confidence=0.4, second_best_ratio=0.6, method=LatencyMethod.CORRELATION
    )
    (finding,) = latency_findings(latency, played())
    assert (finding.check, finding.measured) == ("latency-unsure", pytest.approx(40.0))


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="needs the shared data")
@pytest.mark.parametrize(("name", "frames"), [("ts9_jcm800", 0), ("ampvts", 1)])
def test_the_shared_captures_have_nothing_but_their_start_up_transient(name: str, frames: int) -> None:
    training = SHARED_DATA / "training"
    pair = read_pair(training / "input.flac", training / f"{name}.flac")
    layout, _ = layout_for(pair.signal)
    latency = measure_latency(pair.signal, pair.recording, impulses=layout.impulses)
    assert latency is not None
    assert latency.frames == frames
    assert latency.confidence > 0.9
    findings = check(pair.signal, pair.recording, layout, latency)
    assert [(f.check, f.severity) for f in findings] == [("start-up-transient", Severity.NOTE)]


def test_a_recording_ahead_of_a_signal_of_ones_own_may_be_swapped() -> None:
    latency = Latency(
        frames=-7, polarity=1, confidence=1.0, second_best_ratio=0.0, method=LatencyMethod.CORRELATION
    )
    (known,) = latency_findings(latency, played())
    assert (known.check, known.severity, known.measured) == ("latency-negative", Severity.NOTE, -7.0)
    (own,) = latency_findings(latency, played(), may_be_swapped=True)
    assert (own.check, own.severity, own.measured) == ("latency-negative", Severity.WARNING, -7.0)
    assert "the recording is 7 frames ahead of the signal" in own.message
    assert own.message.endswith("are the two files swapped?")
