"""Signal and recording frame for frame, whatever the latency and the lengths."""

import numpy as np
import pytest

from reamp.audio.signal import Signal
from reamp.capture.alignment import align, length_findings, zooms
from reamp.capture.layout import Layout, Span
from reamp.errors import AudioError
from reamp.findings import Severity

RATE_HZ = 1_000
LAYOUT = Layout(
    name="x",
    training=Span(5_000, 55_000),
    validation=(Span(0, 4_000), Span(56_000, 60_000)),
    impulses=(4_500,),
)


def played() -> Signal:
    samples = np.random.default_rng(0).uniform(-0.1, 0.1, 60_000).astype(np.float32)
    samples[4_100:4_900] = 0.0
    samples[4_500] = 1.0
    return Signal(samples, RATE_HZ)


def late(frames: int, *, length: int = 60_000) -> Signal:
    samples = np.zeros(length, np.float32)
    source = played().samples
    if frames >= 0:
        part = source[: length - frames]
        samples[frames : frames + len(part)] = part
    else:
        samples[: 60_000 + frames] = source[-frames:]
    return Signal(samples, RATE_HZ)


@pytest.mark.parametrize("latency", [0, 7, 2_000, -7])
def test_aligned_samples_are_the_same(latency: int) -> None:
    aligned = align(played(), late(latency, length=63_000), LAYOUT, latency_frames=latency)
    assert len(aligned.x) == len(aligned.y)
    assert np.array_equal(aligned.x[:57_000], aligned.y[:57_000])
    assert aligned.x[aligned.layout.impulses[0]] == 1.0
    assert aligned.training.frames == 50_000


def test_a_recording_that_stops_with_the_signal_loses_its_end() -> None:
    aligned = align(played(), late(1_000), LAYOUT, latency_frames=1_000)
    assert aligned.layout.validation == (Span(0, 3_000), Span(56_000, 59_000))


def test_a_recording_without_the_last_validation_uses_the_first() -> None:
    aligned = align(played(), late(0, length=50_000), LAYOUT, latency_frames=0)
    assert aligned.validation == Span(0, 4_000)
    assert aligned.training == Span(5_000, 50_000)


def test_without_any_validation_the_end_of_training_takes_its_place() -> None:
    layout = Layout(name="x", training=Span(0, 51_000), validation=(Span(51_000, 60_000),))
    aligned = align(played(), late(0, length=50_000), layout, latency_frames=0)
    assert (aligned.training, aligned.validation) == (Span(0, 45_000), Span(45_000, 50_000))


def test_too_little_in_common_is_an_error() -> None:
    with pytest.raises(AudioError, match=r"only 4\.00 s in common"):
        align(played(), late(0, length=4_000), LAYOUT, latency_frames=0)
    with pytest.raises(AudioError, match=r"only 0\.00 s in common"):
        align(played(), late(0, length=4_000), LAYOUT, latency_frames=5_000)
    with pytest.raises(AudioError, match="44100 Hz"):
        align(played(), Signal(played().samples, 44_100), LAYOUT, latency_frames=0)


@pytest.mark.parametrize(
    ("length", "latency", "found"),
    [
        (60_000, 0, []),
        (60_000, 40, []),
        (60_900, 0, []),
        (59_990, 0, [("recording-short", Severity.NOTE, 10.0)]),
        (60_000, 1_500, [("recording-short", Severity.WARNING, 1.5)]),
        (40_000, 0, [("recording-short", Severity.WARNING, 20.0)]),
        (14_000, 0, [("recording-short", Severity.BLOCKER, 46.0)]),
        (3_000, 0, [("recording-short", Severity.BLOCKER, 57.0)]),
        (58_500, -1_500, []),
        (58_480, -1_500, []),
        (65_000, 500, [("recording-long", Severity.NOTE, 4.5)]),
    ],
)
def test_lengths_that_differ_are_said(
    length: int, latency: int, found: list[tuple[str, Severity, float]]
) -> None:
    recording = Signal(np.zeros(length, np.float32), RATE_HZ)
    findings = length_findings(played(), recording, LAYOUT, latency_frames=latency)
    assert [(f.check, f.severity, f.measured) for f in findings] == found


def test_the_picture_shows_impulses_and_attacks() -> None:
    signal = played()
    samples = signal.samples.copy()
    samples[20_004:20_400] = 0.8
    samples[30_007:30_400] = -0.9
    loud = Signal(samples, RATE_HZ)
    found = zooms(align(loud, loud, LAYOUT, latency_frames=0))
    assert [(zoom.what, zoom.frame) for zoom in found] == [
        ("impulse", 4_500),
        ("attack", 20_004),
        ("attack", 30_007),
    ]
    impulse = found[0]
    assert np.array_equal(impulse.x, impulse.y)
    assert impulse.x[impulse.times_ms == 0.0] == 1.0
    assert len(impulse.times_ms) == len(impulse.x) == 4
