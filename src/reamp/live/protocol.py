"""Controls a session by lines of JSON: each line is a command, and each gets a line as its answer."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from reamp.errors import ConfigError, ReampError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface
from reamp.json_values import json_line
from reamp.live.recording import LiveTake
from reamp.live.session import Session
from reamp.live.status import Status
from reamp.live.tuner import LiveTuner
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
    "recording",
)

_TUNER_S = 0.1
"""Seconds between the lines of the tuner."""

_Done = KeptLevel | RememberedInterface | LiveTake
"""What a command is answered with, where that is more than ok."""


class _Command(RigChanges, frozen=True, kw_only=True):
    preset: PathText | UnsetType = UNSET
    interface: str | UnsetType = UNSET
    interface_gain_db: float | str | UnsetType = UNSET
    input_channel: Annotated[int, msgspec.Meta(ge=1)] | UnsetType = UNSET
    save: PathText | UnsetType = UNSET
    keep: Literal["level", "interface"] | UnsetType = UNSET
    record: bool | UnsetType = UNSET
    tuner: float | UnsetType | None = UNSET
    watch: Annotated[float, msgspec.Meta(ge=0.0, le=MAX_WATCH_HZ)] | UnsetType = UNSET
    reload: Literal[True] | UnsetType = UNSET
    status: Literal[True] | UnsetType = UNSET
    quit: Literal[True] | UnsetType = UNSET


class LineProtocol:
    """Answers commands to a session, each with one line, and makes the lines that come regularly.

    `is_over` is True after the client has quit. `words` turns an error into a sentence; a front end can add
    the option that helps. `takes` is the folder of recordings.
    """

    def __init__(
        self, session: Session, *, words: Callable[[ReampError], str] = str, takes: Path = Path()
    ) -> None:
        self.is_over = False
        self._session = session
        self._words = words
        self._takes = takes
        self._watch_s: float | None = None
        self._meters_due_s = self._tuner_due_s = 0.0
        self._tuner: LiveTuner | None = None

    def answer(self, line: bytes) -> bytes:
        """Carry out a command, completely or not at all, and return the answer."""
        try:
            command = _command(line)
            if not msgspec.structs.asdict(command).keys() - _unset(command):
                return _line({"error": 'the command is empty; write for example {"set": {"bass": 6}}'})
            done = self._do(command)
        except msgspec.DecodeError as error:
            return _line({"error": f"is not JSON: {str(error).removeprefix('JSON is malformed: ')}"})
        except ReampError as error:
            return _line({"error": self._words(error)})
        except OSError as error:
            return _line({"error": str(error)})
        return _line({"ok": _all_of(self._session.status()) if command.status is True else done or True})

    def wait_s(self, now_s: float) -> float | None:
        """Return in how many seconds the next regular line is due, None where the client wants none."""
        due_s = [self._meters_due_s] if self._watch_s is not None else []
        due_s += [self._tuner_due_s] if self._tuner is not None else []
        return max(0.0, min(due_s) - now_s) if due_s else None

    def due_lines(self, now_s: float) -> Iterator[bytes]:
        """Yield the regular lines that are due by now: the meters, and the note that sounds."""
        if self._watch_s is not None and now_s >= self._meters_due_s:
            self._meters_due_s = _next_s(self._meters_due_s, self._watch_s, now_s)
            status = self._session.status()
            yield _line({"meters": {name: getattr(status, name) for name in _METERS}})
        if self._tuner is not None and now_s >= self._tuner_due_s:
            self._tuner_due_s = _next_s(self._tuner_due_s, _TUNER_S, now_s)
            yield _line({"tuner": self._tuner.listen()})

    def _do(self, command: _Command) -> _Done | None:
        """Carry out a command, completely or not at all; return what it keeps or records."""
        if command.keep is not UNSET and command.record is not UNSET:
            raise ConfigError("keep and record need a line each: each is answered with what it has done")
        saved = None if command.save is UNSET else preset_path(command.save)
        if command.reload is True:
            self._session.reload()
        preset = None if command.preset is UNSET else preset_path(command.preset)
        before, source_before = self._session.rig, self._session.source
        rig = command.on(before if preset is None else load_preset(preset))
        source = _source(command, self._session.source)
        tuner = None
        if isinstance(command.tuner, float):
            tuner = LiveTuner(self._session, reference_hz=command.tuner)
        if rig != before or source != source_before or preset is not None:
            self._session.change(rig, source=source, preset=preset)
        try:
            done = self._keep_or_record(command)
        except (ReampError, OSError):
            self._session.change(before, source=source_before)
            raise
        if command.interface_gain_db is not UNSET:
            self._session.keep_gain()
        if saved is not None:
            save_preset(self._session.rig, saved)
        if command.watch is not UNSET:
            self._watch_s = 1.0 / command.watch if command.watch else None
        if command.tuner is not UNSET:
            self._tuner = tuner
        self.is_over = command.quit is True
        return done

    def _keep_or_record(self, command: _Command) -> _Done | None:
        session = self._session
        if command.record is True:
            return session.start_recording(self._takes)
        if command.record is False:
            ended = session.stop_recording()
            if ended is None:
                raise ConfigError("nothing is recorded at the moment")
            return ended
        if command.keep is UNSET:
            return None
        return session.keep_level() if command.keep == "level" else session.keep_interface()


def _next_s(due_s: float, every_s: float, now_s: float) -> float:
    """Return when the next regular line is due; lines that come too late are left out."""
    return due_s + every_s if due_s + every_s > now_s else now_s + every_s


def _command(line: bytes) -> _Command:
    """Return the command in a line; a number may be a text with its unit."""
    # InterfaceGain reads the text itself, because "+5" is not "5".
    readers: dict[str, Callable[[str], object]] = {
        "watch": parse_number,
        "tuner": lambda text: parse_number(text, unit="Hz"),
        INTERFACE_GAIN.key: str,
    }
    return decoded(line, _Command, readers=readers)


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
