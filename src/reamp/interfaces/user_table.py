"""The interfaces that the user measured or entered: a TOML file that takes precedence over the table."""

import dataclasses
import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from reamp.errors import ConfigError, InterfaceError, LevelError
from reamp.folders import config_dir
from reamp.interfaces.search import answers_to, find_interface, name_key
from reamp.interfaces.table import Confidence, InputKind, Interface, interfaces, level_as_interface
from reamp.toml_file import as_toml, checked, problem_of, read_toml, write_toml
from reamp.units import parse_level_dbu

__all__ = [
    "How",
    "UserInterface",
    "add_user_interface",
    "known_interfaces",
    "level_of_text",
    "load_user_interfaces",
    "remove_user_interface",
    "resolve_interface",
    "user_interfaces_path",
]


class How(StrEnum):
    """How the user came to the level."""

    MEASURED = "measured"
    ENTERED = "entered"


# Wide enough for an interface with its gain at maximum; a level beyond was typed in another unit.
_Dbu = Annotated[float, msgspec.Meta(ge=-60.0, le=60.0)]
_Db = Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)]


class UserInterface(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One interface of the user's; `max_input_dbu` holds for its instrument input at minimum gain."""

    name: Annotated[str, msgspec.Meta(min_length=1)]
    max_input_dbu: _Dbu
    how: How
    note: str = ""
    date: datetime.date | None = None
    min_gain_shown_db: _Db | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    interface: list[UserInterface] = []


def user_interfaces_path() -> Path:
    """Return the path of the user's interfaces; the file need not exist."""
    return config_dir() / "interfaces.toml"


def load_user_interfaces() -> tuple[UserInterface, ...]:
    """Return the user's interfaces, none when there is no file.

    Raises `ConfigError` with the file and the field when the file is invalid.
    """
    path = user_interfaces_path()
    values = read_toml(path)
    mine = [] if values is None else checked(values, _File, path=path).interface
    keys = [name_key(own.name) for own in mine]
    for index, key in enumerate(keys):
        if not key or key in keys[:index]:
            problem = "is there twice" if key else "has no letter or digit"
            problem = f"interface[{index}].name: {mine[index].name!r} {problem}"
            raise ConfigError(f"{path}: {problem}; correct the file, or delete it")
    return tuple(mine)


def add_user_interface(added: UserInterface) -> bool:
    """Store an interface in the user's file, and return whether it replaced one of the same name.

    Raises `ConfigError` for a value outside its range and for a file that is already broken.
    """
    try:
        msgspec.convert(as_toml(added), UserInterface)
    except msgspec.ValidationError as error:
        raise ConfigError(f"interface {added.name!r}: {problem_of(error)}") from error
    key = name_key(added.name)
    if not key:
        raise ConfigError(f"interface {added.name!r}: name: has no letter or digit")
    kept = load_user_interfaces()
    others = [own for own in kept if name_key(own.name) != key]
    _save([*others, added])
    return len(others) < len(kept)


def remove_user_interface(name: str) -> None:
    """Remove an interface from the user's file; raises `InterfaceError` when it is not there."""
    mine = load_user_interfaces()
    left = [own for own in mine if name_key(own.name) != name_key(name)]
    if len(left) == len(mine):
        raise InterfaceError(name, "is not among your interfaces", [own.name for own in mine])
    _save(left)


def known_interfaces() -> tuple[Interface, ...]:
    """Return the user's own interfaces that the table lacks, then the table with the user's levels in it."""
    mine = load_user_interfaces()
    rows = [next((_row(own, row) for own in mine if _stands_for(own, row)), row) for row in interfaces()]
    new = [_row(own) for own in mine if not any(_stands_for(own, row) for row in interfaces())]
    return (*new, *rows)


def resolve_interface(name: str, *, input: str | None = None) -> Interface:
    """Return the interface of that name, the user's before the table's; see `find_interface` for errors.

    A level with its unit, as in `12.2 dBu`, is an interface of that maximum input level.
    """
    level_dbu = level_of_text(name)
    if level_dbu is not None and input is None:
        return level_as_interface(level_dbu)
    return find_interface(name, input=input, table=known_interfaces())


def level_of_text(name: str) -> float | None:
    """Return the level that was typed in place of an interface's name, None for a name.

    >>> level_of_text("12,2 dBu"), level_of_text("828")
    (12.2, None)
    """
    if not name.strip()[-1:].isalpha():
        return None
    try:
        return parse_level_dbu(name)
    except LevelError:
        return None


def _stands_for(own: UserInterface, row: Interface) -> bool:
    return row.kind is InputKind.INSTRUMENT and answers_to(row, own.name)


def _row(own: UserInterface, row: Interface | None = None) -> Interface:
    base = row or Interface(
        manufacturer="", model=own.name, max_input_dbu=own.max_input_dbu, confidence=Confidence.USER
    )
    shown_db = base.min_gain_shown_db if own.min_gain_shown_db is None else own.min_gain_shown_db
    return dataclasses.replace(
        base,
        max_input_dbu=own.max_input_dbu,
        confidence=Confidence.USER,
        alternatives="",
        setting="",
        min_gain_shown_db=shown_db,
        source=f"{own.how} by you" + (f" on {own.date}" if own.date else ""),
        notes=own.note,
    )


def _save(mine: list[UserInterface]) -> None:
    write_toml(user_interfaces_path(), {"interface": [as_toml(own) for own in mine]})
