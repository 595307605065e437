"""Train a model with knobs: the loop over the epochs, which keeps the best one."""

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from reamp.errors import ConfigError, TrainingError
from reamp.interruption import answer
from reamp.train.architectures import Architecture, WaveNetShape
from reamp.train.knob_data import KnobData
from reamp.train.knob_trainer import KnobEpoch, KnobTrainConfig, KnobTrainer

__all__ = ["KnobRun", "OnEpoch", "best_epoch", "new_knob_trainer", "train_knobs"]

_WARM_UP_STEPS = 50
_FINAL_RATE = 0.01

OnEpoch = Callable[[KnobEpoch], None]


def best_epoch(history: Sequence[KnobEpoch]) -> KnobEpoch:
    """Return the epoch with the lowest mean ESR; the last one where none has a finite ESR."""
    finite = [epoch for epoch in history if math.isfinite(epoch.mean_esr)]
    return min(finite, key=lambda epoch: epoch.mean_esr, default=history[-1])


Save = Callable[[KnobTrainer, Sequence[KnobEpoch]], None]


@dataclass(frozen=True, kw_only=True)
class KnobRun:
    """The result of a run: the trainer with the average of the best epoch, and every epoch.

    `problem` says why training ended early, None where it did not.
    """

    trainer: KnobTrainer
    history: tuple[KnobEpoch, ...]
    is_interrupted: bool
    problem: str | None = None


def new_knob_trainer(data: KnobData, architecture: Architecture, config: KnobTrainConfig) -> KnobTrainer:
    """Return the trainer of the largest network of an architecture with knobs, its weights from the seed.

    Raises `ConfigError` for an architecture that is no WaveNet, and as `KnobTrainer` does.
    """
    shape = architecture.submodels[-1].shape
    if not isinstance(shape, WaveNetShape):
        raise ConfigError(f"{architecture.name} cannot have knobs; a2 and the a1 architectures can")
    with _one_torch_thread(), torch.random.fork_rng(devices=()):
        torch.manual_seed(config.seed)
        return KnobTrainer(data, shape, architecture.recipe, config)


def train_knobs(
    trainer: KnobTrainer,
    *,
    on_epoch: OnEpoch = lambda epoch: None,
    history: Sequence[KnobEpoch] = (),
    save: Save = lambda trainer, history: None,
) -> KnobRun:
    """Train a network with knobs, and return the best average of all epochs.

    `history` has the earlier epochs of the same run. `save` is called after every complete epoch.
    Ctrl-C ends the run; the network is then judged as it is. Raises `TrainingError` when the network diverges
    before an epoch gave a finite ESR; later, the run ends with the best epoch.
    """
    try:
        with _one_torch_thread():
            return _train_knobs(trainer, on_epoch, list(history), save)
    finally:
        trainer.close()


@contextlib.contextmanager
def _one_torch_thread() -> Iterator[None]:
    """Let PyTorch use one thread: for operations as short as these, threads wait longer than they work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _train_knobs(trainer: KnobTrainer, on_epoch: OnEpoch, history: list[KnobEpoch], save: Save) -> KnobRun:
    config = trainer.config
    started_s = time.monotonic() - (history[-1].elapsed_s if history else 0.0)
    total_steps, done = config.epochs * trainer.steps_per_epoch, trainer.steps
    losses: list[float] = []

    def end_epoch() -> None:
        elapsed_s = time.monotonic() - started_s
        left_s = elapsed_s / max(1, done) * (total_steps - done)
        if config.time_limit_s is not None:
            left_s = min(left_s, config.time_limit_s - elapsed_s)
        epoch = KnobEpoch(
            epoch=len(history) + 1,
            epochs=config.epochs,
            scores=trainer.scores(),
            loss=float(np.mean(losses)) if losses else math.nan,
            elapsed_s=elapsed_s,
            remaining_s=max(0.0, left_s),
        )
        trainer.keep_best(epoch.mean_esr)
        history.append(epoch)
        losses.clear()

    is_over = is_interrupted = False
    problem = None
    try:
        while not is_over and len(history) < config.epochs:
            for batch in trainer.batches(len(history) + 1):
                progress = done / total_steps
                if config.time_limit_s is not None:
                    progress = max(progress, (time.monotonic() - started_s) / config.time_limit_s)
                    is_over = progress >= 1.0
                if is_over:
                    break
                warm_up = min(1.0, (done + 1) / _WARM_UP_STEPS)
                fall = _FINAL_RATE + (1.0 - _FINAL_RATE) * (1.0 + math.cos(math.pi * progress)) / 2.0
                losses.append(trainer.step(batch, rate=warm_up * fall))
                done += 1
            if losses or not history:
                end_epoch()
                if not is_over:
                    save(trainer, history)
                on_epoch(history[-1])
    except TrainingError as error:
        if not any(math.isfinite(epoch.mean_esr) for epoch in history):
            raise
        problem = str(error)
    except KeyboardInterrupt as interruption:
        if done == 0:
            raise
        answer(interruption)
        is_interrupted = True
        if losses or not history:
            end_epoch()
    trainer.restore_best()
    return KnobRun(trainer=trainer, history=tuple(history), is_interrupted=is_interrupted, problem=problem)
