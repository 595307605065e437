"""The training loop."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reamp.interruption import answer
from reamp.train.checks import check_number
from reamp.train.config import TrainConfig
from reamp.train.dataset import Windows
from reamp.train.events import EpochDone, OnProgress, RolledBack, StepDone, StopReason, StopWhen
from reamp.train.objective import Objective
from reamp.train.recipes import Recipe, Schedule
from reamp.train.trainee import Trainee

__all__ = ["Run", "fit", "learning_rate"]


@dataclass(kw_only=True)
class Run:
    """The progress of a run, from which a resumed run continues; `history` has one entry per epoch."""

    elapsed_s: float = 0.0
    history: list[EpochDone] = field(default_factory=list)

    @property
    def epochs_done(self) -> int:
        """The number of validated epochs."""
        return len(self.history)


def learning_rate(recipe: Recipe, *, step: int, epoch: int, progress: float) -> float:
    """Return the learning rate after `step` steps and `epoch` epochs, at `progress` 0 to 1 of the whole run.

    The warm-up is linear: without it the first steps of a random network can saturate every Tanh, and with a
    high-gain device it stays there at an ESR near 1.

    >>> from reamp.train.recipes import OFFICIAL_A1_RECIPE
    >>> round(learning_rate(OFFICIAL_A1_RECIPE, step=62, epoch=1, progress=0.01), 6)
    0.003972
    """
    warm_up = min(1.0, (step + 1) / (recipe.warm_up_steps + 1))
    if callable(recipe.schedule):
        fall = recipe.schedule(progress)
        words = f"from 0 at progress {progress:.3g}"
        check_number("the factor of the schedule", fall, words, lambda factor: 0.0 <= factor < math.inf)
    elif recipe.schedule is Schedule.COSINE:
        fall = recipe.final_rate + (1.0 - recipe.final_rate) * (1.0 + math.cos(math.pi * progress)) / 2.0
    else:
        fall = recipe.rate_per_epoch**epoch
    return recipe.learning_rate * warm_up * fall


def fit(
    trainees: Sequence[Trainee],
    windows: Windows,
    *,
    config: TrainConfig,
    recipe: Recipe,
    run: Run,
    on_progress: OnProgress,
    save: Callable[[], None],
    stop_when: StopWhen | None = None,
) -> StopReason:
    """Train the networks side by side, on the same windows, until there is a reason to stop; return it.

    `run` and the trainees hold the state; `save` is called after each epoch. Ctrl-C is one of the reasons to
    stop; if it comes before the first validation, the networks are validated then.
    """
    started_s = time.monotonic() - run.elapsed_s
    steps = windows.steps_per_epoch
    reason = _reason_to_stop(trainees, config, run)
    try:
        while reason is None:
            epoch, losses, rate = run.epochs_done + 1, [], 0.0
            for step, (x, y) in enumerate(windows.epoch(epoch, seed=config.seed)):
                done = (epoch - 1) * steps + step
                progress = _progress(done, steps, run.elapsed_s, config)
                rate = learning_rate(recipe, step=done, epoch=epoch - 1, progress=progress)
                objective = Objective(y, recipe.loss)
                each = [trainee.learn(x, objective, learning_rate=rate) for trainee in trainees]
                for trainee, loss in zip(trainees, each, strict=True):
                    if math.isnan(loss):
                        trainee.roll_back()
                        on_progress(
                            RolledBack(epoch=epoch, network=trainee.name, rate_factor=trainee.rate_factor)
                        )
                losses.append(sum(each))
                run.elapsed_s = time.monotonic() - started_s
                on_progress(
                    StepDone(
                        epoch=epoch,
                        step=step + 1,
                        steps_per_epoch=steps,
                        loss=losses[-1],
                        elapsed_s=run.elapsed_s,
                        remaining_s=_remaining_s(done + 1, steps, run.elapsed_s, config),
                    )
                )
                if config.time_limit_s is not None and run.elapsed_s >= config.time_limit_s:
                    break

            for trainee in trainees:
                trainee.validate(windows.validation_x, windows.validation_y, epoch=epoch)
            run.elapsed_s = time.monotonic() - started_s
            run.history.append(
                EpochDone(
                    epoch=epoch,
                    epochs=config.epochs,
                    scores=tuple(trainee.score() for trainee in trainees),
                    loss=sum(losses) / len(losses),
                    learning_rate=rate,
                    elapsed_s=run.elapsed_s,
                    remaining_s=_remaining_s(epoch * steps, steps, run.elapsed_s, config),
                )
            )
            save()
            on_progress(run.history[-1])
            reason = _reason_to_stop(trainees, config, run)
            if reason is None and stop_when is not None and stop_when(run.history[-1]):
                reason = StopReason.BY_CALLER
    except KeyboardInterrupt as interruption:
        answer(interruption)
        for trainee in trainees:
            if trainee.best is None:
                trainee.validate(windows.validation_x, windows.validation_y, epoch=run.epochs_done + 1)
        reason = StopReason.INTERRUPTED
    return reason


def _reason_to_stop(trainees: Sequence[Trainee], config: TrainConfig, run: Run) -> StopReason | None:
    """Return why no further epoch should begin, None when one should."""
    if config.until_esr is not None and trainees[-1].best_esr <= config.until_esr:
        return StopReason.GOOD_ENOUGH
    if run.epochs_done >= config.epochs:
        return StopReason.FINISHED
    if config.time_limit_s is not None and run.elapsed_s >= config.time_limit_s:
        return StopReason.TIME_UP
    best_epoch = max((trainee.best.epoch for trainee in trainees if trainee.best), default=0)
    if config.patience_epochs is not None and run.epochs_done - best_epoch >= config.patience_epochs:
        return StopReason.NO_PROGRESS
    return None


def _progress(steps_done: int, steps_per_epoch: int, elapsed_s: float, config: TrainConfig) -> float:
    """Return the done share of the run, 0 to 1: of its steps, or of its time limit if that ends first."""
    progress = steps_done / (config.epochs * steps_per_epoch)
    if config.time_limit_s is not None:
        progress = max(progress, elapsed_s / config.time_limit_s)
    return min(1.0, progress)


def _remaining_s(steps_done: int, steps_per_epoch: int, elapsed_s: float, config: TrainConfig) -> float:
    """Return an estimate of the remaining time: for the steps at the present speed, or to the time limit."""
    remaining_s = elapsed_s / steps_done * (config.epochs * steps_per_epoch - steps_done)
    if config.time_limit_s is not None:
        remaining_s = min(remaining_s, config.time_limit_s - elapsed_s)
    return max(0.0, remaining_s)
