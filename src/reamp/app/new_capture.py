"""What the commands that make captures share: names, gear, jacks, and the steps of a task."""

from pathlib import Path
from typing import Annotated, Any

import msgspec

from reamp.app.captures import captures_on, free_path, plain_name
from reamp.app.tasks import Task
from reamp.app.view import findings_view
from reamp.app.workshop import Workshop
from reamp.capture.capture import Gear
from reamp.capture.open_session import OpenJacks, open_jacks
from reamp.capture.steps import CaptureStep, OnStep
from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.live.stream import StreamConfig
from reamp.rig.document import Form
from reamp.units import parse_level_dbu

__all__ = [
    "Jacks",
    "NamedGear",
    "Text",
    "finished_capture",
    "given_name",
    "level_or_none",
    "path_for",
    "steps_of",
]

Text = Annotated[str, msgspec.Meta(max_length=200)]
_Jack = Annotated[int, msgspec.Meta(ge=1, le=1024)]


class NamedGear(Form, frozen=True, kw_only=True):
    """The name of a new capture, and what is said about its gear."""

    name: Text
    gear_make: Text = ""
    gear_model: Text = ""
    modeled_by: Text = ""

    @property
    def gear(self) -> Gear:
        """The gear; what was left empty is unknown."""
        return Gear(
            name=self.name.strip() or None,
            gear_make=self.gear_make.strip() or None,
            gear_model=self.gear_model.strip() or None,
            modeled_by=self.modeled_by.strip() or None,
        )


class Jacks(Form, frozen=True, kw_only=True):
    """A device, and which of its jacks lead to the gear and back."""

    backend: Text | None = None
    device: Text | None = None
    send: _Jack = 1
    return_: _Jack = msgspec.field(default=1, name="return")

    def open(self) -> OpenJacks:
        """Open the device; raises as `open_jacks`."""
        stream = StreamConfig(backend=self.backend, device=self.device)
        return open_jacks(stream, send=self.send, return_=self.return_)


def given_name(name: str) -> str:
    """Return a name made plain; raises `ConfigError` where nothing is left of it."""
    plain = plain_name(name)
    if not plain:
        raise ConfigError("give it a name, of letters and digits")
    return plain


def path_for(workshop: Workshop, name: str, task: Task) -> Path:
    """Return a free path in the folder of captures, as the task begins: another may wait with its name."""
    path = free_path(workshop.folder / f"{name}.capture")
    task.title = path.stem
    return path


def steps_of(task: Task) -> OnStep:
    """Return what shows the steps of a capture in its task, and ends it there where that is asked for."""

    def on_step(step: CaptureStep, share: float | None) -> None:
        task.check()
        task.step, task.share = step, share

    return on_step


def finished_capture(workshop: Workshop, path: Path, findings: tuple[Finding, ...] = ()) -> dict[str, Any]:
    """Return the key of a new capture, and what was noticed beside what it says itself.

    The key is None where the folder of captures was taken off the shelf.
    """
    there = path.resolve()
    key = next((each.key for each in captures_on(workshop.shelf) if each.path.resolve() == there), None)
    return {"capture": key, "findings": findings_view(findings)}


def level_or_none(typed: str) -> float | None:
    """Return a level as it was typed, None for nothing; raises `LevelError`."""
    return parse_level_dbu(typed) if typed.strip() else None
