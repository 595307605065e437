"""The events that training reports while it runs."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import msgspec

__all__ = [
    "EpochDone",
    "Event",
    "NetworkScore",
    "OnProgress",
    "ReportWritten",
    "RolledBack",
    "Started",
    "StepDone",
    "StopReason",
    "StopWhen",
    "event_fields",
    "event_of",
]


class StopReason(StrEnum):
    """Why a run ended; or that it has not ended yet."""

    RUNNING = "running"

    FINISHED = "finished"
    GOOD_ENOUGH = "good-enough"
    TIME_UP = "time-up"
    NO_PROGRESS = "no-progress"
    INTERRUPTED = "interrupted"
    BY_CALLER = "by-caller"  # `stop_when` returned True


@dataclass(frozen=True, kw_only=True)
class Started:
    """Training starts: the device and the amount of work; `first_epoch` is above 1 for a resumed run."""

    device: str
    networks: tuple[str, ...]
    weight_counts: tuple[int, ...]
    epochs: int
    first_epoch: int
    steps_per_epoch: int


@dataclass(frozen=True, kw_only=True)
class StepDone:
    """A step is done; epochs and steps count from 1, `loss` is the sum over the networks."""

    epoch: int
    step: int
    steps_per_epoch: int
    loss: float
    elapsed_s: float
    remaining_s: float


@dataclass(frozen=True, kw_only=True)
class NetworkScore:
    """How well a network does on the validation part: now, and at its best so far.

    `esr` is not finite for a network that diverged; `best_epoch` is None before the first good one.
    """

    name: str
    esr: float
    best_esr: float
    best_epoch: int | None


@dataclass(frozen=True, kw_only=True)
class EpochDone:
    """An epoch, a pass over the audio, is done and validated; a resumed run keeps it."""

    epoch: int
    epochs: int
    scores: tuple[NetworkScore, ...]
    loss: float
    learning_rate: float
    elapsed_s: float
    remaining_s: float


@dataclass(frozen=True, kw_only=True)
class RolledBack:
    """A network diverged to numbers that are not finite; it is rolled back and learns more slowly now."""

    epoch: int
    network: str
    rate_factor: float


@dataclass(frozen=True, kw_only=True)
class ReportWritten:
    """The report shows the best networks so far, while training goes on; `esr` is that of the largest."""

    report: str
    epoch: int
    esr: float


Event = Started | StepDone | EpochDone | RolledBack | ReportWritten
_NAMES = {
    Started: "started",
    StepDone: "step",
    EpochDone: "epoch",
    RolledBack: "rolled-back",
    ReportWritten: "report",
}
OnProgress = Callable[[Event], None]

StopWhen = Callable[[EpochDone], bool]
"""Called after every epoch; ends the run by returning True."""


def event_fields(event: Event, *, capture: str) -> dict[str, object]:
    """Return the name and the fields of an event of a capture's run, for JSON."""
    return {"event": _NAMES[type(event)], "capture": capture, **asdict(event)}


def event_of(fields: dict[str, Any]) -> Event:
    """Return the event of which these are the fields, as of `event_fields`."""
    kind = next(each for each, name in _NAMES.items() if name == fields["event"])
    return msgspec.convert(fields, kind)
