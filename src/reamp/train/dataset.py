"""The training data: a pair of aligned signals, cut into windows that a seed shuffles."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from reamp.audio import Samples, Signal
from reamp.capture.layout import Span
from reamp.errors import AudioError
from reamp.nam import Metadata
from reamp.units import db_to_ratio

__all__ = ["TARGET_DBFS", "TrainingPair", "Windows"]

TARGET_DBFS = -18.0
"""RMS of the target during training, as in the official trainer; the file restores the device's level."""

_SILENT_RMS = db_to_ratio(-100.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainingPair:
    """The input and output of a device, frame for frame, with the spans for training and validation.

    The frames of `x` before a span are the past that the span's first frames depend on. `metadata` describes
    the device, for the file. Raises `AudioError` when the signals differ in rate or length, a part of them is
    silent, or a span lies outside.
    """

    x: Signal
    y: Signal
    training: Span
    validation: Span
    metadata: Metadata = field(default_factory=Metadata)

    def __post_init__(self) -> None:
        if self.x.rate_hz != self.y.rate_hz:
            raise AudioError(f"input and output differ in rate: {self.x.rate_hz} and {self.y.rate_hz} Hz")
        if self.x.frames != self.y.frames:
            raise AudioError(f"input and output differ in length: {self.x.frames} and {self.y.frames} frames")
        for name, span in (("training", self.training), ("validation", self.validation)):
            if not 0 <= span.first < span.end <= self.x.frames:
                where = f"{span.first} to {span.end} of {self.x.frames} frames"
                raise AudioError(f"the {name} part lies outside the signals: {where}")
            for side, signal in (("input", self.x), ("output", self.y)):
                if _rms(signal.samples[span.slice]) < _SILENT_RMS:
                    raise AudioError(f"the {name} part of the {side} is silent; check the recording")

    @property
    def rate_hz(self) -> int:
        """The sample rate of both."""
        return self.x.rate_hz

    def target_gain(self) -> float:
        """Return the gain that brings the training part of the output to `TARGET_DBFS`."""
        return db_to_ratio(TARGET_DBFS) / _rms(self.y.samples[self.training.slice])

    def fingerprint(self) -> str:
        """Return a digest of the samples and the spans, which identifies the pair."""
        digest = hashlib.sha256(repr((self.rate_hz, self.training, self.validation)).encode())
        digest.update(self.x.samples.tobytes())
        digest.update(self.y.samples.tobytes())
        return digest.hexdigest()


class Windows:
    """The windows of a pair on a device, and its validation part; targets are scaled by `target_gain`.

    Every window is preceded by `past_frames`, which the network needs before its output counts: the longer
    `window_frames`, the less is computed twice. Windows do not overlap; where the audio leaves room, every
    epoch cuts it at other places.
    """

    def __init__(
        self, pair: TrainingPair, *, past_frames: int, window_frames: int, batch: int, device: torch.device
    ) -> None:
        self._span = pair.training
        self._window_frames = window_frames
        windows = pair.training.frames // window_frames
        if windows == 0:
            needed = f"it is {pair.training.frames} frames long, a window {window_frames}"
            raise AudioError(f"the training part is too short to learn from: {needed}")
        self._batch = min(batch, windows)
        self.steps_per_epoch = windows // self._batch
        self.target_gain = pair.target_gain()
        x = functional.pad(torch.from_numpy(pair.x.samples), (past_frames, 0)).to(device)
        y = (torch.from_numpy(pair.y.samples) * self.target_gain).to(device)
        # Views whose row n begins at frame n: a step copies only its own rows.
        self._x_rows = x.unfold(0, past_frames + window_frames, 1)
        self._y_rows = y.unfold(0, window_frames, 1)
        self.validation_x = x[pair.validation.first : pair.validation.end + past_frames]
        self.validation_y = y[pair.validation.slice]

    def epoch(self, number: int, *, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield inputs (batch, past_frames + window_frames) and targets (batch, window_frames).

        Cuts and order depend only on the seed and the epoch's number, so that a resumed run continues as if
        it had not stopped.
        """
        random = np.random.default_rng((seed, number))
        count, spare = divmod(self._span.frames, self._window_frames)
        first = self._span.first + random.integers(spare + 1)
        order = torch.from_numpy(first + self._window_frames * random.permutation(count))
        order = order[: self.steps_per_epoch * self._batch].to(self._x_rows.device)
        for rows in torch.split(order, self._batch):
            yield self._x_rows[rows], self._y_rows[rows]


def _rms(samples: Samples) -> float:
    return math.sqrt(float(np.einsum("i,i->", samples, samples, dtype=np.float64)) / len(samples))
