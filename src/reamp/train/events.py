"""What training reports while it runs: values for whoever shows them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum

__all__ = [
    "EpochDone",
    "Event",
    "NetworkScore",
    "OnProgress",
    "Rescued",
    "Started",
    "StepDone",
    "StopReason",
    "StopWhen",
    "event_fields",
]


class StopReason(StrEnum):
    """Why a run ended."""

    FINISHED = "finished"
    GOOD_ENOUGH = "good-enough"
    TIME_UP = "time-up"
    NO_PROGRESS = "no-progress"
    INTERRUPTED = "interrupted"
    ASKED = "asked"  # by `stop_when`


@dataclass(frozen=True, kw_only=True)
class Started:
    """Before the first step: where it runs and how much there is to do; `first_epoch` tells a resumed run."""

    device: str
    networks: tuple[str, ...]
    weight_counts: tuple[int, ...]
    epochs: int
    first_epoch: int
    steps_per_epoch: int


@dataclass(frozen=True, kw_only=True)
class StepDone:
    """A step; epochs and steps count from 1. `loss` sums the networks'."""

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
    """A pass over the audio, validated; a run that resumes does not lose it."""

    epoch: int
    epochs: int
    scores: tuple[NetworkScore, ...]
    loss: float
    learning_rate: float
    elapsed_s: float
    remaining_s: float


@dataclass(frozen=True, kw_only=True)
class Rescued:
    """A network ran into numbers that are not finite; it went back, and learns more slowly from here."""

    epoch: int
    network: str
    rate_factor: float


Event = Started | StepDone | EpochDone | Rescued
_NAMES = {Started: "started", StepDone: "step", EpochDone: "epoch", Rescued: "rescued"}
OnProgress = Callable[[Event], None]

StopWhen = Callable[[EpochDone], bool]
"""Called after every epoch; True ends the run there."""


def event_fields(event: Event, *, capture: str) -> dict[str, object]:
    """Return an event of a capture's run with its name and its facts, for JSON."""
    return {"event": _NAMES[type(event)], "capture": capture, **asdict(event)}
