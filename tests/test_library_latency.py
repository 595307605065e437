import numpy as np
import pytest
from scipy.signal import lfilter

from reamp.library.latency import model_latency_frames
from reamp.library.probe import probe
from reamp.sim.amps import LeadAmp

SIGNAL = probe(48_000)


def latency(play) -> float | None:  # type: ignore[no-untyped-def]
    return model_latency_frames(play(SIGNAL.samples.astype(np.float64)), SIGNAL)


def late(play, frames: int):  # type: ignore[no-untyped-def]
    return lambda samples: np.concatenate([np.zeros(frames), play(samples)])[: len(samples)]


@pytest.mark.parametrize("frames", [0, 1, 17, 300])
@pytest.mark.parametrize("gain", [1.0, 3000.0])
def test_a_delay_is_found_to_the_frame_whatever_the_gain(frames: int, gain: float) -> None:
    assert latency(late(lambda x: np.tanh(gain * x), frames)) == frames


def test_filters_of_gear_are_no_latency() -> None:
    """A low-pass of 4th order at 500 Hz has its peak 20 frames later, and answers at once."""

    def dull(samples: np.ndarray) -> np.ndarray:
        for _ in range(4):
            samples = lfilter([0.06], [1.0, -0.94], samples)
        return samples

    frames = latency(dull)
    assert frames in (0, 1)
    assert latency(late(dull, 30)) == frames + 30


def test_an_amplifier_with_much_gain_is_hardly_late() -> None:
    frames = latency(lambda x: LeadAmp(gain=0.9).process(3.0 * x, rate_hz=48_000))
    assert frames is not None
    assert frames <= 8
    assert latency(late(lambda x: LeadAmp(gain=0.9).process(3.0 * x, rate_hz=48_000), 40)) == frames + 40


def test_silence_does_not_tell() -> None:
    assert latency(np.zeros_like) is None
