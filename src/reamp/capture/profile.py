"""The levels of a setup: what full scale is in dBu at the send and at the return, and how that is known."""

import datetime
import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from reamp.capture.calibrate import return_level_dbu, send_level_dbu
from reamp.capture.capture import Levels
from reamp.capture.jacks import Jacks
from reamp.errors import ConfigError
from reamp.folders import config_dir
from reamp.interfaces.dates import today
from reamp.interfaces.device_match import device_key
from reamp.interfaces.table import Confidence, Interface
from reamp.toml_file import as_toml, checked, read_toml, write_toml

__all__ = [
    "CaptureSetup",
    "HowKnown",
    "KnownLevel",
    "all_setups",
    "find_setup",
    "forget_setup",
    "keep_setup",
    "return_by_loopback",
    "return_from_table",
    "send_by_voltmeter",
    "send_from_table",
    "setups_path",
]

_VOLTMETER_DB = 0.2  # 2 % at 1 kHz: a multimeter that reads true RMS, or the sine it is made for
_LOOPBACK_DB = 0.02  # what noise and the converters' frequency response leave
_TABLE_DB = {
    Confidence.MANUFACTURER: 0.5,
    Confidence.MANUFACTURER_CITED: 0.5,
    Confidence.COMMUNITY_MEASURED: 0.5,
    Confidence.USER: 0.5,
    Confidence.COMMUNITY_TABLE: 1.0,
    Confidence.INFERRED: 2.0,
}


class HowKnown(StrEnum):
    """Where a level comes from."""

    VOLTMETER = "voltmeter"
    LOOPBACK = "loopback"
    TABLE = "table"
    TYPED = "typed"

    @property
    def is_measured(self) -> bool:
        """Whether it was measured here, and not looked up or typed."""
        return self in {HowKnown.VOLTMETER, HowKnown.LOOPBACK}


_LevelDbu = Annotated[float, msgspec.Meta(ge=-100.0, le=60.0)]


class KnownLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The RMS level, in dBu, of the sine whose digital peak is 0 dBFS, and how it is known.

    `uncertainty_db` is how far off it may be, None where that is unknown; `source` is what it was read in;
    `turned_db` is how far a gain was turned up since, by the sound of a burst.
    """

    level_dbu: _LevelDbu
    how: HowKnown
    uncertainty_db: Annotated[float, msgspec.Meta(ge=0.0, le=60.0)] | None = None
    source: str = ""
    turned_db: float = 0.0
    date: datetime.date | None = None

    def turned(self, gain_db: float, *, uncertainty_db: float) -> "KnownLevel":
        """Return the level of an input whose gain was turned up since: full scale is that much less."""
        known = self.uncertainty_db
        return msgspec.structs.replace(
            self,
            level_dbu=self.level_dbu - gain_db,
            turned_db=self.turned_db + gain_db,
            uncertainty_db=None if known is None else math.hypot(known, uncertainty_db),
        )

    @property
    def words(self) -> str:
        """How it is known, for a capture's file: `voltmeter, ±0.2 dB, 2026-05-01`."""
        turned = f"then turned by {self.turned_db:+.2f} dB" if self.turned_db else ""
        unsure = "" if self.uncertainty_db is None else f"±{self.uncertainty_db:.2g} dB"
        date = "" if self.date is None else f"{self.date}"
        return ", ".join(word for word in (str(self.how), turned, unsure, self.source, date) if word)


