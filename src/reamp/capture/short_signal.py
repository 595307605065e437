"""A test signal of 55 seconds, for each of many settings of the same gear: excerpts of the long one.

| from | to | what |
| --- | --- | --- |
| 0:00 | 0:05 | a loud chord, silence, three impulses, as in the long signal |
| 0:05 | 0:10.1 | validation: a part of each of the five phrases |
| 0:10.5 | 0:48.7 | training: a sweep, noise at ten levels, 18 phrases of guitar and 4 of bass |
| 0:48.9 | 0:54 | the validation again |
| 0:54 | 0:55 | silence |
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Signal
from reamp.capture.layout import TestSignal
from reamp.capture.make_signal import RATES_HZ, make_test_signal
from reamp.errors import ConfigError

__all__ = ["make_short_signal", "short_test_signal"]

_LENGTH_S = 55.0
_HEAD_S = 5.0
_VALIDATION_S, _VALIDATION_LENGTH_S = (5.0, 48.9), 5.1
_TRAINING_S = (10.5, 48.7)
_NOISE_FLOOR_S = (2.25, 3.0)
_IMPULSES_S = (3.5, 4.0, 4.5)
_FADE_S = 0.005

# First second in the long signal, and length.
_VALIDATION_PARTS = ((5.0, 1.2), (7.25, 1.0), (8.75, 1.2), (10.75, 0.8), (12.5, 0.9))
_SWEEP = (18.0, 3.0)
_NOISE = tuple((25.0 + i, 0.3) for i in range(10))  # white, of each level
_PINK = tuple((25.5 + i, 0.2) for i in range(10))
_GUITAR = tuple((35.0 + 6.0 * i, 1.3 if i % 3 else 1.5) for i in range(18))
_BASS = tuple((143.0 + 6.0 * i, 1.4) for i in range(4))
_TRAINING_PARTS = (_SWEEP, *_NOISE, *_PINK, *_GUITAR, *_BASS)


def short_test_signal(rate_hz: int) -> TestSignal:
    """Return the layout of the signal at one of `RATES_HZ`; raises `ConfigError` for another."""
    if rate_hz not in RATES_HZ:
        raise ConfigError(f"the test signal exists at {', '.join(map(str, RATES_HZ))} Hz, not at {rate_hz}")

    def span(first_s: float, end_s: float) -> slice:
        return slice(round(first_s * rate_hz), round(end_s * rate_hz))

    length = round(_VALIDATION_LENGTH_S * rate_hz)
    return TestSignal(
        name="reamp-short-1",
        rate_hz=rate_hz,
        frames=round(_LENGTH_S * rate_hz),
        training=span(*_TRAINING_S),
        validation=tuple(slice(round(s * rate_hz), round(s * rate_hz) + length) for s in _VALIDATION_S),
        impulses=tuple(round(at_s * rate_hz) for at_s in _IMPULSES_S),
        noise_floor=span(*_NOISE_FLOOR_S),
    )


@cache
def make_short_signal(rate_hz: int = 48_000) -> Signal:
    """Return the signal at one of `RATES_HZ`; takes some seconds. Raises `ConfigError` for another rate."""
    layout = short_test_signal(rate_hz)
    assert layout.frames is not None
    long = make_test_signal(rate_hz).samples
    samples = np.zeros(layout.frames, np.float32)
    head = round(_HEAD_S * rate_hz)
    samples[:head] = long[:head]
    for span in layout.validation:
        validation = _joined(long, _VALIDATION_PARTS, rate_hz)[: span.stop - span.start]
        samples[span.start : span.start + len(validation)] = validation
    training = _joined(long, _TRAINING_PARTS, rate_hz)[: layout.training.stop - layout.training.start]
    samples[layout.training.start : layout.training.start + len(training)] = training
    return Signal(samples, rate_hz)


def _joined(
    long: npt.NDArray[np.float32], parts: tuple[tuple[float, float], ...], rate_hz: int
) -> npt.NDArray[np.float32]:
    """Return parts of the long signal in a row, their ends faded: else a click adds frequencies."""
    fade = np.linspace(0.0, 1.0, round(_FADE_S * rate_hz), dtype=np.float32)
    joined = []
    for first_s, length_s in parts:
        part = long[round(first_s * rate_hz) : round((first_s + length_s) * rate_hz)].copy()
        part[: len(fade)] *= fade
        part[len(part) - len(fade) :] *= fade[::-1]
        joined.append(part)
    return np.concatenate(joined)
