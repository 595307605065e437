"""Small models and recordings with a known answer, as files, for the tests of the rig."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import lfilter

from reamp.nam import Metadata, NamDocument


def gain_model(path: Path, gain: float = 1.0, *, rate_hz: float | None = 48_000, **metadata: object) -> Path:
    """Write a model of one tap: it multiplies by `gain`."""
    document = NamDocument.create(
        architecture="Linear",
        config={"receptive_field": 1, "bias": False},
        weights=[gain],
        sample_rate_hz=rate_hz,
        metadata=Metadata(**metadata),  # type: ignore[arg-type]
    )
    document.write(path, overwrite=True)
    return path


def slimmable_model(path: Path, *gains: float) -> Path:
    """Write a model of as many sizes as gains, the smallest first, at equal shares of the slim values."""
    sizes = [
        {"max_value": (index + 1) / len(gains), "model": NamDocument.read(gain_model(path, gain))}
        for index, gain in enumerate(gains)
    ]
    NamDocument.create(
        architecture="SlimmableContainer", config={"submodels": sizes}, sample_rate_hz=48_000
    ).write(path, overwrite=True)
    return path


def float_wav(path: Path, samples: np.ndarray, rate_hz: int = 48_000) -> Path:
    """Write samples as they are, shape (frames,) or (frames, channels)."""
    soundfile.write(path, samples, rate_hz, "FLOAT")
    return path


def sine(frequency_hz: float, *, peak: float, rate_hz: int = 48_000, seconds: float = 1.0) -> np.ndarray:
    """Return a float32 sine that fades in and out over 50 ms, so that resampling leaves its ends alone."""
    frames = round(rate_hz * seconds)
    fade = np.minimum(1.0, np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (0.05 * rate_hz))
    return (peak * fade * np.sin(2.0 * np.pi * frequency_hz * np.arange(frames) / rate_hz)).astype(np.float32)


def dc_blocked(samples: np.ndarray, rate_hz: int = 48_000) -> np.ndarray:
    """Return float64 samples after the DC blocker, from its formula."""
    a = 1.0 / (1.0 + 2.0 * np.pi * 5.0 / rate_hz)
    filtered: np.ndarray = lfilter([a, -a], [1.0, -a], samples.astype(np.float64))
    return filtered


def null_depth_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Return the energy of the difference relative to the reference."""
    error = np.sum((reference.astype(np.float64) - estimate) ** 2)
    return float(10.0 * np.log10(error / np.sum(reference.astype(np.float64) ** 2) + 1e-30))


def split(samples: np.ndarray, lengths: Sequence[int]) -> list[np.ndarray]:
    """Return the samples in blocks of these lengths, over and over."""
    blocks: list[np.ndarray] = []
    start = 0
    while start < len(samples):
        end = start + lengths[len(blocks) % len(lengths)]
        blocks.append(samples[start:end])
        start = end
    return blocks
