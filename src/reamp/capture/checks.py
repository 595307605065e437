"""Checks whether a recording is good enough to train on: the signal, the recording and their latency."""

import functools
from collections.abc import Iterator

import numpy as np

from reamp.audio.correlation import CERTAIN, CHANCE
from reamp.audio.signal import Signal
from reamp.capture.alignment import align, length_findings
from reamp.capture.checks_level import is_silent, level_findings, noise_findings, noise_to_signal
from reamp.capture.checks_repeat import repeat_findings
from reamp.capture.latency import Latency, LatencyMethod
from reamp.capture.layout import Layout
from reamp.errors import AudioError
from reamp.findings import Check, Finding, Severity, tenths

__all__ = ["check", "latency_findings"]

_DRIFT_FRAMES = 1.0
_DISAGREE_S = 0.001

_note = functools.partial(Finding, severity=Severity.NOTE)
_warning = functools.partial(Finding, severity=Severity.WARNING)
_blocker = functools.partial(Finding, severity=Severity.BLOCKER)


def check(signal: Signal, recording: Signal, layout: Layout, latency: Latency | None) -> tuple[Finding, ...]:
    """Return everything imperfect about a recording, both at one rate; nothing when it is fine."""
    findings = list(_identity_findings(signal, recording))
    if findings:
        return tuple(findings)
    findings += level_findings(recording)
    if is_silent(recording):
        return tuple(findings)
    about_latency = list(latency_findings(latency, signal, may_be_swapped=not layout.is_known))
    findings += about_latency
    if latency is None or any(finding.severity is Severity.BLOCKER for finding in about_latency):
        return tuple(findings)
    findings += length_findings(signal, recording, layout, latency_frames=latency.frames)
    try:
        aligned = align(signal, recording, layout, latency_frames=latency.frames)
    except AudioError:  # too short: length_findings has said so
        return tuple(findings)
    noise = noise_to_signal(aligned)
    findings += noise_findings(noise)
    findings += repeat_findings(aligned, noise_to_signal_ratio=noise)
    return tuple(findings)


def _identity_findings(signal: Signal, recording: Signal) -> Iterator[Finding]:
    if is_silent(signal):
        yield _blocker(
            check=Check.SIGNAL_SILENT,
            message="the signal that was played is silent",
            advice="give the file that was played into the gear",
        )
    elif np.array_equal(signal.samples, recording.samples):
        yield _blocker(
            check=Check.RECORDING_IS_SIGNAL,
            message="the recording is the signal itself",
            advice="give the file that came out of the gear; a DAW may have exported the wrong track",
        )


def latency_findings(
    latency: Latency | None, signal: Signal, *, may_be_swapped: bool = False
) -> Iterator[Finding]:
    """Yield how sure the latency is, and what else the search for it has shown.

    may_be_swapped: nothing but the latency can tell which of the two files was played.
    """
    if latency is None or (latency.confidence < CHANCE and latency.method is not LatencyMethod.MANUAL):
        yield _blocker(
            check=Check.LATENCY_UNKNOWN,
            measured=None if latency is None else 100.0 * latency.confidence,
            limit=100.0 * CHANCE,
            unit="% sure",
            message=f"the signal was not found in the recording{_sure(latency, CHANCE)}",
            advice="check that the files belong together and that their rates are right, or give the latency",
        )
        return
    if latency.method is LatencyMethod.MANUAL:
        yield from _manual_findings(latency, signal.rate_hz)
    elif latency.confidence < CERTAIN:
        yield _warning(
            check=Check.LATENCY_UNSURE,
            measured=100.0 * latency.confidence,
            limit=100.0 * CERTAIN,
            unit="% sure",
            message=f"the latency of {latency.frames} frames is not certain{_sure(latency, CERTAIN)}",
            advice="look at the picture of the alignment, and give the latency if it is wrong",
        )
    if latency.frames < 0:
        yield from _early_findings(-latency.frames, may_be_swapped=may_be_swapped)
    if latency.polarity < 0:
        yield _note(
            check=Check.POLARITY_INVERTED,
            message="the recording has inverted polarity; so will the model, which matters only in a mix",
        )
    yield from _drift_findings(latency, signal)


def _sure(latency: Latency | None, needed: float) -> str:
    """Return how sure a latency is, and has to be."""
    if latency is None:
        return ""
    return f": {tenths(100.0 * latency.confidence)} % sure; at least {tenths(100.0 * needed)} % needed"


def _early_findings(frames: int, *, may_be_swapped: bool) -> Iterator[Finding]:
    ahead = f"the recording is {frames} {'frame' if frames == 1 else 'frames'} ahead of the signal"
    finding = functools.partial(
        Finding, check=Check.LATENCY_NEGATIVE, measured=float(-frames), limit=0.0, unit="frames"
    )
    if may_be_swapped:
        yield finding(
            severity=Severity.WARNING,
            message=f"{ahead}, and gear cannot answer before it is played to; are the two files swapped?",
            advice="if so, give them the other way round; if not, the start of the signal is cut off",
        )
    else:
        yield finding(severity=Severity.NOTE, message=f"{ahead}; the start of the signal is cut off")


def _manual_findings(latency: Latency, rate_hz: int) -> Iterator[Finding]:
    measured = latency.frames if latency.measured_frames is None else latency.measured_frames
    if latency.confidence < CHANCE:
        yield _warning(
            check=Check.LATENCY_UNCONFIRMED,
            measured=100.0 * latency.confidence,
            limit=100.0 * CHANCE,
            unit="% sure",
            message=(
                "the signal was not found in the recording, so nothing confirms the latency you give"
                f"{_sure(latency, CHANCE)}"
            ),
            advice="check that both files belong together, and look at the picture of the alignment",
        )
    elif latency.confidence >= CERTAIN and abs(latency.frames - measured) > _DISAGREE_S * rate_hz:
        yield _warning(
            check=Check.LATENCY_DISAGREES,
            measured=float(latency.frames),
            unit="frames",
            message=(
                f"the latency you give, {latency.frames} frames, is more than a millisecond from the "
                f"{measured} frames measured"
            ),
            advice="leave it out, unless you know better",
        )


def _drift_findings(latency: Latency, signal: Signal) -> Iterator[Finding]:
    if latency.drift_ppm is None or signal.frames == 0:
        return
    drifted_frames = latency.drift_ppm * 1e-6 * signal.frames
    if abs(drifted_frames) >= _DRIFT_FRAMES:
        yield _warning(
            check=Check.CLOCK_DRIFT,
            measured=latency.drift_ppm,
            limit=1e6 * _DRIFT_FRAMES / signal.frames,
            unit="ppm",
            message=(
                f"the clocks of player and recorder differ by {latency.drift_ppm:z.1f} ppm, which is "
                f"{abs(drifted_frames):.0f} frames at the end; less than {_DRIFT_FRAMES:g} frame is needed"
            ),
            advice="play and record with one interface, or clock both together, and record again",
        )
