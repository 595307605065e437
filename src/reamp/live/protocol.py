"""Controls a session by lines of JSON: each line is a command, and each gets a line as its answer."""

import dataclasses
from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from reamp.errors import ReampError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface
from reamp.json_values import json_line
from reamp.live.session import Session
from reamp.live.status import Status
from reamp.plan.kept_levels import KeptLevel
from reamp.plan.source import NO_INTERFACE, Source
from reamp.rig.document import PathText, RigChanges, changes_to, decoded
from reamp.rig.parameters import INTERFACE_GAIN
from reamp.rig.preset import load_preset, preset_path, save_preset
from reamp.units import parse_number

__all__ = ["LineProtocol"]

MAX_WATCH_HZ = 50.0
"""The shortest interval of meters: they cover the last 100 to 200 ms."""

_METERS = (
    *("is_connected", "input_peak_dbfs", "clipped_frames", "model_peaks", "output_peaks_dbfs"),
    *("gate_gain_db", "limiter_gain_db", "limited_frames", "load", "peak_load", "xruns", "is_changing"),
)


class _Command(RigChanges, frozen=True, kw_only=True):
    preset: PathText | UnsetType = UNSET
    interface: str | UnsetType = UNSET
    interface_gain_db: float | str | UnsetType = UNSET
    input_channel: Annotated[int, msgspec.Meta(ge=1)] | UnsetType = UNSET
    save: PathText | UnsetType = UNSET
    keep: Literal["level", "interface"] | UnsetType = UNSET
    watch: Annotated[float, msgspec.Meta(ge=0.0, le=MAX_WATCH_HZ)] | UnsetType = UNSET
    reload: Literal[True] | UnsetType = UNSET
    status: Literal[True] | UnsetType = UNSET
    quit: Literal[True] | UnsetType = UNSET


class LineProtocol:
    """Answers each command to a session with one line.

    `watch_s` is how often the client wants the line of `meters`, None for never. `is_over` is True after it
    has quit. `words` turns an error into a sentence; a front end can add the option that helps.
    """

    def __init__(self, session: Session, *, words: Callable[[ReampError], str] = str) -> None:
        self.watch_s: float | None = None
        self.is_over = False
        self._session = session
        self._words = words

    def answer(self, line: bytes) -> bytes:
        """Carry out a command, completely or not at all, and return the answer."""
        try:
            command = _command(line)
            if not msgspec.structs.asdict(command).keys() - _unset(command):
                return _line({"error": 'the command is empty; write for example {"set": {"bass": 6}}'})
            kept = self._do(command)
        except msgspec.DecodeError as error:
            return _line({"error": f"is not JSON: {str(error).removeprefix('JSON is malformed: ')}"})
        except ReampError as error:
            return _line({"error": self._words(error)})
        except OSError as error:
            return _line({"error": str(error)})
        return _line({"ok": _all_of(self._session.status()) if command.status is True else kept or True})

    def meters(self) -> bytes:
        """Return the line with the meters for a client that watches them."""
        status = self._session.status()
        return _line({"meters": {name: getattr(status, name) for name in _METERS}})

    def _do(self, command: _Command) -> KeptLevel | RememberedInterface | None:
        """Carry out a command, completely or not at all; return the level or interface that it keeps."""
        saved = None if command.save is UNSET else preset_path(command.save)
        if command.reload is True:
            self._session.reload()
        preset = None if command.preset is UNSET else preset_path(command.preset)
        before, source_before = self._session.rig, self._session.source
        rig = command.on(before if preset is None else load_preset(preset))
        source = _source(command, self._session.source)
        if rig != before or source != source_before or preset is not None:
            self._session.change(rig, source=source, preset=preset)
        try:
            kept = None if command.keep is UNSET else self._keep(command.keep)
        except (ReampError, OSError):
            self._session.change(before, source=source_before)
            raise
        if command.interface_gain_db is not UNSET:
            self._session.keep_gain()
        if saved is not None:
            save_preset(self._session.rig, saved)
        if command.watch is not UNSET:
            self.watch_s = 1.0 / command.watch if command.watch else None
        self.is_over = command.quit is True
        return kept

    def _keep(self, what: str) -> KeptLevel | RememberedInterface:
        return self._session.keep_level() if what == "level" else self._session.keep_interface()


def _command(line: bytes) -> _Command:
    """Return the command in a line; a number may be a text with its unit."""
    # InterfaceGain reads the text itself, because "+5" is not "5".
    return decoded(line, _Command, readers={"watch": parse_number, INTERFACE_GAIN.key: str})


def _unset(command: _Command) -> set[str]:
    return {name for name, value in msgspec.structs.asdict(command).items() if value is UNSET}


def _source(command: _Command, source: Source) -> Source:
    """Return the source that a command names, else `source`."""
    channel = source.channel if command.input_channel is UNSET else command.input_channel
    gain = None if command.interface_gain_db is UNSET else InterfaceGain.of(command.interface_gain_db)
    if command.interface is not UNSET:
        if command.interface.strip().lower() == NO_INTERFACE:
            return dataclasses.replace(Source.unknown(channel=channel), gain=gain)
        return Source.named(command.interface, gain=gain, channel=channel)
    source = dataclasses.replace(source, channel=channel)
    return source if gain is None else source.with_gain(gain)


def _all_of(status: Status) -> dict[str, Any]:
    """Return a status in which the rig is written as the commands that make it."""
    fields = {field.name: getattr(status, field.name) for field in dataclasses.fields(status)}
    changes = changes_to(status.rig)
    rig = {"mode": status.rig.mode, "models": changes.models, "ir": changes.ir, "set": changes.set}
    return {**fields, "rig": rig}


def _line(value: object) -> bytes:
    """Return a value as one line of JSON."""
    return json_line(value).encode(errors="backslashreplace") + b"\n"  # a file name may not be valid text
