"""The interface of this machine, or of a device: named once, used where none is named, and that is said."""

import dataclasses
import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from reamp.errors import ConfigError, OutputError
from reamp.gear.device_match import device_key
from reamp.gear.interface_table import Interface, level_as_interface
from reamp.gear.user_interfaces import config_dir, resolve_interface
from reamp.toml_file import as_toml, checked, problem_of, read_toml, write_toml

__all__ = [
    "NO_INTERFACE",
    "RememberedInterface",
    "all_remembered",
    "forget",
    "load_remembered",
    "remember",
    "remembered_path",
]

NO_INTERFACE = "none"
"""A name for: nobody knows, and nothing is to be assumed, not even what is remembered."""

_REMEMBERED = "remembered on this machine"


class RememberedInterface(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """An interface by its name and input, or by its maximum input level alone; `gain_db` as it shows it.

    `device` is the device that it is, by the name that the system gives it; None for whatever is connected.
    """

    name: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    input: str | None = None
    max_input_dbu: Annotated[float, msgspec.Meta(ge=-60.0, le=60.0)] | None = None
    gain_db: Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)] | None = None
    date: datetime.date | None = None
    device: Annotated[str, msgspec.Meta(min_length=1)] | None = None

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
        where = _REMEMBERED if self.device is None else f"remembered for the device {self.device!r}"
        how = f"{where} with its gain at {gain_db:g} dB" if is_whole else where
        return dataclasses.replace(found, remembered=how), gain_db


def remembered_path() -> Path:
    """Return where it is kept; the file need not exist."""
    return config_dir() / "interface.toml"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    interface: list[RememberedInterface] = []


def all_remembered() -> tuple[RememberedInterface, ...]:
    """Return the interface of this machine and those of its devices, none where none was named.

    Raises `ConfigError` with the file and the field when it is not the TOML it should be.
    """
    path = remembered_path()
    values = read_toml(path)
    return () if values is None else tuple(checked(values, _File, path=path).interface)


def load_remembered(device: str | None = None) -> RememberedInterface | None:
    """Return the interface of a device, or else of this machine; None where none was named.

    device: as the system calls it. Raises as `all_remembered`.
    """
    kept = {_key(interface.device): interface for interface in all_remembered()}
    return kept.get(_key(device), kept.get(None))


def remember(interface: RememberedInterface) -> None:
    """Keep the interface in place of the one before, of the machine or of its device.

    Raises `InterfaceError` for one that is not in the table, `ConfigError` for a gain it cannot show.
    """
    try:
        values = as_toml(interface)
        msgspec.convert(values, RememberedInterface)
    except msgspec.ValidationError as error:
        raise ConfigError(f"the interface to remember: {problem_of(error)}") from error
    found, gain_db = interface.interface()
    if gain_db is not None:
        found.check_gain(gain_db)
    key = _key(interface.device)
    others = [as_toml(other) for other in all_remembered() if _key(other.device) != key]
    write_toml(remembered_path(), {"interface": [*others, values]})


def forget() -> bool:
    """Name no interface any more, of no device either; return whether there was one."""
    path = remembered_path()
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(path, f"cannot be deleted: {error.strerror or error}") from error
    return True


def _key(device: str | None) -> str | None:
    return None if device is None else device_key(device) or device  # `Line 1` is all place, and no name
