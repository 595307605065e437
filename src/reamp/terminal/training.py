"""Shows a training run: one live line in a terminal, plain lines in a pipe."""

import contextlib
from collections.abc import Iterator

from rich.live import Live
from rich.text import Text

from reamp.study.events import OnStudyEvent, StudyEvent, StudyStep
from reamp.terminal.console import console
from reamp.texts import minutes
from reamp.train.events import EpochDone, Event, OnProgress, ReportWritten, RolledBack, Started, StepDone
from reamp.train.words import best_words, epoch_words, listen_words, rolled_back_words, started_words

__all__ = ["plain_progress", "screen_progress", "study_progress"]

_BAR_COLUMNS = 20


def plain_progress(title: Text | None = None) -> OnProgress:
    """Return a callback that prints a line for each epoch, below a title.

    Once it also prints where to hear the best model so far.
    """
    is_told = False

    def show(event: Event) -> None:
        nonlocal is_told
        if isinstance(event, Started):
            if title is not None:
                console().print(title, soft_wrap=True)
            console().print(Text(f"  {started_words(event)}"), soft_wrap=True)
        elif isinstance(event, EpochDone):
            console().print(Text(f"  {epoch_words(event)}"), soft_wrap=True)
        elif isinstance(event, RolledBack):
            console().print(Text(f"  {rolled_back_words(event)}"), soft_wrap=True)
        elif isinstance(event, ReportWritten) and not is_told:
            is_told = True
            console().print(Text(f"  {listen_words(event)}"), soft_wrap=True)

    return show


@contextlib.contextmanager
def screen_progress(name: str, title: Text | None = None) -> Iterator[OnProgress]:
    """Yield a callback that updates one line on the screen, below a title, and removes it at the end."""
    out = console()
    last_epoch: EpochDone | None = None
    epochs = 1
    is_told = False

    def show(event: Event) -> None:
        nonlocal last_epoch, epochs, is_told
        if isinstance(event, Started):
            epochs = event.epochs
            if title is not None:
                out.print(title, soft_wrap=True)
            out.print(Text(f"  {started_words(event)}", style="dim"), soft_wrap=True)
        elif isinstance(event, EpochDone):
            last_epoch = event
            live.update(live_line(name, last_epoch, None, epochs=epochs, width=out.width))
        elif isinstance(event, StepDone):
            live.update(live_line(name, last_epoch, event, epochs=epochs, width=out.width))
        elif isinstance(event, RolledBack):
            out.print(Text(f"  {rolled_back_words(event)}", style="yellow"), soft_wrap=True)
        elif not is_told:
            is_told = True
            out.print(Text(f"  {listen_words(event)}", style="cyan"), soft_wrap=True)

    with Live(Text(f"{name}  reading"), console=out, transient=True, refresh_per_second=8) as live:
        yield show


@contextlib.contextmanager
def study_progress() -> Iterator[OnStudyEvent]:
    """Yield a callback that prints each step of a study and each ESR, with a live line while it trains."""
    out = console()

    def plain(event: StudyEvent) -> None:
        if isinstance(event, StudyStep):
            out.print(Text(f"{event.what} ({event.number} of {event.count})", style="bold"), soft_wrap=True)
        elif isinstance(event, Started):
            out.print(Text(f"  {started_words(event)}", style="dim"), soft_wrap=True)
        elif isinstance(event, EpochDone) and event.epoch == event.epochs:
            out.print(Text(f"  ESR {event.scores[-1].best_esr:#.3g}"), soft_wrap=True)

    if not out.is_terminal:
        yield plain
        return
    with screen_progress("study") as show:

        def live(event: StudyEvent) -> None:
            plain(event)
            if not isinstance(event, StudyStep | Started):
                show(event)

        yield live


def live_line(name: str, epoch: EpochDone | None, step: StepDone | None, *, epochs: int, width: int) -> Text:
    """Return the live line: a bar that fills the rest of `width`, the best ESR, the time left."""
    if step is not None:
        number, within, left_s = step.epoch, step.step / step.steps_per_epoch, step.remaining_s
    elif epoch is not None:
        number, within, left_s = epoch.epoch, 1.0, epoch.remaining_s
    else:
        return Text(name)
    done = (number - 1 + within) / epochs
    esr = "ESR after the first epoch" if epoch is None else f"ESR {best_words(epoch)}"
    parts = f"  epoch {number}/{epochs}  {esr}  {minutes(left_s)} left"
    columns = min(_BAR_COLUMNS, width - len(name) - len(parts) - 3)
    line = Text(no_wrap=True, overflow="ellipsis").append(name, style="bold")
    if columns >= 5:
        full = round(columns * done)
        line.append("  ").append("━" * full, style="cyan").append("━" * (columns - full), style="dim")
    return line.append(parts)
