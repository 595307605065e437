"""The default interface of this machine or of a device, used when none is named."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from reamp.errors import ConfigError, InterfaceError, LevelError, OutputError
from reamp.folders import config_dir
from reamp.interfaces.dates import today
from reamp.interfaces.device_match import device_key
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.table import Interface, level_as_interface
from reamp.interfaces.user_table import level_of_text, resolve_interface
from reamp.settings_lock import settings_lock
from reamp.toml_file import as_toml, checked, problem_of, read_toml, write_toml

__all__ = [
    "RememberedInterface",
    "all_remembered",
    "forget",
    "load_remembered",
    "remember",
    "remembered_as",
    "remembered_gain",
    "remembered_path",
]

_ShownDb: TypeAlias = Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)]
_RaisedDb: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^\s*\+")]


class RememberedInterface(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A remembered interface: its name and input, or its maximum input level alone, and its gain.

    `gain_db` is the number on its display, or a text such as `"+5"` for dB above its lowest. `device` is the
    system's name of the device that it is; None makes it the default of the machine.
    """

    name: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    input: str | None = None
    max_input_dbu: Annotated[float, msgspec.Meta(ge=-60.0, le=60.0)] | None = None
    gain_db: _ShownDb | _RaisedDb | None = None
    date: datetime.date | None = None
    device: Annotated[str, msgspec.Meta(min_length=1)] | None = None

    def __post_init__(self) -> None:
        if (self.name is None) == (self.max_input_dbu is None):
            raise ValueError("an interface has a name or a max_input_dbu, one of them")
        if self.name is None and self.input is not None:
            raise ValueError("an input needs the interface's name")
        try:
            _ = self.gain
        except LevelError as error:
            raise ValueError(f"gain_db: {error}") from error

    @property
    def gain(self) -> InterfaceGain | None:
        """The remembered gain, None where there is none."""
        return InterfaceGain.of(self.gain_db)

    @classmethod
    def of(
        cls, interface: Interface, *, gain: InterfaceGain | None = None, device: str | None = None
    ) -> "RememberedInterface":
        """Return a row of the table, or a level in place of a row, as a remembered interface."""
        if interface.max_input_dbu is not None and interface == level_as_interface(interface.max_input_dbu):
            name, input_name, max_input_dbu = None, None, interface.max_input_dbu
        else:
            name, input_name, max_input_dbu = interface.name, interface.input, None
            if resolve_interface(name) == interface:
                input_name = None
        return cls(
            name=name,
            input=input_name,
            max_input_dbu=max_input_dbu,
            gain_db=None if gain is None else gain.value,
            device=device,
        )

    @classmethod
    def typed(
        cls,
        name: str | None,
        *,
        input: str | None = None,
        max_input_dbu: float | None = None,
        gain: InterfaceGain | None = None,
        device: str | None = None,
    ) -> "RememberedInterface":
        """Return the interface that people typed, with today's date; a level may replace the name."""
        level_dbu = None if name is None else level_of_text(name)
        if level_dbu is not None:
            name, max_input_dbu = None, level_dbu
        return cls(
            name=name,
            input=input,
            max_input_dbu=max_input_dbu,
            gain_db=None if gain is None else gain.value,
            date=today(),
            device=device,
        )

    def with_gain(self, gain: InterfaceGain | None) -> "RememberedInterface":
        """Return the interface with another gain and today's date."""
        gain_db = None if gain is None else gain.value
        return msgspec.structs.replace(self, gain_db=gain_db, date=today())

    def is_same_place(self, other: "RememberedInterface") -> bool:
        """Return whether both are for one device or both for the machine, so that one replaces the other."""
        return _key(self.device) == _key(other.device)

    def interface(self) -> Interface:
        """Return its row in the current table; raises `InterfaceError` when no row has its name."""
        if self.name is not None:
            return resolve_interface(self.name, input=self.input)
        assert self.max_input_dbu is not None  # __post_init__
        return level_as_interface(self.max_input_dbu)


def remembered_path() -> Path:
    """Return the path of the file that holds remembered interfaces; it need not exist."""
    return config_dir() / "interface.toml"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    interface: list[RememberedInterface] = []


def all_remembered() -> tuple[RememberedInterface, ...]:
    """Return the interface of this machine and those of its devices; empty where none is remembered.

    Raises `ConfigError` with the file and the field when the file is invalid.
    """
    path = remembered_path()
    values = read_toml(path)
    return () if values is None else tuple(checked(values, _File, path=path).interface)


def load_remembered(device: str | None = None) -> RememberedInterface | None:
    """Return the interface of a device, or else of this machine; None where none is remembered.

    device: its system name. Raises as `all_remembered`.
    """
    kept = {_key(interface.device): interface for interface in all_remembered()}
    return kept.get(_key(device), kept.get(None))


def remembered_gain(interface: Interface, device: str | None = None) -> InterfaceGain | None:
    """Return the remembered gain of an interface, None where there is none.

    The gain for this device comes first, then that of the machine, then that for another device. Raises
    `ConfigError` as `all_remembered`.
    """
    return next((kept.gain for kept in _by_device(device) if kept.gain and _is(kept, interface)), None)


def remembered_as(interface: Interface, device: str | None = None) -> RememberedInterface | None:
    """Return the remembered entry of an interface, for a device or else for this machine; None without one.

    Raises `ConfigError` as `all_remembered`.
    """
    places = (_key(device), None)
    return next(
        (kept for kept in _by_device(device) if _key(kept.device) in places and _is(kept, interface)), None
    )


def _by_device(device: str | None) -> Iterator[RememberedInterface]:
    """Yield the remembered interfaces: first that of the device, then that of the machine."""
    ranks = {_key(device): 0, None: 1}
    yield from sorted(all_remembered(), key=lambda kept: ranks.get(_key(kept.device), 2))


def _is(kept: RememberedInterface, interface: Interface) -> bool:
    try:
        return kept.interface() == interface
    except InterfaceError:  # the table no longer has its name
        return False


def remember(interface: RememberedInterface) -> None:
    """Store the interface as the one of its device or of the machine, replacing the old one.

    Raises `InterfaceError` when it is not in the table, `ConfigError` for a gain that it cannot show.
    """
    try:
        values = as_toml(interface)
        msgspec.convert(values, RememberedInterface)
    except msgspec.ValidationError as error:
        raise ConfigError(f"the interface to remember: {problem_of(error)}") from error
    found = interface.interface()
    if interface.gain is not None:
        interface.gain.above_lowest_db(found)
    key = _key(interface.device)
    with settings_lock():
        others = [as_toml(other) for other in all_remembered() if _key(other.device) != key]
        write_toml(remembered_path(), {"interface": [*others, values]})


def forget() -> bool:
    """Delete all remembered interfaces, of the machine and of devices; return whether there were any."""
    path = remembered_path()
    if not path.exists():
        return False
    try:
        with settings_lock():
            path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(path, f"cannot be deleted: {error.strerror or error}") from error
    return True


def _key(device: str | None) -> str | None:
    return None if device is None else device_key(device) or device  # `Line 1` has no words left
