"""Meters that hold their peaks: the level now, and the highest peak of the last two seconds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reamp.live.status import Status

__all__ = ["Held", "HeldPeak", "Peak", "hold"]

HOLD_S = 2.0
"""How long a peak is held: long enough to look up from the strings."""

_XRUNS_GROW_S = 3.0  # after the last one


@dataclass(frozen=True, kw_only=True)
class Peak:
    """A level now, also in dBu if that is known."""

    dbfs: float
    dbu: float | None = None


@dataclass(frozen=True, kw_only=True)
class HeldPeak:
    """One meter: the level now, the held peak, and the time of that peak."""

    now: Peak
    held: Peak
    time_s: float


@dataclass(frozen=True, kw_only=True)
class Held:
    """All meters: converter, models, left, right, the held load, and whether xruns grow."""

    meters: tuple[HeldPeak, ...] = ()
    load: float = 0.0
    load_s: float = -math.inf
    xruns: int | None = None
    xruns_grow: bool = False
    xrun_s: float = -math.inf


def hold(held: Held, status: Status, *, time_s: float) -> Held:
    """Return the meters with the highest peaks of the last two seconds; silence without a device."""
    models = (Peak(dbfs=peak.peak_dbfs, dbu=peak.peak_dbu) for peak in status.model_peaks)
    left, right = (Peak(dbfs=peak_dbfs) for peak_dbfs in status.output_peaks_dbfs)
    now = [Peak(dbfs=status.input_peak_dbfs), *models, left, right]
    if not status.is_connected:
        now = [Peak(dbfs=-math.inf, dbu=None if peak.dbu is None else -math.inf) for peak in now]
    before: Sequence[HeldPeak | None] = held.meters
    if len(before) != len(now):
        before = [None] * len(now)
    has_xrun = held.xruns is not None and status.xruns > held.xruns
    xrun_s = time_s if has_xrun else held.xrun_s
    is_higher = status.peak_load >= held.load or time_s - held.load_s > HOLD_S
    return Held(
        meters=tuple(_held(*pair, time_s=time_s) for pair in zip(now, before, strict=True)),
        load=status.peak_load if is_higher else held.load,
        load_s=time_s if is_higher else held.load_s,
        xruns=status.xruns,
        xruns_grow=time_s - xrun_s < _XRUNS_GROW_S,
        xrun_s=xrun_s,
    )


def _held(now: Peak, before: HeldPeak | None, *, time_s: float) -> HeldPeak:
    if before is None or now.dbfs >= before.held.dbfs or time_s - before.time_s > HOLD_S:
        return HeldPeak(now=now, held=now, time_s=time_s)
    return HeldPeak(now=now, held=before.held, time_s=before.time_s)
