"""What the page Train may ask for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from reamp.app.captures import capture_path, captures_on, free_path
from reamp.app.commands import FileKey, Nothing, PageCommand
from reamp.app.workshop import Workshop
from reamp.capture.capture import Capture
from reamp.errors import ConfigError
from reamp.rig.document import Form
from reamp.train.architectures import ARCHITECTURES
from reamp.train.listening import listening_pair
from reamp.train.queue_entry import EntryOrder, Wish

__all__ = ["TRAIN_COMMANDS"]


class _Train(Form, frozen=True, kw_only=True):
    captures: Annotated[list[FileKey], msgspec.Meta(min_length=1, max_length=500)]
    architecture: Annotated[str, msgspec.Meta(max_length=40)]
    epochs: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 30
    minutes: Annotated[float, msgspec.Meta(gt=0.0, le=10_000.0)] | None = None
    until_esr: Annotated[float, msgspec.Meta(gt=0.0, lt=1.0)] | None = None
    start_from: FileKey | None = None


class _Entry(Form, frozen=True, kw_only=True):
    entry: FileKey


class _Wish(_Entry, frozen=True, kw_only=True):
    wish: Literal["run", "pause", "keep"]


class _Move(_Entry, frozen=True, kw_only=True):
    to: Annotated[int, msgspec.Meta(ge=0, le=10_000)]


def _captures(workshop: Workshop, _: Nothing) -> object:
    return [
        {"key": each.key, "name": each.name, "folder": each.folder, "has_model": each.has_model}
        for each in captures_on(workshop.shelf)
    ]


def _train(workshop: Workshop, said: _Train) -> object:
    if said.architecture not in ARCHITECTURES:
        raise ConfigError(f"there is no architecture {said.architecture!r}")
    paths = [capture_path(workshop.shelf, key) for key in said.captures]
    start = None if said.start_from is None else str(workshop.shelf.path(said.start_from, "model"))
    waiting = {entry.order.model for entry in workshop.queue.entries()}
    keys = []
    for path in paths:
        model = _free_model(path.with_suffix(".nam"), waiting)
        waiting.add(str(model))
        order = EntryOrder(
            capture=str(path),
            model=str(model),
            architecture=said.architecture,
            epochs=said.epochs,
            time_limit_s=None if said.minutes is None else 60.0 * said.minutes,
            until_esr=said.until_esr,
            start_from=start,
        )
        keys.append(workshop.queue.add(order))
    return keys


def _free_model(path: Path, waiting: set[str]) -> Path:
    number, free = 2, free_path(path)
    while str(free) in waiting:
        free = free_path(path.with_name(f"{path.stem} {number}{path.suffix}"))
        number += 1
    return free


def _listen(workshop: Workshop, said: _Entry) -> object:
    entry = workshop.queue.entry(said.entry)
    model = entry.best_model
    if model is None:
        raise ConfigError("there is nothing to hear before the first epoch is done")
    recording, played = listening_pair(Capture.open(entry.order.capture), model)
    return workshop.clips([("recording", recording), ("model", played)])


TRAIN_COMMANDS: Mapping[str, PageCommand] = {
    "captures": PageCommand(form=Nothing, do=_captures),
    "architectures": PageCommand(form=Nothing, do=lambda *_: list(ARCHITECTURES)),
    "train": PageCommand(form=_Train, do=_train),
    "train wish": PageCommand(
        form=_Wish, do=lambda workshop, said: workshop.queue.wish(said.entry, Wish(said.wish))
    ),
    "train move": PageCommand(form=_Move, do=lambda workshop, said: workshop.queue.move(said.entry, said.to)),
    "train remove": PageCommand(form=_Entry, do=lambda workshop, said: workshop.queue.remove(said.entry)),
    "train listen": PageCommand(form=_Entry, do=_listen),
}
"""Every command by its name."""
