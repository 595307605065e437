"""The training data of a model with knobs: one input, and the output of the gear at every setting."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from reamp.audio import Samples
from reamp.capture.alignment import align
from reamp.capture.layout import Span
from reamp.capture.setting_captures import SettingCaptures, blocker_of
from reamp.errors import AudioError, CaptureError
from reamp.knobs.knob import Control, network_inputs, setting_words
from reamp.knobs.plan import Use
from reamp.nam import Metadata
from reamp.train.dataset import TARGET_DBFS
from reamp.train.from_capture import pair_from_capture
from reamp.units import db_to_ratio

__all__ = ["KnobData", "SettingOutput", "data_from_captures"]

_SILENT_RMS = db_to_ratio(-100.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class SettingOutput:
    """The output of the gear at a setting, frame for frame with the common input."""

    knobs: dict[str, float | str]
    use: Use
    y: Samples = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class KnobData:
    """The input, the outputs at all settings, and the spans for training and validation.

    The networks learn from the training span of the settings for training, and are judged by the validation
    span of the settings for validation. `left_out` says why settings are missing. Raises `AudioError` without
    a setting of either kind.
    """

    controls: tuple[Control, ...]
    x: Samples = field(repr=False)
    rate_hz: int
    training: Span
    validation: Span
    outputs: tuple[SettingOutput, ...]
    left_out: tuple[str, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)

    def __post_init__(self) -> None:
        for use in Use:
            if not self.of(use):
                why = f"; {self.left_out[0]}" if self.left_out else ""
                raise AudioError(f"there is no setting for {use} with sound{why}")

    def of(self, use: Use) -> list[SettingOutput]:
        """Return the outputs at the settings for one use."""
        return [output for output in self.outputs if output.use is use]

    def inputs(self, outputs: Sequence[SettingOutput]) -> Tensor:
        """Return what a network reads of settings, (settings, inputs)."""
        return torch.tensor([network_inputs(self.controls, output.knobs) for output in outputs])

    def gains(self, outputs: Sequence[SettingOutput]) -> npt.NDArray[np.float64]:
        """Return the gain of each output that brings its training part to `TARGET_DBFS`."""
        rms = [_rms(output.y[self.training.slice]) for output in outputs]
        return db_to_ratio(TARGET_DBFS) / np.array(rms)


def data_from_captures(captures: SettingCaptures) -> KnobData:
    """Return the data of a complete folder; one latency, the smallest found, is taken off all recordings.

    Silent settings are left out. Raises `CaptureError` for a folder that is not complete or mixed, and when
    there is no sound.
    """
    pairs = list(captures.captures())
    useful = [(setting, capture) for setting, capture in pairs if blocker_of(capture) is None]
    left_out = [
        f"{setting_words(setting.knobs)}: {blocker_of(capture)}"
        for setting, capture in pairs
        if blocker_of(capture) is not None
    ]
    latencies = [capture.latency.frames for _, capture in useful if capture.latency is not None]
    if not latencies:
        raise CaptureError(captures.path, "no setting has a sound to train on; record it again")
    latency_frames = min(latencies)
    first = useful[0][1]
    signal = first.signal()
    aligned = align(signal, first.recording(), first.layout, latency_frames=latency_frames)
    outputs = []
    for setting, capture in useful:
        y = align(signal, capture.recording(), capture.layout, latency_frames=latency_frames).y
        frames = min(len(y), len(aligned.x))
        if frames < len(aligned.x):
            y = np.pad(y, (0, len(aligned.x) - frames))
        y = y[: len(aligned.x)]
        if _rms(y[aligned.training.slice]) < _SILENT_RMS:
            left_out.append(f"{setting_words(setting.knobs)}: silent")
            continue
        outputs.append(SettingOutput(knobs=dict(setting.knobs), use=setting.use, y=y))
    return KnobData(
        controls=captures.plan.controls,
        x=aligned.x,
        rate_hz=aligned.rate_hz,
        training=aligned.training,
        validation=aligned.validation,
        outputs=tuple(outputs),
        left_out=tuple(left_out),
        metadata=pair_from_capture(first).metadata,
    )


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
