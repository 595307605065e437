"""Small captures for tests: noise through a gain and a delay."""

from pathlib import Path

import numpy as np
from rig_files import float_wav

from reamp.capture.capture import Capture

RATE_HZ = 16_000
LATENCY = 250


def played(seconds: float = 12.0) -> np.ndarray:
    samples = 0.1 * np.random.default_rng(0).normal(size=round(seconds * RATE_HZ)).clip(-4.0, 4.0)
    return samples.astype(np.float32)


def recorded(x: np.ndarray, *, gain: float = 0.5) -> np.ndarray:
    late = np.concatenate([np.zeros(LATENCY), x.astype(np.float64), np.zeros(RATE_HZ // 2)])
    return (gain * late).astype(np.float32)


def wavs(folder: Path, *, x: np.ndarray | None = None, y: np.ndarray | None = None) -> tuple[Path, Path]:
    """Write a signal and its recording."""
    x = played() if x is None else x
    y = recorded(x) if y is None else y
    return float_wav(folder / "signal.wav", x, RATE_HZ), float_wav(folder / "amp.wav", y, RATE_HZ)


def small_capture(folder: Path, name: str = "mt15", **options: object) -> Capture:
    """Make a capture of a device that halves the signal."""
    signal, recording = wavs(folder)
    return Capture.create(
        folder / f"{name}.capture",
        signal_path=signal,
        recording_path=recording,
        **options,  # type: ignore[arg-type]
    )
