"""What a page may ask for: each command is a form, a call below, and an answer; a table has them all."""

import contextlib
import dataclasses
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from reamp.app.guitar_input import DEMO_INPUT, GuitarInput
from reamp.app.page_desk import PageDesk
from reamp.app.view import findings_view, match_view
from reamp.errors import ConfigError, LibraryError, ReampError
from reamp.interfaces.search import search
from reamp.interfaces.table import InputKind
from reamp.interfaces.user_table import known_interfaces
from reamp.json_values import json_value
from reamp.library.index import Library
from reamp.live.backends import find_devices
from reamp.live.stream import StreamConfig
from reamp.rig.board import Board, BoardPart
from reamp.rig.document import Form, PathText, RigChanges, Settings, decoded
from reamp.rig.parameters import PARAMETERS

__all__ = [
    "COMMANDS_OF_PAGES",
    "Envelope",
    "FileKey",
    "Line",
    "Nothing",
    "PageCommand",
    "answer",
    "read_envelope",
]

_LOG = logging.getLogger(__name__)

_Index = Annotated[int, msgspec.Meta(ge=0, le=63)]
Line = Annotated[str, msgspec.Meta(max_length=400)]
"""What is typed into a field."""

FileKey = Annotated[str, msgspec.Meta(max_length=2000)]
"""The key of a file on the shelf, a path, or a text of that length."""
_MOST_FOUND = 12


class Nothing(Form, frozen=True, kw_only=True):
    """The form of a command without fields."""


class _Set(Form, frozen=True, kw_only=True):
    set: Settings


class _Place(Form, frozen=True, kw_only=True):
    part: BoardPart
    index: _Index = 0


class _Reset(Form, frozen=True, kw_only=True):
    knob: Line


class _Add(Form, frozen=True, kw_only=True):
    part: BoardPart
    file: FileKey
    at: _Index | None = None


class _Replace(_Place, frozen=True, kw_only=True):
    file: FileKey


class _Move(_Place, frozen=True, kw_only=True):
    to: _Index


class _Bypass(_Place, frozen=True, kw_only=True):
    is_off: bool


class _Step(_Place, frozen=True, kw_only=True):
    by: Literal[-1, 1]


class _Interface(Form, frozen=True, kw_only=True):
    text: Line
    is_kept: bool = False


class _Gain(Form, frozen=True, kw_only=True):
    text: Line


class _Level(Form, frozen=True, kw_only=True):
    index: _Index
    text: Line


class _Preset(Form, frozen=True, kw_only=True):
    name: PathText
    overwrite: bool = False


class _Folder(Form, frozen=True, kw_only=True):
    path: FileKey


class _Input(Form, frozen=True, kw_only=True):
    kind: Literal["device", "file", "demo"]
    file: FileKey | None = None
    backend: Line | None = None
    device: Line | None = None
    block_frames: Annotated[int, msgspec.Meta(ge=1, le=65_536)] | None = None
    channel: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 1


class _Channel(Form, frozen=True, kw_only=True):
    channel: Annotated[int, msgspec.Meta(ge=1, le=1024)]


class _Switch(Form, frozen=True, kw_only=True):
    is_on: bool


class _Play(Form, frozen=True, kw_only=True):
    is_playing: bool


@dataclass(frozen=True, kw_only=True)
class PageCommand:
    """A command: the form of what it says, and what it does; what `do` returns is the answer."""

    form: type[Form]
    do: Callable[[Any, Any], object]


def _set(desk: PageDesk, said: _Set) -> None:
    changes = RigChanges(set=said.set)
    keys = [name for name, value in msgspec.structs.asdict(said.set).items() if value is not msgspec.UNSET]

    def changed(board: Board) -> Board:
        board = board.with_rig(changes.on(board.rig))
        is_tone = any(knob.key in keys and knob.place[0] == "tone" for knob in PARAMETERS)
        return dataclasses.replace(board, is_tone_off=board.is_tone_off and not is_tone)

    desk.change_board(changed, of=",".join(keys), is_turn=True)


