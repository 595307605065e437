"""The interface of this machine, or of a device: named once, and used where none is named."""

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
    """An interface by its name and input, or by its maximum input level alone, and its gain.

    `gain_db` is the number on its display, or the text `"+5"`: above its lowest. `device` is the device that
    it is, by the name that the system gives it; None for whatever is connected.
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
        """Its gain, None where none is remembered."""
        return InterfaceGain.of(self.gain_db)

    @classmethod
    def of(
        cls, interface: Interface, *, gain: InterfaceGain | None = None, device: str | None = None
    ) -> "RememberedInterface":
        """Return a row of the table, or a level that stands for one, as it is remembered."""
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
        """Return an interface as people type it, from today on; a level may stand for the name."""
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
        """Return it with another gain, from today on."""
        gain_db = None if gain is None else gain.value
        return msgspec.structs.replace(self, gain_db=gain_db, date=today())

    def is_same_place(self, other: "RememberedInterface") -> bool:
        """Return whether both are of the same device, or both of the machine: one replaces the other."""
        return _key(self.device) == _key(other.device)

    def interface(self) -> Interface:
        """Return it as in the table today; raises `InterfaceError` when its name leads to none."""
        if self.name is not None:
            return resolve_interface(self.name, input=self.input)
        assert self.max_input_dbu is not None  # __post_init__
        return level_as_interface(self.max_input_dbu)


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


def remembered_gain(interface: Interface, device: str | None = None) -> InterfaceGain | None:
    """Return the gain that is remembered with an interface, None where there is none.

    The gain for this device comes first, then that of the machine, then that for another device. Raises
    `ConfigError` as `all_remembered`.
    """
    return next((kept.gain for kept in _by_device(device) if kept.gain and _is(kept, interface)), None)


def remembered_as(interface: Interface, device: str | None = None) -> RememberedInterface | None:
    """Return how an interface is remembered, for a device or else on this machine; None where it is not.

    Raises `ConfigError` as `all_remembered`.
    """
    places = (_key(device), None)
    return next(
        (kept for kept in _by_device(device) if _key(kept.device) in places and _is(kept, interface)), None
    )


def _by_device(device: str | None) -> Iterator[RememberedInterface]:
    """Yield what is remembered, first that of the device, then that of the machine."""
    ranks = {_key(device): 0, None: 1}
    yield from sorted(all_remembered(), key=lambda kept: ranks.get(_key(kept.device), 2))


def _is(kept: RememberedInterface, interface: Interface) -> bool:
    try:
        return kept.interface() == interface
    except InterfaceError:  # its name has left the table
        return False


def remember(interface: RememberedInterface) -> None:
    """Keep the interface in place of the one before, of the machine or of its device.

    Raises `InterfaceError` for one that is not in the table, `ConfigError` for a gain it cannot show.
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