class CaptureSetup(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which jacks of a device lead to the gear, counted from 1, and the levels there; None is unknown."""

    device: Annotated[str, msgspec.Meta(min_length=1)]
    send: Annotated[int, msgspec.Meta(ge=1)]
    return_: Annotated[int, msgspec.Meta(ge=1)] = msgspec.field(name="return")
    send_level: KnownLevel | None = None
    return_level: KnownLevel | None = None

    @property
    def jacks(self) -> Jacks:
        """The two channels."""
        return Jacks(send=self.send, return_=self.return_)

    @property
    def levels(self) -> Levels:
        """The levels of a capture that is made with it."""
        send, back = self.send_level, self.return_level
        return Levels(
            input_level_dbu=None if send is None else round(send.level_dbu, 3),
            output_level_dbu=None if back is None else round(back.level_dbu, 3),
            input_source=None if send is None else send.words,
            output_source=None if back is None else back.words,
        )


def send_by_voltmeter(volts_rms: float) -> KnownLevel:
    """Return the send level from volts read at the gear's jack; as `send_level_dbu`, which raises."""
    return KnownLevel(
        level_dbu=send_level_dbu(volts_rms),
        how=HowKnown.VOLTMETER,
        uncertainty_db=_VOLTMETER_DB,
        source=f"{volts_rms:g} V",
        date=today(),
    )


def return_by_loopback(send: KnownLevel, *, tone_dbfs: float, reading_dbfs: float) -> KnownLevel:
    """Return the return level from a cable between the jacks; as `return_level_dbu`, which raises."""
    unsure_db = send.uncertainty_db
    return KnownLevel(
        level_dbu=return_level_dbu(send.level_dbu, tone_dbfs=tone_dbfs, reading_dbfs=reading_dbfs),
        how=HowKnown.LOOPBACK,
        uncertainty_db=None if unsure_db is None else round(math.hypot(unsure_db, _LOOPBACK_DB), 3),
        source=f"from the send by {send.how}",
        date=today(),
    )


def send_from_table(interface: Interface) -> KnownLevel | None:
    """Return the level of an interface's line output as the table has it, None where it has none."""
    return _from_table(interface, interface.max_output_dbu, f"{interface.name}, output at its highest")


def return_from_table(interface: Interface) -> KnownLevel | None:
    """Return the level of an interface's input at its lowest gain, None where the table has none."""
    return _from_table(interface, interface.applied_dbu, f"{interface.name} {interface.input}, lowest gain")


def _from_table(interface: Interface, level_dbu: float | None, source: str) -> KnownLevel | None:
    if level_dbu is None:
        return None
    unsure_db = _TABLE_DB.get(interface.confidence)
    words = f"{source}, {interface.confidence.words}"
    return KnownLevel(level_dbu=level_dbu, how=HowKnown.TABLE, uncertainty_db=unsure_db, source=words)


@dataclass(frozen=True)
class _Place:
    device: str
    send: int
    return_: int


def _place(setup: CaptureSetup) -> _Place:
    return _Place(device_key(setup.device) or setup.device, setup.send, setup.return_)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    setup: list[CaptureSetup] = []


def setups_path() -> Path:
    """Return where they are kept; the file need not exist."""
    return config_dir() / "capture.toml"


def all_setups() -> tuple[CaptureSetup, ...]:
    """Return what is kept, the newest last; raises `ConfigError` for a broken file."""
    path = setups_path()
    values = read_toml(path)
    return () if values is None else tuple(checked(values, _File, path=path).setup)


def keep_setup(setup: CaptureSetup) -> None:
    """Keep a setup in place of the one before of these channels of this device; raises as `all_setups`."""
    others = [kept for kept in all_setups() if _place(kept) != _place(setup)]
    write_toml(setups_path(), {"setup": [as_toml(each) for each in (*others, setup)]})


def forget_setup(setup: CaptureSetup) -> None:
    """Forget the setup of these channels of this device."""
    others = [kept for kept in all_setups() if _place(kept) != _place(setup)]
    write_toml(setups_path(), {"setup": [as_toml(each) for each in others]})


def find_setup(device: str, *, send: int | None = None, return_: int | None = None) -> CaptureSetup | None:
    """Return the setup of a device as the system calls it; channels where there are several.

    None where nothing is kept that fits, for this device or these channels. Raises `ConfigError` where
    several fit, and as `all_setups`.
    """
    key = device_key(device) or device
    fitting = [
        kept
        for kept in all_setups()
        if _place(kept).device == key and send in (None, kept.send) and return_ in (None, kept.return_)
    ]
    if len(fitting) > 1:
        pairs = ", ".join(f"{kept.send} and {kept.return_}" for kept in fitting)
        raise ConfigError(
            f"{device} has several setups, by output and input: {pairs}; choose one by its channels"
        )
    return fitting[0] if fitting else None
