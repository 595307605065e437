"""Put the events of training, and why it ended, into words."""

import math

from reamp.texts import minutes
from reamp.train.events import EpochDone, ReportWritten, RolledBack, Started, StopReason

__all__ = [
    "best_words",
    "epoch_words",
    "epochs_words",
    "esr_words",
    "listen_words",
    "rolled_back_words",
    "started_words",
    "stop_words",
]


def epochs_words(count: int) -> str:
    """Return a number of epochs in words.

    >>> epochs_words(1)
    '1 epoch'
    """
    return f"{count} epoch{'' if count == 1 else 's'}"


def started_words(event: Started) -> str:
    """Return the networks, the amount of work and the device."""
    networks = ", ".join(
        f"{name} {count} weights" for name, count in zip(event.networks, event.weight_counts, strict=True)
    )
    resumed = f", on from epoch {event.first_epoch}" if event.first_epoch > 1 else ""
    work = f"{epochs_words(event.epochs)} of {event.steps_per_epoch} steps"
    return f"{networks}; {work} on {event.device}{resumed}"


def epoch_words(event: EpochDone) -> str:
    """Return an epoch as a line of a log: the ESR of each network, now and at its best."""
    number = f"{event.epoch:{len(str(event.epochs))}}/{event.epochs}"
    now = ", ".join(esr_words(score.esr) for score in event.scores)
    times = f"{minutes(event.elapsed_s)}, {minutes(event.remaining_s)} left"
    return f"{number}  ESR {best_words(event)}  (now {now})  {times}"


def rolled_back_words(event: RolledBack) -> str:
    """Return a sentence that a network was rolled back."""
    return f"{event.network} ran into numbers that are not finite; it goes back, and learns more slowly"


def listen_words(event: ReportWritten) -> str:
    """Return where to hear the best model so far."""
    return f"hear the best model so far, in a browser: {event.report}"


def stop_words(reason: StopReason) -> str:
    """Return why a run ended, empty where it finished normally."""
    return {
        StopReason.RUNNING: "still running",
        StopReason.FINISHED: "",
        StopReason.GOOD_ENOUGH: "good enough",
        StopReason.TIME_UP: "its time was up",
        StopReason.NO_PROGRESS: "no longer getting better",
        StopReason.INTERRUPTED: "interrupted: this is the best model so far",
        StopReason.BY_CALLER: "stopped",
    }[reason]


def best_words(event: EpochDone) -> str:
    """Return the best ESR of each network so far."""
    if len(event.scores) == 1:
        return esr_words(event.scores[0].best_esr)
    return ", ".join(f"{score.name} {esr_words(score.best_esr)}" for score in event.scores)


def esr_words(esr: float) -> str:
    """Return an ESR as text, rounded to three digits.

    >>> esr_words(0.00123), esr_words(float("nan"))
    ('0.00123', 'not finite')
    """
    return f"{esr:#.3g}" if math.isfinite(esr) else "not finite"
