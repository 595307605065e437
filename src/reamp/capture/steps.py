"""The steps in which a capture without hardware is made; whoever shows them may stop it at each."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

__all__ = ["CaptureStep", "OnStep", "no_step"]


class CaptureStep(StrEnum):
    """What is done next."""

    CHECK = "check"
    """A plug-in is loaded, and tried with half a second of noise."""
    SIGNAL = "signal"
    """The test signal is made."""
    PLAY = "play"
    """The signal is played into the gear."""
    LOOK = "look"
    """The capture is written; its latency is measured, and the checks look at it."""


OnStep: TypeAlias = Callable[[CaptureStep, float | None], None]
"""Called as each step begins, and again as it goes on, with the share that is done, None where unknown.

What it raises ends the work; nothing of the capture is left then.
"""


def no_step(_: CaptureStep, __: float | None) -> None:
    """Do nothing at a step."""
