"""`reamp play --headless`: commands as lines of JSON, and one line of JSON as the answer to each."""

import dataclasses
import queue
import time
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import click
import msgspec
from msgspec import UNSET, UnsetType

from reamp.cli.hints import error_text
from reamp.cli.params import NO_INTERFACE
from reamp.cli.stdin_lines import STDIN, lines_of
from reamp.errors import ReampError
from reamp.gear.interface_gain import InterfaceGain
from reamp.json_values import json_line
from reamp.live.session import Session
from reamp.rig.cabinet import Cabinet
from reamp.rig.controls import Gate
from reamp.rig.plan_inputs import OutputMode
from reamp.rig.preset import load_preset, preset_path, save_preset
from reamp.rig.rig import Rig, RigModel
from reamp.rig.source import Source
from reamp.toml_file import problem_of
from reamp.units import parse_gain_db, parse_level_dbu, parse_number

__all__ = ["Headless", "serve"]

MAX_WATCH_HZ = 50.0
"""Meters are of the last 100 to 200 ms."""

_METERS = (
    *("is_connected", "input_peak_dbfs", "clipped_frames", "model_peaks", "output_peaks_dbfs"),
    *("gate_gain_db", "limiter_gain_db", "limited_frames", "load", "peak_load", "xruns", "is_changing"),
)


_NUMBERS = ("bass", "middle", "treble", "slim", "pan", "watch")

_Text: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[^\0]+$")]  # what a path or a name can be


class _Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    pass


class _Model(_Form, frozen=True, kw_only=True):
    path: _Text
    slim: float | None = None
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None


class _Cabinet(_Form, frozen=True, kw_only=True):
    path: _Text
    channel: int | None = None
    gain_db: float = 0.0
    pan: float = 0.0


class _Knobs(_Form, frozen=True, kw_only=True):
    bass: float | UnsetType = UNSET
    middle: float | UnsetType = UNSET
    treble: float | UnsetType = UNSET
    gate: float | UnsetType | None = UNSET
    input_trim_db: float | UnsetType = UNSET
    output_trim_db: float | UnsetType = UNSET
    output: OutputMode | UnsetType = UNSET
    limiter: bool | UnsetType = UNSET


class _Command(_Form, frozen=True, kw_only=True):
    preset: _Text | UnsetType = UNSET
    models: list[_Text | _Model] | UnsetType = UNSET
    ir: list[_Text | _Cabinet] | UnsetType = UNSET
    set: _Knobs | UnsetType = UNSET
    interface: str | UnsetType = UNSET
    interface_gain_db: float | str | UnsetType = UNSET
    input_channel: Annotated[int, msgspec.Meta(ge=1)] | UnsetType = UNSET
    save: _Text | UnsetType = UNSET
    watch: Annotated[float, msgspec.Meta(ge=0.0, le=MAX_WATCH_HZ)] | UnsetType = UNSET
    reload: Literal[True] | UnsetType = UNSET
    status: Literal[True] | UnsetType = UNSET
    quit: Literal[True] | UnsetType = UNSET


class Headless:
    """Answers commands, each with one line; `watch_s` is how often the meters are wanted, None for never."""

    def __init__(self, session: Session) -> None:
        self.watch_s: float | None = None
        self.is_over = False
        self._session = session

    def answer(self, line: bytes) -> bytes:
        """Do what a line says, all of it or nothing, and return what came of it."""
        try:
            command = _command(line)
            if not msgspec.structs.asdict(command).keys() - _unset(command):
                return _line({"error": 'the command is empty; write for example {"set": {"bass": 6}}'})
            self._do(command)
        except msgspec.ValidationError as error:
            return _line({"error": problem_of(error)})
        except msgspec.DecodeError as error:
            return _line({"error": f"is not JSON: {str(error).removeprefix('JSON is malformed: ')}"})
        except ReampError as error:
            return _line({"error": error_text(error)})
        except OSError as error:
            return _line({"error": str(error)})
        return _line({"ok": self._session.status() if command.status is True else True})

    def meters(self) -> bytes:
        """Return the line of somebody who watches."""
        status = self._session.status()
        return _line({"meters": {name: getattr(status, name) for name in _METERS}})

    def _do(self, command: _Command) -> None:
        saved = None if command.save is UNSET else preset_path(command.save)
        if command.reload is True:
            self._session.reload()
        preset = None if command.preset is UNSET else preset_path(command.preset)
        before = self._session.rig
        rig = _rig(command, before if preset is None else load_preset(preset))
        source = _source(command, self._session.source)
        if rig != before or source != self._session.source or preset is not None:
            self._session.change(rig, source=source, preset=preset)
        if saved is not None:
            save_preset(rig, saved)
        if command.watch is not UNSET:
            self.watch_s = 1.0 / command.watch if command.watch else None
        self.is_over = command.quit is True


