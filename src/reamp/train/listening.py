"""Recording and model of a capture, equally loud, to listen to."""

import math
from pathlib import Path

import numpy as np

from reamp.audio.signal import Samples, Signal
from reamp.capture.capture import Capture
from reamp.engine import load

__all__ = ["listening_pair", "loudness_gain"]

_HEARD_S, _LEAST_S = 8.0, 4.0
_MOST_GAIN = 4.0  # 12 dB: a model that is nearly silent stays quiet


def listening_pair(capture: Capture, model: Path) -> tuple[Signal, Signal]:
    """Return a part of the recording, and what a model plays there, at the RMS level of the recording.

    The part is the middle of the validation, 8 s at most; where that is shorter than 4 s, some of the
    training part before it is heard, too. Raises what `Capture.aligned` and `load` raise.
    """
    aligned = capture.aligned()
    span = aligned.validation
    frames = min(span.frames, round(_HEARD_S * aligned.rate_hz))
    first = span.first + (span.frames - frames) // 2
    least = round(_LEAST_S * aligned.rate_hz)
    if frames < least:
        first = max(0, span.end - least)
        frames = span.end - first
    runner = load(model)
    lead = max(0, first - aligned.rate_hz)  # a second to fill the model's memory
    played = runner.process(aligned.x[lead : first + frames])[first - lead :]
    target = aligned.y[first : first + frames]
    heard = (loudness_gain(target, played) * played).astype(np.float32)
    return Signal(target, aligned.rate_hz), Signal(heard, aligned.rate_hz)


def loudness_gain(target: Samples, estimate: Samples) -> float:
    """Return the gain that gives an estimate the RMS level of the target, at most 12 dB."""
    powers = [float(np.square(each, dtype=np.float64).mean()) for each in (target, estimate)]
    return min(_MOST_GAIN, math.sqrt(powers[0] / powers[1])) if powers[1] > 0.0 else 1.0
