"""Checks of the recording alone: silence, low level, clipping, flat tops, DC offset, noise."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reamp.audio.levels import CLIPPED_MAGNITUDE, CLIPPED_RUN_FRAMES, peak_dbfs, rms_dbfs
from reamp.audio.signal import Samples, Signal
from reamp.capture.alignment import Aligned
from reamp.findings import Check, Finding, Severity
from reamp.units import ratio_to_db

__all__ = ["is_silent", "level_findings", "noise_findings", "noise_to_signal"]

_SILENT_DBFS = -80.0
_LOW_DBFS = -30.0
_DC_DB = -40.0
_NOISE_DB = -40.0

_SAME_TOP = 1e-4  # of the top: what dither and last bits may add
_CORNER = 1e-3  # of the top: a rounded wave falls less beside three frames that are the same
_MIN_FLAT_TOPS = 10  # below full scale; fewer may be chance

_warning = functools.partial(Finding, severity=Severity.WARNING)


def is_silent(signal: Signal) -> bool:
    """Whether nothing in the signal reaches -80 dBFS."""
    return peak_dbfs(signal) < _SILENT_DBFS


def level_findings(recording: Signal) -> Iterator[Finding]:
    """Yield what the level, the shape of the peaks and the mean of a recording say."""
    peak = peak_dbfs(recording)
    if is_silent(recording):
        yield Finding(
            check=Check.RECORDING_SILENT,
            severity=Severity.BLOCKER,
            measured=max(peak, -200.0),
            limit=_SILENT_DBFS,
            unit="dBFS",
            message="the recording is silent",
            advice="check the cables, the channel and that the track was armed, then record again",
        )
        return
    if peak < _LOW_DBFS:
        yield _warning(
            check=Check.RECORDING_LOW,
            measured=peak,
            limit=_LOW_DBFS,
            unit="dBFS",
            message=f"the recording peaks at only {peak:.1f} dBFS; at least {_LOW_DBFS:g} dBFS needed",
            advice="raise the gain of the return until the peaks reach -12..-3 dBFS, and record again",
        )
    yield from _clipping(recording.samples)
    mean = float(recording.samples.mean(dtype=np.float64))
    below_rms_db = ratio_to_db(abs(mean)) - rms_dbfs(recording)
    if below_rms_db > _DC_DB:
        yield _warning(
            check=Check.RECORDING_DC,
            measured=below_rms_db,
            limit=_DC_DB,
            unit="dB of the RMS level",
            message=(
                f"the recording has a DC offset {-below_rms_db:.0f} dB below its RMS level; "
                f"at least {-_DC_DB:g} dB below is needed"
            ),
            advice="use an AC-coupled input, or remove the offset in an editor; a model would learn it",
        )


@dataclass(frozen=True, kw_only=True)
class _Rail:
    name: str
    level: float  # as a ratio to full scale
    tops: int
    frames: int


def _clipping(samples: Samples) -> Iterator[Finding]:
    """Yield one finding for rails at full scale, one for flat tops below."""
    rails = (_rail("positive", samples), _rail("negative", -samples))
    for clipped, check, what, advice in (
        (
            [rail for rail in rails if rail.tops and rail.level >= CLIPPED_MAGNITUDE],
            Check.RECORDING_CLIPPED,
            "clips the converter",
            "lower the gain of the return by some dB, or turn the gear down where that gain is at its "
            "lowest, and record again; a model would learn the clipping",
        ),
        (
            [rail for rail in rails if rail.tops >= _MIN_FLAT_TOPS and rail.level < CLIPPED_MAGNITUDE],
            Check.RECORDING_FLAT_TOPS,
            "has flat tops below full scale",
            "something before the file clipped (converter, plug-in, limiter); find it and record again, "
            "unless the gear itself clips so hard",
        ),
    ):
        if clipped:
            side = "both half waves" if len(clipped) == 2 else f"the {clipped[0].name} half wave"
            at_dbfs = ratio_to_db(max(rail.level for rail in clipped))
            frames = sum(rail.frames for rail in clipped)
            yield _warning(
                check=check,
                measured=float(frames),
                limit=0.0,
                unit="frames",
                message=f"the recording {what} in {frames} frames: {side}, at {at_dbfs:z.1f} dBFS",
                advice=advice,
            )


def _rail(name: str, samples: Samples) -> _Rail:
    """Return how often, and for how many frames in all, the samples stay at their maximum between corners."""
    top = float(samples.max(initial=0.0))
    at_top = np.concatenate(([False], samples >= top * (1.0 - _SAME_TOP), [False]))
    edges = np.flatnonzero(at_top[1:] != at_top[:-1])
    firsts, ends = edges[::2], edges[1::2]
    beside = np.maximum(samples[np.maximum(firsts - 1, 0)], samples[np.minimum(ends, len(samples) - 1)])
    lengths = (ends - firsts)[beside < top * (1.0 - _CORNER)]
    flat = lengths[lengths >= CLIPPED_RUN_FRAMES]
    return _Rail(name=name, level=top, tops=len(flat), frames=int(flat.sum()))


def noise_to_signal(aligned: Aligned) -> float | None:
    """Return the power of the noise over that of the training part, None without a silence to measure it in.

    It is the ESR of the best model, as nothing predicts noise. DC is not noise and left out.
    """
    span = aligned.layout.noise_floor
    if span is None or span.frames < 2:
        return None
    noise = float(np.var(aligned.y[span.slice], dtype=np.float64))
    sound = float(np.square(aligned.y[aligned.training.slice], dtype=np.float64).mean())
    return noise / sound if sound > 0.0 else None


def noise_findings(noise_to_signal_ratio: float | None) -> Iterator[Finding]:
    """Yield a warning when there is too much noise for a good model."""
    if noise_to_signal_ratio is None or noise_to_signal_ratio <= 0.0:
        return
    noise_db = 0.5 * ratio_to_db(noise_to_signal_ratio)
    if noise_db > _NOISE_DB:
        yield _warning(
            check=Check.RECORDING_NOISE,
            measured=noise_db,
            limit=_NOISE_DB,
            unit="dB of the sound",
            message=(
                f"the noise is {-noise_db:.0f} dB below the sound, so no model can have an ESR below "
                f"{noise_to_signal_ratio:.2g}; at least {-_NOISE_DB:g} dB needed"
            ),
            advice="look for hum and a bad cable, turn gain down where the gear allows it, send hotter",
        )