def _command(line: bytes) -> _Command:
    """Return the command in a line; numbers may be texts with their unit."""
    try:
        return msgspec.json.decode(line, type=_Command)
    except msgspec.ValidationError as error:
        if "got `str`" not in str(error):
            raise
        return msgspec.convert(_with_numbers(msgspec.json.decode(line)), _Command)


def _with_numbers(value: object, name: str = "") -> object:
    """Return what was decoded with its texts like "12.2 dBu" as numbers, where a number is wanted.

    Raises `LevelError` for a text that is no level, gain or number.
    """
    if isinstance(value, dict):
        return {key: _with_numbers(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_numbers(inner, name) for inner in value]
    return _number_of(value, name) if isinstance(value, str) else value


def _number_of(text: str, name: str) -> object:
    """Return a text as the number that a field of this name wants, or as it is where it wants none."""
    if name == "interface_gain_db":  # InterfaceGain reads it: "+5" is not "5"
        return text
    if name.endswith("_dbu"):
        return parse_level_dbu(text)
    if name.endswith("_db"):
        return parse_gain_db(text)
    if name == "gate":
        return parse_number(text, unit="dBFS")
    return parse_number(text) if name in _NUMBERS else text


def _unset(command: _Command) -> set[str]:
    return {name for name, value in msgspec.structs.asdict(command).items() if value is UNSET}


def _source(command: _Command, source: Source) -> Source:
    """Return where a command says that the guitar comes from, else `source`."""
    channel = source.channel if command.input_channel is UNSET else command.input_channel
    gain = None if command.interface_gain_db is UNSET else InterfaceGain.of(command.interface_gain_db)
    if command.interface is not UNSET:
        if command.interface.strip().lower() == NO_INTERFACE:
            return dataclasses.replace(Source.unknown(channel=channel), gain=gain)
        return Source.named(command.interface, gain=gain, channel=channel)
    source = dataclasses.replace(source, channel=channel)
    return source if gain is None else source.with_gain(gain)


def _rig(command: _Command, rig: Rig) -> Rig:
    """Return the rig that a command wants, made of the one that plays or of a preset."""
    if command.models is not UNSET:
        models = [_Model(path=model) if isinstance(model, str) else model for model in command.models]
        rig = dataclasses.replace(rig, models=tuple(RigModel(**_fields(model)) for model in models))
    if command.ir is not UNSET:
        cabinets = [_Cabinet(path=each) if isinstance(each, str) else each for each in command.ir]
        rig = dataclasses.replace(rig, cabinets=tuple(Cabinet(**_fields(cabinet)) for cabinet in cabinets))
    if command.set is not UNSET:
        rig = _turned(rig, command.set)
    return rig


def _fields(form: _Model | _Cabinet) -> dict[str, Any]:
    return {**msgspec.structs.asdict(form), "path": Path(form.path)}


def _turned(rig: Rig, knobs: _Knobs) -> Rig:
    typed = {name: value for name, value in msgspec.structs.asdict(knobs).items() if value is not UNSET}
    tone = {name: typed.pop(name) for name in ("bass", "middle", "treble") if name in typed}
    if "gate" in typed:
        threshold_db = typed.pop("gate")
        typed["gate"] = None if threshold_db is None else Gate(threshold_db=threshold_db)
    if "output" in typed:
        typed["output_mode"] = typed.pop("output")
    return dataclasses.replace(rig, tone=dataclasses.replace(rig.tone, **tone), **typed)


def _line(value: object) -> bytes:
    """Return a value as one line of JSON."""
    return json_line(value).encode(errors="backslashreplace") + b"\n"  # a file's name may be no text


def serve(session: Session, descriptor: int = STDIN) -> None:
    """Answer the lines that come from a file descriptor, until its end or until one says quit."""
    headless = Headless(session)
    lines = lines_of(descriptor)
    due_s = time.monotonic()
    while not headless.is_over:
        try:
            wait_s = None if headless.watch_s is None else max(0.0, due_s - time.monotonic())
            line = lines.get(timeout=wait_s)
        except queue.Empty:
            click.echo(headless.meters(), nl=False)
            due_s = max(due_s + (headless.watch_s or 0.0), time.monotonic())
            continue
        if line is None:
            return
        if line.strip():
            click.echo(headless.answer(line), nl=False)
