"""Align signal and recording: cut both to the same frames, and choose places that show the alignment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from reamp.audio.signal import Samples, Signal
from reamp.capture.layout import Layout, Span
from reamp.errors import AudioError
from reamp.findings import Check, Finding, Severity, tenths

__all__ = ["Aligned", "Zoom", "align", "length_findings", "zooms"]

_VALIDATION_S, _VALIDATION_SHARE = 9.0, 0.1
_SPARE_S = 1.0
_UNHEARD_S = 0.05  # what every latency costs a recording that stops with the signal
_MIN_TRAINING_S = 10.0
_ZOOM_BEFORE_S, _ZOOM_AFTER_S = 0.001, 0.003
_ATTACKS, _APART_S = 2, 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Aligned:
    """Input and output of the gear, frame for frame, shape (frames,); `layout` counts these frames."""

    x: Samples
    y: Samples
    rate_hz: int
    layout: Layout

    @property
    def training(self) -> Span:
        """The frames to train on."""
        return self.layout.training

    @property
    def validation(self) -> Span:
        """The frames that show how good a model is: the last time the validation was played."""
        return self.layout.validation[-1]


def align(signal: Signal, recording: Signal, layout: Layout, *, latency_frames: int) -> Aligned:
    """Return both without the latency, cut to what both have; the samples are not copied.

    When the cut takes the validation, the end of the training part takes its place. Raises `AudioError`
    when rates differ, or when what is left is too short to have both.
    """
    if signal.rate_hz != recording.rate_hz:
        raise AudioError(f"the signal is at {signal.rate_hz} Hz, the recording at {recording.rate_hz} Hz")
    x = signal.samples[max(0, -latency_frames) :]
    y = recording.samples[max(0, latency_frames) :]
    frames = min(len(x), len(y))
    fitted = layout.shifted(min(0, latency_frames), length=frames)
    if not fitted.validation:
        fitted = _with_validation(fitted, signal.rate_hz)
    if fitted.training.frames <= 0 or fitted.validation[-1].frames <= 0:
        common_s = frames / signal.rate_hz
        raise AudioError(
            f"signal and recording have only {common_s:.2f} s in common; record the whole signal"
        )
    return Aligned(x=x[:frames], y=y[:frames], rate_hz=signal.rate_hz, layout=fitted)


def _with_validation(layout: Layout, rate_hz: int) -> Layout:
    """Return the layout with the end of its training part, 9 s or a tenth, for validation."""
    first, end = layout.training
    cut = end - round(min(_VALIDATION_S * rate_hz, _VALIDATION_SHARE * layout.training.frames))
    return replace(layout, training=Span(first, cut), validation=(Span(cut, end),))


def length_findings(
    signal: Signal, recording: Signal, layout: Layout, *, latency_frames: int
) -> Iterator[Finding]:
    """Yield a finding if the recording has another length than the signal."""
    rate_hz = signal.rate_hz
    spare = recording.frames - latency_frames - signal.frames
    if spare > _SPARE_S * rate_hz:
        yield Finding(
            check=Check.RECORDING_LONG,
            severity=Severity.NOTE,
            measured=spare / rate_hz,
            limit=_SPARE_S,
            unit="s",
            message=f"the recording goes on for {spare / rate_hz:.1f} s after the signal; they are cut off",
        )
    is_whole = recording.frames >= signal.frames or latency_frames < 0  # only the answer's delay is missing
    if spare >= 0 or (is_whole and -spare <= _UNHEARD_S * rate_hz):
        return
    left = max(0, recording.frames - latency_frames)
    training_s = layout.training.within(left).frames / rate_hz
    if training_s < _MIN_TRAINING_S:
        severity = Severity.BLOCKER
        lost = f"{max(0.0, training_s):.1f} s are left to train on; at least {_MIN_TRAINING_S:g} s needed"
    else:
        severity = Severity.NOTE if -spare <= _SPARE_S * rate_hz else Severity.WARNING
        lost = "the rest of the signal is left out"
    unit, per_s = ("ms", 1e3) if severity is Severity.NOTE else ("s", 1.0)
    yield Finding(
        check=Check.RECORDING_SHORT,
        severity=severity,
        measured=-spare * per_s / rate_hz,
        limit=_SPARE_S * per_s,
        unit=unit,
        message=f"the recording ends {tenths(-spare * per_s / rate_hz)} {unit} before the signal; {lost}",
        advice="" if severity is Severity.NOTE else "record the whole signal, and a second more",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Zoom:
    """A few milliseconds of signal and recording for a picture; `times_ms` is 0 at `frame`."""

    what: str
    frame: int
    times_ms: Samples
    x: Samples
    y: Samples


def zooms(aligned: Aligned) -> tuple[Zoom, ...]:
    """Return the places that show whether the alignment is right: the impulses and the loudest attacks."""
    before, after = round(_ZOOM_BEFORE_S * aligned.rate_hz), round(_ZOOM_AFTER_S * aligned.rate_hz)
    places = [("impulse", frame) for frame in aligned.layout.impulses]
    places += [("attack", frame) for frame in _attacks(aligned)]
    found = []
    for what, frame in places:
        first, end = frame - before, frame + after
        if first >= 0 and end <= len(aligned.x):
            times_ms = (np.arange(-before, after) * (1e3 / aligned.rate_hz)).astype(np.float32)
            x, y = aligned.x[first:end], aligned.y[first:end]
            found.append(Zoom(what=what, frame=frame, times_ms=times_ms, x=x, y=y))
    return tuple(found)


def _attacks(aligned: Aligned) -> list[int]:
    """Return where the training part rises most from one 10 ms to the next, away from impulses and apart."""
    step = aligned.rate_hz // 100
    x = np.abs(aligned.x[aligned.training.slice])
    blocks = x[: len(x) // step * step].reshape(-1, step).max(axis=1, initial=0.0)  # (blocks,)
    places: list[int] = []
    for block in np.argsort(np.diff(blocks))[::-1].tolist():
        if len(places) == _ATTACKS:
            break
        start = (block + 1) * step
        above = x[start : start + step] > 0.5 * (blocks[block] + blocks[block + 1])
        place = aligned.training.first + start + int(above.argmax())
        taken = (*places, *aligned.layout.impulses)
        if all(abs(place - other) > _APART_S * aligned.rate_hz for other in taken):
            places.append(place)
    return sorted(places)
