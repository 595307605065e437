"""Shows the progress of a command as a bar on stderr, if stderr is a terminal."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rich.control import Control
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import ControlType
from rich.text import Text

from reamp.terminal.console import console

__all__ = ["clear_bar", "counted", "progress_bar", "step_line"]

_Item = TypeVar("_Item")


@contextlib.contextmanager
def progress_bar(name: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function that moves the bar, called with the part done and the total; None without a bar."""
    out = console(stderr=True)
    if quiet or not out.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextlib.contextmanager
def step_line(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step on stderr; it shows nothing if that is not a terminal."""
    out = console(stderr=True)
    if quiet or not out.is_terminal:
        yield lambda step: None
        return
    with out.status("") as status:
        yield lambda step: status.update(Text(f"{step} ..."))


def clear_bar() -> None:
    """Erase a bar that is shown, so that lines can be printed; it is drawn again below them."""
    out = console(stderr=True)
    if out.is_terminal:
        out.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))


def counted(items: Iterable[_Item], *, total: int, what: str, quiet: bool = False) -> Iterator[_Item]:
    """Yield the items, and move a bar after each one; `what` is the plural word for the items."""
    with progress_bar(f"{total} {what}", quiet=quiet) as on_progress:
        for done, item in enumerate(items):
            if on_progress is not None:
                on_progress(done, total)
            yield item
