"""Train while a capture is recorded: on what is there so far, and on all of it once the signal has ended.

What was recorded meanwhile joins in round after round. The learning rate falls over the whole take and the
seconds after it, as in a single run: an ESR that is stuck at a steady rate falls by half with it.
"""

import dataclasses
import math
import threading
from pathlib import Path

from reamp.audio import Signal
from reamp.audio.files import probe, read
from reamp.capture.latency import measure_latency
from reamp.capture.layout import Layout, Span
from reamp.capture.take_folder import recorded_frames
from reamp.capture.take_run import TakeBegun, TakeEvent, TakeMoved
from reamp.capture.test_signal import layout_for
from reamp.errors import ReampError
from reamp.nam import NamDocument
from reamp.train.architectures import A2, Architecture
from reamp.train.config import TrainConfig
from reamp.train.dataset import TrainingPair
from reamp.train.events import EpochDone, OnProgress
from reamp.train.export import model_document
from reamp.train.job import Job, JobResult, run_job
from reamp.train.recipes import Recipe
from reamp.train.trainer import train

__all__ = ["FINISH_S", "LearnAhead", "pair_so_far", "rate_factor"]

FINISH_S = 10.0
"""Seconds of training on the whole recording, once it is there."""

_ROUND_S = 15.0  # then what was recorded meanwhile joins in
_RATE_AT_THE_END = 0.3  # of the learning rate, when the signal ends: its last phrases are still to be learned
_LEAST_ROUND_S = 4.0
_LEAST_TRAINING_S = 8.0
_WAIT_S = 0.5
_MOST_EPOCHS = 100_000  # the time ends a round
_VALIDATION_SHARE = 0.15


class LearnAhead:
    """Learns from a take while it is recorded: give it the events of the take.

    Between the takes it waits; what it has learned so far is `document`, None before there is anything. It is
    a context manager, and its thread ends with the block. `problem` is why it learned nothing, if it failed.
    """

    def __init__(self, architecture: Architecture = A2, *, seed: int = 0) -> None:
        self.document: NamDocument | None = None
        self.problem: ReampError | None = None
        self.esrs: list[tuple[float, float]] = []
        self._architecture, self._seed = architecture, seed
        self._is_over = threading.Event()
        self._begun: TakeBegun | None = None
        self._done_s = 0.0
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "LearnAhead":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def on_take(self, event: TakeEvent) -> None:
        """Take note of an event of the take: it begins to learn, goes on, or begins with the next take."""
        if isinstance(event, TakeBegun):
            self.stop()
            self._begun, self._done_s = event, 0.0
            self._is_over.clear()
            self._thread = threading.Thread(target=self._learn, name="learn while recording", daemon=True)
            self._thread.start()
        elif isinstance(event, TakeMoved):
            self._done_s = event.done_s

    def stop(self) -> None:
        """End the round that runs, which takes no longer than an epoch, and keep what it has learned."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def finish(self, job: Job, *, seconds: float | None = None, on_progress: OnProgress) -> JobResult:
        """Train on the whole capture, from what was learned while it was recorded, and write the model.

        It takes `seconds`, None for `FINISH_S`, and a few more for the file and the report. Raises what
        `run_job` raises.
        """
        self.stop()
        recipe = self._recipe
        if self.document is not None:
            recipe = dataclasses.replace(recipe, learning_rate=_RATE_AT_THE_END * recipe.learning_rate)
        config = TrainConfig(
            epochs=_MOST_EPOCHS, time_limit_s=seconds or FINISH_S, seed=self._seed, recipe=recipe
        )
        return run_job(job, self._architecture, config, on_progress=on_progress, start_from=self.document)

    def _learn(self) -> None:
        assert self._begun is not None
        begun = self._begun
        try:
            signal = read(begun.signal)
            layout, _ = layout_for(signal)
            while not self._is_over.wait(_WAIT_S):
                left_s = begun.total_s - self._done_s
                if left_s < _LEAST_ROUND_S:
                    return
                pair = pair_so_far(signal, layout, begun.recording)
                if pair is not None:
                    self._round(pair, min(_ROUND_S, left_s), begun.total_s)
        except ReampError as error:  # the take itself is not to suffer
            self.problem = error

    def _round(self, pair: TrainingPair, seconds: float, total_s: float) -> None:
        """Learn for some of the seconds of the take, at the learning rate of that part of it."""
        begun_s = self._done_s

        def factor(progress: float) -> float:
            return rate_factor((begun_s + progress * seconds) / total_s)

        recipe = dataclasses.replace(self._recipe, schedule=factor)
        config = TrainConfig(epochs=_MOST_EPOCHS, time_limit_s=seconds, seed=self._seed, recipe=recipe)
        result = train(pair, self._architecture, config, start_from=self.document, stop_when=self._is_enough)
        self.document = model_document(result)
        self.esrs.append((self._done_s, result.esr))

    @property
    def _recipe(self) -> Recipe:
        """The architecture's, without its warm-up once there is something learned."""
        recipe = self._architecture.recipe
        return recipe if self.document is None else dataclasses.replace(recipe, warm_up_steps=0)

    def _is_enough(self, _: EpochDone) -> bool:
        return self._is_over.is_set()


def rate_factor(share: float) -> float:
    """Return how much of the learning rate is left, when a share of the take is recorded.

    >>> rate_factor(0.0), round(rate_factor(1.0), 3)
    (1.0, 0.3)
    """
    fallen = (1.0 - math.cos(math.pi * min(1.0, share))) / 2.0
    return 1.0 - (1.0 - _RATE_AT_THE_END) * fallen


def pair_so_far(signal: Signal, layout: Layout, recording: Path) -> TrainingPair | None:
    """Return what there is to learn from in a recording that grows, None where that is too little.

    It is validated on the validation part where that is recorded already, else on the end of what there is.
    """
    frames, rate_hz = probe(recording).frames, signal.rate_hz
    if frames < _LEAST_TRAINING_S * rate_hz:
        return None
    y = Signal(recorded_frames(recording, 0, frames), rate_hz)
    x = Signal(signal.samples[:frames], rate_hz)
    impulses = tuple(frame for frame in layout.impulses if frame < frames - rate_hz)
    latency = measure_latency(x, y, impulses=impulses)
    if latency is None or latency.frames < 0:
        return None
    usable = min(x.frames, y.frames - latency.frames)
    first = layout.validation[0]
    if first.end <= usable and first.end <= layout.training.first + 2 * rate_hz:
        training, validation = Span(layout.training.first, min(layout.training.end, usable)), first
    else:
        cut = round((1.0 - _VALIDATION_SHARE) * min(layout.training.end, usable))
        training = Span(layout.training.first, cut)
        validation = Span(cut, min(layout.training.end, usable))
    if training.frames < _LEAST_TRAINING_S * rate_hz:
        return None
    return TrainingPair(
        x=Signal(x.samples[:usable], rate_hz),
        y=Signal(y.samples[latency.frames :][:usable], rate_hz),
        training=training,
        validation=validation,
    )
