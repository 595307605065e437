"""Align clips in time with the reference, to a fraction of a frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reamp.audio.correlation import CERTAIN, CHANCE, Place, find_either_way, find_offset
from reamp.audio.delay import delayed
from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioError
from reamp.findings import Check, Finding, Severity
from reamp.metrics import null

__all__ = ["Placed", "place_on_first", "place_on_target"]

_LEAST_COMMON_S = 0.5
_UNHEARD_S = 0.1  # shorter cuts at either end need no finding
_NEAR_FRAMES = 480  # the exact place is searched this close to the rough one
_NEAR_S = 0.02  # models of the same gear are at most this far apart
_MEASURED_S = 20.0  # this much sound is enough for the exact place
_DRIFT_S = 3.0  # measured at either end
_ALIKE_DB = -6.0  # the delay of a null above this depth is not reliable


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """The reference and the aligned estimates, how far each was moved, and findings.

    `turned` is True for an estimate that was inverted and has been flipped. `first` is the frame of the
    estimates at which the reference begins.
    """

    reference: Signal
    estimates: tuple[Signal, ...]
    moved_frames: tuple[float, ...]
    turned: tuple[bool, ...]
    first: int = 0
    findings: tuple[Finding, ...] = ()


def place_on_target(target: Signal, estimates: Sequence[Signal]) -> Placed:
    """Return a recorded target cut to the estimates' time, and the estimates moved by fractions of a frame.

    The estimates come from one recording of a guitar and are equally long; the target may begin and end at
    any time. Raises `AudioError` when the two have less than half a second in common. A target that cannot be
    aligned stays where it is, with a finding.
    """
    places = [find_either_way(estimate, target) for estimate in estimates]
    best = max(range(len(places)), key=lambda number: _confidence(places[number]))
    place = places[best] if _confidence(places[best]) > CHANCE else None
    offset = 0 if place is None else place.lag
    first, end = max(0, -offset), min(estimates[0].frames, target.frames - offset)
    if end - first < _LEAST_COMMON_S * target.rate_hz:
        common_s = max(0.0, (end - first) / target.rate_hz)
        raise AudioError(
            f"target and guitar have {common_s:.2f} s in common; at least {_LEAST_COMMON_S:g} s are needed"
        )
    reference = Signal(target.samples[first + offset : end + offset], target.rate_hz)
    moved = [
        _moved_onto(reference, estimate, first, end, place)
        for estimate, place in zip(estimates, places, strict=True)
    ]
    is_certain = _confidence(place) >= CERTAIN
    drift = _drift_findings(reference, moved[best][0]) if is_certain else ()
    return Placed(
        reference=reference,
        estimates=tuple(signal for signal, _, _ in moved),
        moved_frames=tuple(frames for _, frames, _ in moved),
        turned=tuple(is_turned for _, _, is_turned in moved),
        first=first,
        findings=(*_target_findings(place), *_cut_findings(estimates[0], first, end), *drift),
    )


def _confidence(place: Place | None) -> float:
    return 0.0 if place is None else place.confidence


def place_on_first(signals: Sequence[Signal]) -> Placed:
    """Return the first signal as it is, and the others aligned with it where they clearly play the same."""
    reference, *others = signals
    moved = []
    for other in others:
        place = find_offset(other, reference)
        near = place is not None and abs(place.lag) <= _NEAR_S * reference.rate_hz
        moved.append(_moved_onto(reference, other, 0, other.frames, place if near else None))
    return Placed(
        reference=reference,
        estimates=tuple(signal for signal, _, _ in moved),
        moved_frames=tuple(frames for _, frames, _ in moved),
        turned=tuple(is_turned for _, _, is_turned in moved),
    )


def _moved_onto(
    reference: Signal, estimate: Signal, first: int, end: int, place: Place | None
) -> tuple[Signal, float, bool]:
    """Return frames `first` to `end` of the aligned estimate, how far it moved, and whether it is flipped."""
    cut = Signal(estimate.samples[first:end], estimate.rate_hz)
    if place is None or place.confidence < CERTAIN:
        return cut, 0.0, False
    part = _loudest(reference.samples, round(_MEASURED_S * reference.rate_hz))
    near = min(_NEAR_FRAMES, (part.stop - part.start) // 4)
    measured = null(reference.samples[part], cut.samples[part], max_delay_frames=near)
    whole = Signal(estimate.samples * np.float32(measured.polarity), estimate.rate_hz)
    moved = delayed(whole, -measured.delay_frames)
    return (
        Signal(moved.samples[first:end], estimate.rate_hz),
        -measured.delay_frames,
        measured.polarity < 0,
    )


def _loudest(samples: Samples, frames: int) -> slice:
    """Return the run of `frames` with the most energy, or all of a short signal."""
    if len(samples) <= frames:
        return slice(0, len(samples))
    energy = np.concatenate(([0.0], np.cumsum(np.square(samples, dtype=np.float64))))
    first = int((energy[frames:] - energy[:-frames]).argmax())
    return slice(first, first + frames)


def _target_findings(place: Place | None) -> Iterator[Finding]:
    if place is None:
        yield Finding(
            check=Check.TARGET_UNRELATED,
            severity=Severity.WARNING,
            message="the target does not seem to be a recording of this guitar, "
            "so the numbers against it mean nothing",
            advice="give the recording of the amplifier playing exactly this guitar",
        )
        return
    if place.confidence < CERTAIN:
        yield Finding(
            check=Check.TARGET_UNCERTAIN,
            severity=Severity.WARNING,
            message="the target and the models may not be aligned correctly, "
            f"{100.0 * place.confidence:.0f} % sure; at least {100.0 * CERTAIN:.0f} % needed",
            advice="judge by the spectra, and less by ESR and null depth",
            measured=100.0 * place.confidence,
            limit=100.0 * CERTAIN,
            unit="% sure",
        )


def _drift_findings(reference: Signal, estimate: Signal) -> Iterator[Finding]:
    """Yield a finding where the delay differs between beginning and end, if both can be measured."""
    frames = min(reference.frames // 2, round(_DRIFT_S * reference.rate_hz))
    near = min(_NEAR_FRAMES, frames // 4)
    delays = []
    for part in (slice(0, frames), slice(reference.frames - frames, reference.frames)):
        wanted, got = reference.samples[part], estimate.samples[part]
        if not (wanted.any() and got.any()):
            return
        measured = null(wanted, got, max_delay_frames=near)
        if measured.depth_db > _ALIKE_DB:
            return
        delays.append(measured.delay_frames)
    drift_frames = delays[0] - delays[1]
    drift_ppm = 1e6 * drift_frames / (reference.frames - frames)
    if abs(drift_frames) >= 1.0:
        yield Finding(
            check=Check.TARGET_DRIFTS,
            severity=Severity.WARNING,
            message=f"the clocks of target and guitar drift apart by {drift_ppm:.1f} ppm, so ESR and null "
            "depth come out worse than the models are",
            advice="record both with one interface",
            measured=drift_ppm,
            unit="ppm",
        )


def _cut_findings(estimate: Signal, first: int, end: int) -> Iterator[Finding]:
    cut_s = (estimate.frames - (end - first)) / estimate.rate_hz
    if cut_s > _UNHEARD_S:
        yield Finding(
            check=Check.TARGET_SHORT,
            severity=Severity.NOTE,
            message="the target is shorter than the guitar; "
            f"{(end - first) / estimate.rate_hz:.1f} of {estimate.duration_s:.1f} s are compared",
            measured=(end - first) / estimate.rate_hz,
            limit=estimate.duration_s,
            unit="s",
        )
