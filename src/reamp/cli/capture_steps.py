"""Shows the steps of a capture without hardware: in one line of a terminal, else a line each."""

import contextlib
from collections.abc import Iterator

from reamp.capture.steps import CaptureStep, OnStep, no_step
from reamp.terminal.console import console, say

__all__ = ["shown_steps"]


@contextlib.contextmanager
def shown_steps(gear: str, *, is_silent: bool = False) -> Iterator[OnStep]:
    """Yield what shows each step on standard error, as long as the block lasts; nothing where `is_silent`."""
    if is_silent:
        yield no_step
        return
    out = console(stderr=True)
    with out.status("") as status:  # only on a terminal
        last: CaptureStep | None = None

        def on_step(step: CaptureStep, share: float | None) -> None:
            nonlocal last
            words = _words(step, gear)
            if out.is_terminal:
                status.update(words if share is None else f"{words}, {100.0 * share:.0f} %")
            elif step is not last and step is not CaptureStep.CHECK:  # most of what fails fails there
                say(words, stderr=True)
            last = step

        yield on_step


def _words(step: CaptureStep, gear: str) -> str:
    return {
        CaptureStep.CHECK: f"trying {gear}",
        CaptureStep.SIGNAL: "making the test signal",
        CaptureStep.PLAY: f"playing into {gear}",
        CaptureStep.LOOK: "looking at the recording",
    }[step]
