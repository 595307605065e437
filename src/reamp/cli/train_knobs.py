"""What `reamp train` prints while it trains a model with knobs."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reamp.cli.ending import interrupted_exit_code
from reamp.cli.pytorch import need_torch
from reamp.knobs.knob import setting_words
from reamp.knobs.plan import Use
from reamp.terminal.console import say
from reamp.texts import minutes
from reamp.train.architectures import Architecture
from reamp.train.config import TrainConfig

if TYPE_CHECKING:
    from reamp.train.knob_data import KnobData
    from reamp.train.knob_trainer import KnobEpoch

__all__ = ["train_with_knobs"]


def train_with_knobs(
    captures: Path,
    model: Path,
    architecture: Architecture,
    config: TrainConfig,
    *,
    has_epochs: bool,
    resume: bool,
    overwrite: bool,
    quiet: bool,
) -> int:
    """Train a model with knobs, print its progress, and return the exit code.

    The epochs of `config` count only where the user typed them.
    """
    need_torch("training")
    from reamp.train.grade import grade_of
    from reamp.train.knob_export import checkpoint_beside, train_captures
    from reamp.train.knob_trainer import KnobTrainConfig

    knob_config = KnobTrainConfig(time_limit_s=config.time_limit_s, seed=config.seed)
    if has_epochs:
        knob_config = replace(knob_config, epochs=config.epochs)
    if resume and model.exists() and not checkpoint_beside(model).exists():
        if not quiet:
            say((str(model), "bold"), "  is finished")
        return 0
    result = train_captures(
        captures,
        model,
        architecture,
        knob_config,
        on_data=lambda data: None if quiet else _say_data(captures, data),
        on_epoch=lambda epoch: None if quiet else _say_epoch(epoch),
        resume=resume,
        overwrite=overwrite,
    )
    exit_code = interrupted_exit_code(click.get_current_context()) if result.is_interrupted else 0
    if result.problem is not None:
        say(f"  {result.problem}; the model is that of epoch {result.best.epoch}", style="yellow")
        exit_code = 1
    if quiet:
        return exit_code
    best, elapsed_s = result.best, result.history[-1].elapsed_s
    settings = "setting" if len(best.scores) == 1 else "settings"
    worst = max(best.scores, key=lambda score: score.esr)
    count, grade = len(best.scores), grade_of(best.mean_esr)
    say((str(model), "bold"), f"  {len(result.history)} epochs in {minutes(elapsed_s)}")
    say(f"  mean ESR {best.mean_esr:.3g} at {count} {settings} not used for training: {grade.words}")
    say(f"  worst at {setting_words(worst.knobs)}: ESR {worst.esr:.3g}")
    if result.is_interrupted:
        say("  the run can continue: repeat the command with --resume", style="cyan")
    return exit_code


def _say_data(captures: Path, data: "KnobData") -> None:
    say(str(captures), style="bold")
    counts = (
        f"{len(data.of(Use.TRAINING))} settings to learn from, {len(data.of(Use.VALIDATION))} to judge by"
    )
    say(f"  {', '.join(control.name for control in data.controls)}; {counts}")
    for words in data.left_out:
        say(f"  left out: {words}", style="yellow")


def _say_epoch(epoch: "KnobEpoch") -> None:
    times = f"{minutes(epoch.elapsed_s)}, {minutes(epoch.remaining_s)} left"
    say(f"  {epoch.epoch}/{epoch.epochs}  mean ESR {epoch.mean_esr:.3g}  {times}")
