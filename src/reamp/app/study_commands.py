"""What the page Study may ask for, and how its studies are shown."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import msgspec

from reamp.app.captures import captures_on, free_path, plain_name
from reamp.app.commands import Nothing, PageCommand
from reamp.app.workshop import Workshop
from reamp.atomic import atomic_write
from reamp.errors import AudioFileError, ConfigError
from reamp.live.typed import source_of_text
from reamp.plan.source import UNKNOWN_SOURCE
from reamp.rig.document import Form
from reamp.sim.device import device_names
from reamp.study.apart import StudyOrder, StudyRun, StudyState
from reamp.units import parse_level_dbu

__all__ = ["STUDY_COMMANDS", "study_view"]

_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_LEAST_CAPTURES = 2
_MOST_LETTERS = 80
_BLOCK_BYTES = 2**20


class _Begin(Form, frozen=True, kw_only=True):
    device: _Text
    is_fast: bool = True
    di: _Text | None = None
    interface: Annotated[str, msgspec.Meta(max_length=200)] = ""
    target: _Text | None = None
    target_level: Annotated[str, msgspec.Meta(max_length=40)] = ""
    name: Annotated[str, msgspec.Meta(max_length=80)] = ""


class _Study(Form, frozen=True, kw_only=True):
    study: Annotated[str, msgspec.Meta(max_length=120)]


def _subjects(workshop: Workshop, _: Nothing) -> list[dict[str, Any]]:
    """Return what can be studied: simulated gear, and folders with captures of it at several levels."""
    folders: dict[Path, int] = {}
    for capture in captures_on(workshop.shelf):
        folders[capture.path.parent] = folders.get(capture.path.parent, 0) + 1
    return [
        *({"device": name, "captures": 0} for name in device_names()),
        *(
            {"device": str(folder), "captures": count}
            for folder, count in folders.items()
            if count >= _LEAST_CAPTURES
        ),
    ]


def _begin(workshop: Workshop, said: _Begin) -> str:
    allowed = {subject["device"] for subject in _subjects(workshop, Nothing())}
    if said.device not in allowed:
        raise ConfigError(f"{said.device} is neither simulated gear nor a folder with captures")
    plain = plain_name(said.name or Path(said.device).name, most=_MOST_LETTERS)
    folder = free_path(workshop.studies / (plain or "study"))
    order = StudyOrder(device=said.device, is_fast=said.is_fast)
    recordings = free_path(folder.with_name(f"{folder.name}.recordings"))
    try:
        if said.di is not None:
            order = _with_recordings(workshop, said, order, recordings)
        workshop.study(folder.name).begin(order)
    except BaseException:
        if folder.name not in _names(workshop):  # else it can go on
            shutil.rmtree(recordings, ignore_errors=True)
        raise
    return folder.name


def _with_recordings(workshop: Workshop, said: _Begin, order: StudyOrder, folder: Path) -> StudyOrder:
    """Return the order with the user's guitar, and with the amp on it; both files are copied into a folder.

    So a study goes on after a restart, when what was dropped in is gone.
    """
    if said.device in device_names():
        raise ConfigError("simulated gear plays a simulated guitar; choose a folder with captures")
    di = workshop.shelf.path(said.di or "", "sound")
    interface = source_of_text(said.interface.strip() or "none", UNKNOWN_SOURCE).interface
    if interface is None:
        raise ConfigError(
            "every number depends on the interface of the recording: name it, or type its level"
        )
    is_level = not interface.manufacturer
    target = None if said.target is None else workshop.shelf.path(said.target, "sound")
    level = said.target_level.strip()
    order = msgspec.structs.replace(
        order,
        interface=None if is_level else said.interface.strip(),
        interface_level_dbu=interface.applied_dbu if is_level else None,
        target_level_dbu=parse_level_dbu(level) if target is not None and level else None,
    )
    folder.mkdir()
    copies = [None if path is None else str(_copied(path, folder)) for path in (di, target)]
    return msgspec.structs.replace(order, di=copies[0], target=copies[1])


def _copied(path: Path, folder: Path) -> Path:
    copy = free_path(folder / path.name)
    with _readable(path) as source, atomic_write(copy) as file:
        for block in iter(lambda: _read(source, path), b""):
            file.write(block)
    return copy


def _readable(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise AudioFileError(path, f"cannot be read: {error.strerror or error}") from error


def _read(source: BinaryIO, path: Path) -> bytes:
    try:
        return source.read(_BLOCK_BYTES)
    except OSError as error:  # else it would be said of the copy
        raise AudioFileError(path, f"cannot be read: {error.strerror or error}") from error


def _known(workshop: Workshop, name: str) -> StudyRun:
    if name not in _names(workshop):
        raise ConfigError("that study is not here any more")
    return workshop.study(name)


def _names(workshop: Workshop) -> list[str]:
    orders = sorted(
        workshop.studies.glob("*.order.json"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    return [path.name.removesuffix(".order.json") for path in orders]


def study_view(workshop: Workshop) -> list[dict[str, Any]]:
    """Return the studies, the newest first, for JSON."""
    return [_view(workshop, name) for name in _names(workshop)]


def _view(workshop: Workshop, name: str) -> dict[str, Any]:
    run = workshop.study(name)
    progress = run.progress()
    is_done = progress.state is StudyState.DONE and run.page.is_file()
    packs = sorted(run.folder.glob("*.zip")) if is_done else []
    give = workshop.handouts.give_file
    return {
        "name": name,
        "state": progress.state,
        "step": progress.step,
        "number": progress.number,
        "count": progress.count,
        "error": progress.error,
        "page": give(run.page, "text/html; charset=utf-8") if is_done else None,
        "pack": give(packs[0], "application/zip") if packs else None,
    }


STUDY_COMMANDS: Mapping[str, PageCommand] = {
    "study subjects": PageCommand(form=Nothing, do=_subjects),
    "study begin": PageCommand(form=_Begin, do=_begin),
    "study stop": PageCommand(form=_Study, do=lambda workshop, said: _known(workshop, said.study).stop()),
    "study go on": PageCommand(form=_Study, do=lambda workshop, said: _known(workshop, said.study).go_on()),
}
"""Every command by its name."""
