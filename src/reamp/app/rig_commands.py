"""What else the page Play may change: two rigs, sizes of models, the mix of cabinets, the backing track."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import msgspec

from reamp.app.commands import COMMANDS_OF_PAGES, FileKey, Line, Nothing, PageCommand
from reamp.app.guitar_input import Backing
from reamp.app.page_desk import PageDesk, Side
from reamp.errors import ConfigError
from reamp.live.play_along import BACKING_GAIN_DB
from reamp.live.tuner import REFERENCE_HZ
from reamp.live.typed import with_typed_level
from reamp.rig.document import Form
from reamp.rig.mode import RigMode

__all__ = ["COMMANDS_OF_PLAY"]

_Index = Annotated[int, msgspec.Meta(ge=0, le=63)]


class _Side(Form, frozen=True, kw_only=True):
    side: Side


class _Size(Form, frozen=True, kw_only=True):
    index: _Index
    size: _Index
    """Counted from 0, the smallest."""


class _Mix(Form, frozen=True, kw_only=True):
    index: _Index
    gain_db: float | msgspec.UnsetType = msgspec.UNSET
    pan: float | msgspec.UnsetType = msgspec.UNSET
    channel: Annotated[int, msgspec.Meta(ge=1, le=64)] | msgspec.UnsetType | None = msgspec.UNSET


class _Mode(Form, frozen=True, kw_only=True):
    mode: RigMode


class _Level(Form, frozen=True, kw_only=True):
    text: Line


class _Tune(Form, frozen=True, kw_only=True):
    is_on: bool
    reference_hz: float = REFERENCE_HZ


class _Backing(Form, frozen=True, kw_only=True):
    file: FileKey | None = None
    gain_db: float = BACKING_GAIN_DB


def _size(desk: PageDesk, said: _Size) -> None:
    place = desk.board.audible_model(said.index)
    points = desk.session.slim_breakpoints[place]
    if said.size > len(points):
        raise ConfigError(f"the model has {len(points) + 1} sizes")
    edges = (0.0, *points, 1.0)
    # The middle of a size, so that rounding never plays the one beside it.
    slim = None if said.size == len(points) else (edges[said.size] + edges[said.size + 1]) / 2.0
    desk.change_board(lambda board: board.sized(said.index, slim), of=f"size {said.index}")


def _mix(desk: PageDesk, said: _Mix) -> None:
    given = {name: value for name, value in msgspec.structs.asdict(said).items() if name != "index"}
    how = {name: value for name, value in given.items() if value is not msgspec.UNSET}
    desk.change_board(
        lambda board: board.mixed(said.index, **how), of=f"mix {said.index} {','.join(how)}", is_turn=True
    )


def _output_level(desk: PageDesk, said: _Level) -> None:
    """Give the last model that is heard an output level; an empty one is what its file says."""
    last = max(index for index in range(len(desk.board.rig.models)) if index not in desk.board.models_off)
    desk.change_board(
        lambda board: board.with_rig(with_typed_level(board.rig, last, said.text, of="output_level_dbu")),
        of="output level",
        is_turn=True,
    )


def _backing(desk: PageDesk, said: _Backing) -> None:
    if desk.choice.kind != "device":
        raise ConfigError("a backing track plays beside a device; choose the device first")
    backing = None
    if said.file is not None:
        backing = Backing(path=desk.shelf.path(said.file, "sound"), gain_db=said.gain_db)
    desk.use_input(replace(desk.choice, backing=backing), keeps_source=True)


COMMANDS_OF_PLAY: Mapping[str, PageCommand] = {
    **COMMANDS_OF_PAGES,
    "side": PageCommand(form=_Side, do=lambda desk, said: desk.use_side(said.side)),
    "copy side": PageCommand(form=Nothing, do=lambda desk, _: desk.copy_side()),
    "size": PageCommand(form=_Size, do=_size),
    "mix": PageCommand(form=_Mix, do=_mix),
    "mode": PageCommand(
        form=_Mode,
        do=lambda desk, said: desk.change_board(
            lambda board: board.with_rig(replace(board.rig, mode=said.mode)), of="mode"
        ),
    ),
    "output level": PageCommand(form=_Level, do=_output_level),
    "tune": PageCommand(
        form=_Tune, do=lambda desk, said: desk.tune(is_on=said.is_on, reference_hz=said.reference_hz)
    ),
    "backing": PageCommand(form=_Backing, do=_backing),
}
"""Every command of the page Play by its name."""
