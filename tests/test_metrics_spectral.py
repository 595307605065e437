"""The spectral distance against numbers worked out by hand, and against the training loss in PyTorch."""

import math

import numpy as np
import pytest

from reamp.errors import AudioError
from reamp.metrics.spectral import STFT_RESOLUTIONS, spectral_distance

NOISE = np.random.default_rng(0).normal(scale=0.1, size=20_000)


@pytest.mark.parametrize("gain", [0.5, 2.0])
def test_a_gain_is_its_error_and_its_logarithm(gain: float) -> None:
    expected = abs(1.0 - gain) + abs(math.log(gain))
    assert spectral_distance(NOISE, gain * NOISE) == pytest.approx(expected, rel=1e-9)


def test_it_ignores_polarity_and_nearly_a_delay() -> None:
    assert spectral_distance(NOISE, -NOISE) == 0.0
    tone = np.sin(2 * np.pi * 1000 * np.arange(20_048) / 48_000)
    assert spectral_distance(tone[48:], tone[:-48]) < 0.05


def test_it_is_the_training_loss() -> None:
    torch = pytest.importorskip("torch")
    from reamp.train import losses

    assert losses.STFT_RESOLUTIONS == STFT_RESOLUTIONS
    guitar = np.cumsum(NOISE) * np.linspace(0.0, 0.1, len(NOISE))  # silent at first: the floor counts
    distorted = np.tanh(3.0 * guitar)
    tensors = (torch.from_numpy(each)[None] for each in (guitar, distorted))
    loss = losses.multi_resolution_stft_error(*tensors).item()
    assert spectral_distance(guitar, distorted) == pytest.approx(loss, rel=1e-9)


def test_a_long_signal_is_measured_in_parts() -> None:
    noise = np.random.default_rng(1).normal(size=4096 * 50 * 2 + 777)
    assert spectral_distance(noise, 0.5 * noise) == pytest.approx(0.5 + math.log(2.0), rel=1e-6)


def test_too_short_a_signal_is_refused() -> None:
    assert spectral_distance(NOISE[:1025], NOISE[:1025]) == 0.0
    with pytest.raises(AudioError, match="at least 1025 frames, got 1024"):
        spectral_distance(NOISE[:1024], NOISE[:1024])
