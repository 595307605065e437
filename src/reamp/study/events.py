"""What a study reports while it runs: its own steps, and the events of the training in it."""

from collections.abc import Callable
from dataclasses import dataclass

from reamp.train.events import Event

__all__ = ["OnStudyEvent", "StudyEvent", "StudyStep"]


@dataclass(frozen=True, kw_only=True)
class StudyStep:
    """A part of the study begins: the `number`th of `count` of its kind."""

    what: str
    number: int
    count: int


StudyEvent = StudyStep | Event
OnStudyEvent = Callable[[StudyEvent], None]
