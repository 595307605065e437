"""Compare the two validation parts of a recording: does the gear answer the same signal the same way?"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from reamp.capture.alignment import Aligned
from reamp.findings import Check, Finding, Severity, tenths
from reamp.metrics.difference import esr
from reamp.units import ratio_to_db

__all__ = ["repeat_findings"]

_ESR_LIMIT = 0.01
_ESR_SENSELESS = 0.1
_LEVEL_DB = 0.3
_BLOCK_S = 0.1
_LONGEST_TRANSIENT_S = 2.0
_NOISE_EXPLAINS = 0.5
_STANDS_OUT = 4.0  # a transient is this far above how much the gear differs all the time

_Array = npt.NDArray[np.float64]


def repeat_findings(aligned: Aligned, *, noise_to_signal_ratio: float | None) -> Iterator[Finding]:
    """Yield how the second playing of the validation differs from the first, and why.

    A difference only in the beginning is the gear's start-up transient; one that a gain takes out is a knob
    that was moved; one as large as the noise is the noise, which has a finding of its own.
    Yields nothing when the validation was played once.
    """
    spans = aligned.layout.validation
    if len(spans) < 2:
        return
    first, second = (aligned.y[span.slice].astype(np.float64) for span in (spans[0], spans[-1]))
    frames = min(len(first), len(second))
    first, second = first[:frames], second[:frames]
    settled = _settled_frame(first, second, round(_BLOCK_S * aligned.rate_hz))
    if 0 < settled <= _LONGEST_TRANSIENT_S * aligned.rate_hz:
        yield Finding(
            check=Check.START_UP_TRANSIENT,
            severity=Severity.NOTE,
            measured=settled / aligned.rate_hz,
            unit="s",
            message=(
                f"the gear takes {settled / aligned.rate_hz:.1f} s to settle; "
                "the check of its repetition leaves them out"
            ),
        )
        first, second = first[settled:], second[settled:]
    if second.any():  # silence has findings of its own
        yield from _change(first, second, noise_to_signal_ratio or 0.0)


def _change(first: _Array, second: _Array, noise_to_signal_ratio: float) -> Iterator[Finding]:
    error, gain = esr(second, first), _gain(first, second)
    change_db = ratio_to_db(abs(gain))
    by_gain = abs(change_db) >= _LEVEL_DB and esr(second, gain * first) <= 0.5 * error
    if by_gain:
        yield Finding(
            check=Check.LEVEL_CHANGED,
            severity=Severity.BLOCKER if error > _ESR_SENSELESS else Severity.WARNING,
            measured=change_db,
            limit=_LEVEL_DB if change_db > 0.0 else -_LEVEL_DB,
            unit="dB",
            message=(
                f"the level changed by {change_db:+.1f} dB during the recording; "
                f"less than {_LEVEL_DB:g} dB is harmless"
            ),
            advice="let the gear warm up, touch no knob and no fader, and record again",
        )
        return
    if error <= _ESR_LIMIT or 2.0 * noise_to_signal_ratio >= _NOISE_EXPLAINS * error:
        return
    yield Finding(
        check=Check.NOT_REPEATABLE,
        severity=Severity.BLOCKER if error > _ESR_SENSELESS else Severity.WARNING,
        measured=100.0 * error,
        limit=100.0 * _ESR_LIMIT,
        unit="% ESR",
        message=(
            "the gear answered differently to the same signal: the two validation parts differ by "
            f"{tenths(100.0 * error)} % ESR; up to {100.0 * _ESR_LIMIT:g} % is harmless"
        ),
        advice=(
            "switch off reverb, delay, chorus and noise gates, clock player and recorder together, "
            "look for drop-outs, and record again"
        ),
    )


def _settled_frame(first: _Array, second: _Array, block_frames: int) -> int:
    """Return the frame from which both are the same: 0 if from the start, the length if never."""
    blocks = len(first) // block_frames
    if blocks == 0:
        return 0
    error = np.square(first - second)[: blocks * block_frames].reshape(blocks, -1).sum(axis=1)
    power = np.square(second)[: blocks * block_frames].reshape(blocks, -1).sum(axis=1)
    # A quiet block is judged by the mean, or noise in a rest would count as a change
    esr_of_blocks = error / np.maximum(power, 0.01 * power.mean() + 1e-30)
    differs = esr_of_blocks > max(_ESR_LIMIT, _STANDS_OUT * float(np.median(esr_of_blocks)))
    if not differs[0]:
        return 0
    return (blocks if differs.all() else int((~differs).argmax())) * block_frames


def _gain(first: _Array, second: _Array) -> float:
    """Return the gain that makes the first most similar to the second, 1 for silence."""
    power = float(np.square(first).sum())
    gain = float((first * second).sum()) / power if power > 0.0 else 1.0
    return gain if gain != 0.0 else 1.0