def _reset(desk: PageDesk, said: _Reset) -> None:
    knob = next((knob for knob in PARAMETERS if knob.key == said.knob), None)
    if knob is None:
        raise ConfigError(f"there is no knob {said.knob!r}")
    desk.change_board(lambda board: board.with_value(knob, knob.initial), of=knob.key)


def _add(desk: PageDesk, said: _Add) -> None:
    path = desk.shelf.path(said.file, _kind(said.part))
    desk.change_board(lambda board: board.added(said.part, path, at=said.at), of=said.part)


def _replace(desk: PageDesk, said: _Replace) -> None:
    path = desk.shelf.path(said.file, _kind(said.part))
    desk.change_board(lambda board: board.replaced(said.part, said.index, path), of=said.part)


def _bypass(desk: PageDesk, said: _Bypass) -> None:
    desk.change_board(lambda board: board.bypassed(said.part, said.index, is_off=said.is_off), of=said.part)


def _kind(part: BoardPart) -> Literal["model", "sound"]:
    return "model" if part is BoardPart.MODEL else "sound"


def _input(desk: PageDesk, said: _Input) -> None:
    if said.kind == "demo":
        desk.use_input(DEMO_INPUT)
    elif said.kind == "file":
        desk.use_input(GuitarInput(kind="file", path=desk.shelf.path(said.file or "", "sound")))
    else:
        stream = StreamConfig(backend=said.backend, device=said.device, block_frames=said.block_frames)
        desk.use_input(GuitarInput(kind="device", stream=stream, channel=said.channel))


def _preset_name(said: _Preset) -> str:
    """Return a name that leads into the user's folder of presets, and no path."""
    if said.name.lower().endswith(".toml"):
        raise ConfigError(f"{said.name!r} is not a preset name: use letters, digits and spaces")
    return said.name


def _interfaces(_: PageDesk, said: _Gain) -> object:
    if not said.text.strip():
        return []
    instruments = [row for row in known_interfaces() if row.kind is InputKind.INSTRUMENT]
    return [match_view(match) for match in search(said.text, limit=_MOST_FOUND, table=instruments)]


def _measure(desk: PageDesk, said: _Gain) -> object:
    measured = desk.measure_interface(said.text)
    return {"level_dbu": measured.level_dbu, "findings": findings_view(measured.findings)}


def _record(desk: PageDesk, said: _Switch) -> object:
    take = desk.record(is_on=said.is_on)
    if take is None:
        return None
    return {"di": take.di.name, "sound": take.sound.name, "seconds": take.duration_s, "problem": take.problem}


def _devices(_desk: PageDesk, _: Nothing) -> object:
    return find_devices()


def _forget(desk: PageDesk, said: _Folder) -> None:
    """Take a folder off the shelf and out of the index, whose folders are put on the shelf at each start."""
    desk.shelf.forget(said.path)
    known: set[Path] = set()
    with contextlib.suppress(LibraryError), Library() as index:  # the page Models says what is wrong
        known = {folder.path for folder in index.folders()}
    if Path(said.path) in known:
        with Library() as index:
            index.remove(said.path)


