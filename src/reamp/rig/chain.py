"""A rig at work on a file: its stages as a stream of blocks, in constant memory, on all cores."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from reamp._core import Cabinet as CoreCabinet
from reamp._core import DcBlocker
from reamp.audio.files import RATE_RANGE_HZ
from reamp.audio.resample import StreamResampler
from reamp.audio.signal import Samples, first_non_finite
from reamp.engine import Model, OfflineModel
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.rig.cabinet import ImpulseResponse
from reamp.rig.gain import GainPlan
from reamp.units import db_to_ratio

__all__ = ["MAX_GAIN_DB", "Chain", "build_chain"]

MAX_GAIN_DB = 200.0
"""Beyond what 24 bits and a preamplifier span together; such a gain comes from a level that is none."""


class _Stage(Protocol):
    """Takes blocks of any length and returns what is ready; `last` gives what is still inside."""

    def process(self, block: Samples, *, last: bool) -> Samples: ...


class Chain:
    """Stages in a row, from `build_chain`. What comes out is as long as what goes in, and in time with it."""

    def __init__(self, stages: Sequence[_Stage], *, tail_frames: int) -> None:
        self._stages = stages
        self._tail_frames = tail_frames

    def stream(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """Yield the output for the blocks of one signal, possibly late but always complete; call it once.

        Raises `AudioError` when a model answers with NaN or infinity.
        """
        due_frames = 0
        for block in blocks:
            out = self._process(block, last=False)
            due_frames += len(block) - len(out)
            yield out
        # Resamplers and the cabinet still hold the end: push it out with silence and cut that off.
        yield self._process(np.zeros(self._tail_frames, np.float32), last=True)[:due_frames]

    def _process(self, block: Samples, *, last: bool) -> Samples:
        for stage in self._stages:
            block = stage.process(block, last=last)
        return block


def build_chain(
    models: Sequence[Model],
    plan: GainPlan,
    *,
    rate_hz: int,
    cabinet: ImpulseResponse | None = None,
    threads: int = 1,
) -> Chain:
    """Return the chain that plays a recording at `rate_hz` with the gains of the plan.

    [resample ->] input gain -> model 1 -> [resample ->] gain between -> model 2 ... [-> resample back]
    [-> cabinet, read at `rate_hz`] -> DC blocker -> output gain. Resampling is where rates differ. The models
    are cloned, not played. Raises `ConfigError` for a plan of another number of models and for a gain beyond
    `MAX_GAIN_DB`, `ModelFileError` for a model at a rate no interface has.
    """
    gains = (plan.input_gain, *plan.between_gains)
    if len(gains) != len(models):
        raise ConfigError(f"the plan is for {len(gains)} models, but there are {len(models)}")
    stages: list[_Stage] = []
    rates_hz = [rate_hz, *map(_rate_hz, models)]
    for model, gain, (from_hz, to_hz) in zip(models, gains, itertools.pairwise(rates_hz), strict=True):
        if from_hz != to_hz:
            stages.append(StreamResampler(from_hz=from_hz, to_hz=to_hz))
        stages += [_Gain(gain.value_db), _Played(model, threads=threads)]
    if rates_hz[-1] != rate_hz:
        stages.append(StreamResampler(from_hz=rates_hz[-1], to_hz=rate_hz))
    if cabinet is not None:
        stages += [_Native(CoreCabinet(cabinet.taps.samples)), _Advance(cabinet.lead_frames)]
    stages += [_Native(DcBlocker(rate_hz)), _Gain(plan.output_gain.value_db)]
    # Each resampler may round half a frame away, at 8 kHz the half of 96 frames at 768 kHz.
    tail_frames = 0 if len(set(rates_hz)) == 1 else (1 + len(rates_hz)) * (1 + rate_hz // min(rates_hz))
    tail_frames += 0 if cabinet is None else cabinet.lead_frames
    return Chain(stages, tail_frames=tail_frames)


def _rate_hz(model: Model) -> int:
    low_hz, high_hz = RATE_RANGE_HZ
    if not low_hz <= model.sample_rate_hz <= high_hz:
        problem = f"is {model.sample_rate_hz}; plausible are {low_hz} to {high_hz} Hz"
        raise ModelFileError(model.path, "sample_rate", problem)
    return model.sample_rate_hz


class _Gain:
    def __init__(self, gain_db: float) -> None:
        if abs(gain_db) > MAX_GAIN_DB:
            raise ConfigError(f"a gain of {gain_db:g} dB cannot be meant; check the levels it comes from")
        self._ratio = np.float32(db_to_ratio(gain_db))

    def process(self, block: Samples, *, last: bool) -> Samples:
        with np.errstate(over="ignore"):  # what becomes infinite here is refused further on
            return block * self._ratio


class _Advance:
    """Drops the first frames, so that what follows comes earlier by as many."""

    def __init__(self, frames: int) -> None:
        self._frames = frames

    def process(self, block: Samples, *, last: bool) -> Samples:
        dropped = min(self._frames, len(block))
        self._frames -= dropped
        return block[dropped:]


class _Played:
    """A model as a stage."""

    def __init__(self, model: Model, *, threads: int) -> None:
        self._path = model.path
        self._player = OfflineModel(model, threads=threads)

    def process(self, block: Samples, *, last: bool) -> Samples:
        out = self._player.process(block)
        frame = first_non_finite(out)
        if frame is not None:
            raise AudioError(
                f"{self._path}: the model answers with {out[frame]}; lower the input, or use another"
            )
        return out


class _Native:
    """A block of the core as a stage."""

    def __init__(self, core: CoreCabinet | DcBlocker) -> None:
        self._core = core

    def process(self, block: Samples, *, last: bool) -> Samples:
        out = np.empty_like(block)
        self._core.process(block, out)
        return out
