"""What `reamp train` shows while it runs: one live line, plain lines in a pipe, or JSON lines for scripts."""

import contextlib
import math
from collections.abc import Iterator

import click
from rich.live import Live
from rich.text import Text

from reamp.json_values import json_line
from reamp.terminal.console import console
from reamp.texts import minutes
from reamp.train.events import EpochDone, Event, OnProgress, Rescued, Started, StepDone, event_fields

__all__ = ["epochs_text", "json_progress", "plain_progress", "screen_progress"]

_BAR_COLUMNS = 20


def json_progress(capture: str) -> OnProgress:
    """Return what prints every event as a line of JSON."""

    def show(event: Event) -> None:
        click.echo(json_line(event_fields(event, capture=capture)))

    return show


def plain_progress(title: Text | None = None) -> OnProgress:
    """Return what prints a line per epoch, below a title."""

    def show(event: Event) -> None:
        if isinstance(event, Started):
            if title is not None:
                console().print(title, soft_wrap=True)
            console().print(Text(started_line(event)), soft_wrap=True)
        elif isinstance(event, EpochDone):
            console().print(Text(epoch_line(event)), soft_wrap=True)
        elif isinstance(event, Rescued):
            console().print(Text(rescued_line(event)), soft_wrap=True)

    return show


@contextlib.contextmanager
def screen_progress(name: str, title: Text | None = None) -> Iterator[OnProgress]:
    """Yield what keeps one line on the screen up to date, below a title; the line is gone at the end."""
    out = console()
    last_epoch: EpochDone | None = None
    epochs = 1

    def show(event: Event) -> None:
        nonlocal last_epoch, epochs
        if isinstance(event, Started):
            epochs = event.epochs
            if title is not None:
                out.print(title, soft_wrap=True)
            out.print(Text(started_line(event), style="dim"), soft_wrap=True)
        elif isinstance(event, EpochDone):
            last_epoch = event
            live.update(live_line(name, last_epoch, None, epochs=epochs, width=out.width))
        elif isinstance(event, StepDone):
            live.update(live_line(name, last_epoch, event, epochs=epochs, width=out.width))
        else:
            out.print(Text(rescued_line(event), style="yellow"), soft_wrap=True)

    with Live(Text(f"{name}  reading"), console=out, transient=True, refresh_per_second=8) as live:
        yield show


def epochs_text(count: int) -> str:
    """Return a number of epochs in words.

    >>> epochs_text(1)
    '1 epoch'
    """
    return f"{count} epoch{'' if count == 1 else 's'}"


def started_line(event: Started) -> str:
    """Return where it runs, and what is learned."""
    networks = ", ".join(
        f"{name} {count} weights" for name, count in zip(event.networks, event.weight_counts, strict=True)
    )
    resumed = f", on from epoch {event.first_epoch}" if event.first_epoch > 1 else ""
    work = f"{epochs_text(event.epochs)} of {event.steps_per_epoch} steps"
    return f"  {networks}; {work} on {event.device}{resumed}"


def epoch_line(event: EpochDone) -> str:
    """Return an epoch as a line of a log: the ESR of each network, now and at its best."""
    number = f"{event.epoch:{len(str(event.epochs))}}/{event.epochs}"
    now = ", ".join(_esr(score.esr) for score in event.scores)
    times = f"{minutes(event.elapsed_s)}, {minutes(event.remaining_s)} left"
    return f"  {number}  ESR {_best(event)}  (now {now})  {times}"


def rescued_line(event: Rescued) -> str:
    """Return that a network had to go back."""
    return f"  {event.network} ran into numbers that are not finite; it goes back, and learns more slowly"


def live_line(name: str, epoch: EpochDone | None, step: StepDone | None, *, epochs: int, width: int) -> Text:
    """Return the line on the screen: a bar as long as `width` leaves room for, the best ESR, time left."""
    if step is not None:
        number, within, left_s = step.epoch, step.step / step.steps_per_epoch, step.remaining_s
    elif epoch is not None:
        number, within, left_s = epoch.epoch, 1.0, epoch.remaining_s
    else:
        return Text(name)
    done = (number - 1 + within) / epochs
    esr = "ESR after the first epoch" if epoch is None else f"ESR {_best(epoch)}"
    parts = f"  epoch {number}/{epochs}  {esr}  {minutes(left_s)} left"
    columns = min(_BAR_COLUMNS, width - len(name) - len(parts) - 3)
    line = Text(no_wrap=True, overflow="ellipsis").append(name, style="bold")
    if columns >= 5:
        full = round(columns * done)
        line.append("  ").append("━" * full, style="cyan").append("━" * (columns - full), style="dim")
    return line.append(parts)


def _best(event: EpochDone) -> str:
    if len(event.scores) == 1:
        return _esr(event.scores[0].best_esr)
    return ", ".join(f"{score.name} {_esr(score.best_esr)}" for score in event.scores)


def _esr(esr: float) -> str:
    return f"{esr:#.3g}" if math.isfinite(esr) else "not finite"