COMMANDS_OF_PAGES: Mapping[str, PageCommand] = {
    "set": PageCommand(form=_Set, do=_set),
    "reset": PageCommand(form=_Reset, do=_reset),
    "add": PageCommand(form=_Add, do=_add),
    "replace": PageCommand(form=_Replace, do=_replace),
    "move": PageCommand(
        form=_Move,
        do=lambda desk, said: desk.change_board(
            lambda board: board.moved(said.part, said.index, to=said.to), of=said.part
        ),
    ),
    "remove": PageCommand(
        form=_Place,
        do=lambda desk, said: desk.change_board(
            lambda board: board.removed(said.part, said.index), of=said.part
        ),
    ),
    "bypass": PageCommand(form=_Bypass, do=_bypass),
    "step": PageCommand(form=_Step, do=lambda desk, said: desk.step(said.part, said.index, said.by)),
    "undo": PageCommand(form=Nothing, do=lambda desk, _: desk.undo()),
    "redo": PageCommand(form=Nothing, do=lambda desk, _: desk.redo()),
    "interface": PageCommand(
        form=_Interface, do=lambda desk, said: desk.use_interface(said.text, is_kept=said.is_kept)
    ),
    "measure interface": PageCommand(form=_Gain, do=_measure),
    "gain": PageCommand(form=_Gain, do=lambda desk, said: desk.use_gain(said.text)),
    "level": PageCommand(form=_Level, do=lambda desk, said: desk.use_level(said.index, said.text)),
    "keep level": PageCommand(form=Nothing, do=lambda desk, _: desk.keep_level()),
    "keep interface": PageCommand(form=Nothing, do=lambda desk, _: desk.keep_interface()),
    "load preset": PageCommand(form=_Preset, do=lambda desk, said: desk.load_preset(_preset_name(said))),
    "save preset": PageCommand(
        form=_Preset, do=lambda desk, said: desk.save_preset(_preset_name(said), overwrite=said.overwrite)
    ),
    "files": PageCommand(form=Nothing, do=lambda desk, _: desk.shelf.files()),
    "add folder": PageCommand(form=_Folder, do=lambda desk, said: str(desk.shelf.add(said.path))),
    "forget folder": PageCommand(form=_Folder, do=_forget),
    "suggest folders": PageCommand(form=_Folder, do=lambda desk, said: desk.shelf.suggestions(said.path)),
    "input": PageCommand(form=_Input, do=_input),
    "channel": PageCommand(form=_Channel, do=lambda desk, said: desk.use_channel(said.channel)),
    "play": PageCommand(form=_Play, do=lambda desk, said: desk.play(is_playing=said.is_playing)),
    "stage": PageCommand(form=_Switch, do=lambda desk, said: desk.set_gain_by_strums(is_on=said.is_on)),
    "stage say": PageCommand(form=_Gain, do=lambda desk, said: desk.tell_stage(said.text)),
    "record": PageCommand(form=_Switch, do=_record),
    "devices": PageCommand(form=Nothing, do=_devices),
    "interfaces": PageCommand(form=_Gain, do=_interfaces),
    "forget clips": PageCommand(form=Nothing, do=lambda desk, _: desk.forget_clips()),
    "reload": PageCommand(form=Nothing, do=lambda desk, _: desk.reload()),
}
"""Every command by its name."""


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message of a page: `{"id": 1, "do": "undo", "said": {...}}`."""

    id: Annotated[int, msgspec.Meta(ge=0)]
    do: str
    said: msgspec.Raw = msgspec.Raw(b"{}")


_ENVELOPE = msgspec.json.Decoder(Envelope)


def read_envelope(message: bytes | str) -> Envelope:
    """Return what a message says; raises `ConfigError` for one that is no command."""
    try:
        return _ENVELOPE.decode(message)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ConfigError(f"this is no command: {error}") from None


def answer(target: object, commands: Mapping[str, PageCommand], envelope: Envelope) -> dict[str, Any]:
    """Do a command of a table with its target, and return what came of it for JSON.

    It is answered in every case, since the page waits; an error in Reamp itself goes to the log as well.
    """
    command = commands.get(envelope.do)
    try:
        if command is None:
            raise ConfigError(f"there is no command {envelope.do!r}")
        said = decoded(bytes(envelope.said), command.form)
        return {"id": envelope.id, "ok": json_value(command.do(target, said))}
    except msgspec.DecodeError as error:
        return {"id": envelope.id, "error": f"this is no JSON: {error}"}
    except (ReampError, OSError) as error:
        return {"id": envelope.id, "error": str(error)}
    except Exception as error:  # noqa: BLE001 - else the page waits for ever
        _LOG.exception("the command %r failed", envelope.do)
        return {"id": envelope.id, "error": f"an error in Reamp: {error!r}"}
