"""What the files of a training queue on disk say: the order of a model, what is wished, and how far it is."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec

from reamp.atomic import atomic_write
from reamp.errors import ConfigError

__all__ = [
    "EntryOrder",
    "EntryProgress",
    "EntryState",
    "EpochPoint",
    "Wish",
    "read_file",
    "unread_order",
    "write_file",
]


class Wish(StrEnum):
    """What the user wants of an entry."""

    RUN = "run"
    PAUSE = "pause"
    KEEP = "keep"  # stop, and keep the best model so far


class EntryState(StrEnum):
    """What happens with an entry."""

    WAITING = "waiting"
    TRAINING = "training"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


class EntryOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to train: paths are absolute, the rest as in `TrainConfig`."""

    capture: str
    model: str
    architecture: str
    epochs: int
    time_limit_s: float | None = None
    until_esr: float | None = None
    start_from: str | None = None

    @property
    def report(self) -> Path:
        """The path of the report."""
        return Path(self.model).with_suffix(".html")


class EpochPoint(msgspec.Struct, frozen=True, array_like=True):
    """The ESR of the largest network after an epoch, and its best so far; None is not finite."""

    epoch: int
    esr: float | None
    best_esr: float | None


class EntryProgress(msgspec.Struct, kw_only=True):
    """How far a run is; `share` is 0 to 1 of all epochs, or of the time where that ends first."""

    state: EntryState
    epochs: int = 0
    epoch: int = 0
    share: float = 0.0
    elapsed_s: float = 0.0
    remaining_s: float | None = None
    points: list[EpochPoint] = []
    best_epoch: int | None = None
    reason: str | None = None
    networks: dict[str, float] = {}
    error: str | None = None


_T = TypeVar("_T")


def unread_order(folder: Path) -> EntryOrder:
    """Return what stands for an order that cannot be read: its files are in the folder of the entry."""
    name = folder.name.partition("-")[2] or folder.name
    capture, model = folder / f"{name}.capture", folder / f"{name}.nam"
    return EntryOrder(capture=str(capture), model=str(model), architecture="", epochs=0)


def read_file(path: Path, form: type[_T]) -> _T | None:
    """Return what a file of the queue says, None where it is missing; raises `ConfigError`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=form)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, OSError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; remove the entry") from error


def write_file(path: Path, value: object) -> None:
    """Write a file of the queue in one step; raises `OutputError`."""
    with atomic_write(path) as file:
        file.write(msgspec.json.encode(value))
