"""The interface of this machine: named once, used wherever none is named, and said to be remembered."""

import dataclasses
import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from reamp.errors import ConfigError, OutputError
from reamp.gear.interface_table import Interface, level_as_interface
from reamp.gear.user_interfaces import config_dir, resolve_interface
from reamp.toml_file import as_toml, checked, problem_of, read_toml, write_toml

__all__ = ["RememberedInterface", "forget", "load_remembered", "remember", "remembered_path"]

_REMEMBERED = "remembered on this machine"


class RememberedInterface(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """An interface by its name and input, or by its maximum input level alone; `gain_db` as it shows it."""

    name: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    input: str | None = None
    max_input_dbu: Annotated[float, msgspec.Meta(ge=-60.0, le=60.0)] | None = None
    gain_db: Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)] | None = None
    date: datetime.date | None = None

    def __post_init__(self) -> None:
        if (self.name is None) == (self.max_input_dbu is None):
            raise ValueError("an interface has a name or a max_input_dbu, one of them")
        if self.name is None and self.input is not None:
            raise ValueError("an input needs the interface's name")

    def interface(self, *, gain_typed_db: float | None = None) -> tuple[Interface, float | None]:
        """Return it as in the table today, marked as remembered, with its gain: the typed one comes first.

        Raises `InterfaceError` when the name no longer leads to one interface.
        """
        if self.name is not None:
            found = resolve_interface(self.name, input=self.input)
        else:
            assert self.max_input_dbu is not None  # __post_init__
            found = level_as_interface(self.max_input_dbu)
        gain_db = self.gain_db if gain_typed_db is None else gain_typed_db
        is_whole = gain_typed_db is None and gain_db is not None
        how = f"{_REMEMBERED} with its gain at {gain_db:g} dB" if is_whole else _REMEMBERED
        return dataclasses.replace(found, remembered=how), gain_db


def remembered_path() -> Path:
    """Return where it is kept; the file need not exist."""
    return config_dir() / "interface.toml"


def load_remembered() -> RememberedInterface | None:
    """Return the interface of this machine, None where none was named.

    Raises `ConfigError` with the file and the field when it is not the TOML it should be.
    """
    path = remembered_path()
    values = read_toml(path)
    return None if values is None else checked(values, RememberedInterface, path=path)


def remember(interface: RememberedInterface) -> None:
    """Keep the interface in place of the one before.

    Raises `InterfaceError` for one that is not in the table, `ConfigError` for a gain it cannot show.
    """
    try:
        values = as_toml(interface)
        msgspec.convert(values, RememberedInterface)
    except msgspec.ValidationError as error:
        raise ConfigError(f"the interface to remember: {problem_of(error)}") from error
    found, gain_db = interface.interface()
    low_db, high_db = found.min_gain_shown_db, found.max_gain_shown_db
    if gain_db is not None and not _or(low_db, gain_db) <= gain_db <= _or(high_db, gain_db):
        ends = f"{'?' if low_db is None else f'{low_db:g}'} to {'?' if high_db is None else f'{high_db:g}'}"
        raise ConfigError(f"{found.name} shows a gain of {ends} dB, not {gain_db:g}; enter what it shows")
    write_toml(remembered_path(), values)


def forget() -> bool:
    """Name no interface any more; return whether there was one."""
    path = remembered_path()
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(path, f"cannot be deleted: {error.strerror or error}") from error
    return True


def _or(value_db: float | None, otherwise_db: float) -> float:
    return otherwise_db if value_db is None else value_db
