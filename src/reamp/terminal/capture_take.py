"""Shows a take in the terminal while it runs: its progress, its level, and each problem when it is found."""

import contextlib
from collections.abc import Callable, Iterator

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from reamp.capture.take_run import OnTake, TakeBegun, TakeEvent, TakeFault, TakeMoved
from reamp.terminal.console import STYLES, console

__all__ = ["shown_take"]


@contextlib.contextmanager
def shown_take(*, go_on: bool, quiet: bool = False) -> Iterator[OnTake]:
    """Yield a callback that shows a take on stderr, and stops it at a fault unless `go_on`."""
    out = console(stderr=True)
    if quiet or not out.is_terminal:
        yield lambda event: _told(event, _nothing, go_on=go_on)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("recording", total=None)

        def move(moved: TakeMoved) -> None:
            words = f"recording  peak {moved.peak_dbfs:5.1f} dBFS  {moved.xruns} xruns"
            progress.update(task, completed=moved.done_s, total=moved.total_s, description=words)

        yield lambda event: _told(event, move, go_on=go_on)


def _nothing(_: TakeMoved) -> None:
    pass


def _told(event: TakeEvent, move: Callable[[TakeMoved], None], *, go_on: bool) -> bool:
    if isinstance(event, TakeMoved):
        move(event)
    elif isinstance(event, TakeBegun) and event.attempt > 1:
        console(stderr=True).print(Text(f"take {event.attempt}"), soft_wrap=True)
    elif isinstance(event, TakeFault):
        severity = event.finding.severity
        line = Text.assemble((f"{severity}:", STYLES[severity]), f" {event.finding.message}")
        console(stderr=True).print(line, soft_wrap=True)
        return not go_on
    return False
