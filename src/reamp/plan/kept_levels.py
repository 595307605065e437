"""Input levels that the user set by ear or typed and keeps. They belong to a network, not to a file."""

import datetime
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated

import msgspec

from reamp.errors import ConfigError, ModelFileError
from reamp.folders import config_dir
from reamp.interfaces.dates import today
from reamp.nam import NamDocument
from reamp.nam.fingerprint import network_fingerprint
from reamp.nam.metadata import mark_by_ear
from reamp.settings_lock import settings_lock
from reamp.toml_file import as_toml, checked, problem_of, read_toml, write_toml

__all__ = [
    "HowKept",
    "KeptLevel",
    "KeptLevels",
    "find_kept_level",
    "forget_level",
    "keep_level",
    "kept_level_fields",
    "kept_level_of",
    "kept_levels_path",
    "level_to_keep",
    "load_kept_levels",
    "with_kept_level",
]

_SHORTEST = 4
"""The fewest digits of a fingerprint that may be typed for a network."""


class HowKept(StrEnum):
    """How the user found the level."""

    BY_EAR = "by ear"
    TYPED = "typed"


class KeptLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The input level of a network, in dBu at digital full scale, and how it was found.

    `network` is its `network_fingerprint`. `model` is the name of the file when the level was kept. If the
    level was set by ear, `interface` is the one that the guitar came from.
    """

    network: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
    input_level_dbu: Annotated[float, msgspec.Meta(ge=-100.0, le=60.0)]
    how: HowKept
    model: str = ""
    interface: str | None = None
    date: datetime.date | None = None

    @property
    def how_words(self) -> str:
        """How the user found the level, in words."""
        by_ear = f"set by ear{'' if self.interface is None else f', {self.interface}'}"
        return "typed" if self.how is HowKept.TYPED else by_ear


class _File(msgspec.Struct, forbid_unknown_fields=True):
    level: list[KeptLevel] = []


def level_to_keep(
    document: NamDocument, *, input_level_dbu: float, how: HowKept, interface: str | None = None
) -> KeptLevel:
    """Return a level for the network in a file, rounded to 0.01 dB, dated today; raises `ModelFileError`."""
    return KeptLevel(
        network=network_fingerprint(document),
        input_level_dbu=round(input_level_dbu, 2),
        how=how,
        model="" if document.path is None else document.path.name,
        interface=interface,
        date=today(),
    )


def kept_levels_path() -> Path:
    """Return the path of the file of kept levels; it need not exist."""
    return config_dir() / "levels.toml"


def load_kept_levels() -> tuple[KeptLevel, ...]:
    """Return the kept levels; none if there is no file.

    Raises `ConfigError` with the file and the field if it is not valid.
    """
    path = kept_levels_path()
    values = read_toml(path)
    return () if values is None else tuple(checked(values, _File, path=path).level)


class KeptLevels:
    """The kept levels, read when they are first needed and then only once, for a plan of several models."""

    @cached_property
    def all(self) -> tuple[KeptLevel, ...]:
        """The levels; raises `ConfigError` as `load_kept_levels` does."""
        return load_kept_levels()


def find_kept_level(document: NamDocument, among: Sequence[KeptLevel] | None = None) -> KeptLevel | None:
    """Return the level that is kept for the network of a file, None if there is none.

    `among` are the kept levels; without them, their file is read. Raises `ConfigError` as `load_kept_levels`
    does, and `ModelFileError`.
    """
    kept = load_kept_levels() if among is None else among
    if not kept:  # the fingerprint costs a few milliseconds
        return None
    network = network_fingerprint(document)
    return next((each for each in kept if each.network == network), None)


def kept_level_of(model: str) -> KeptLevel:
    """Return the kept level for a file, a name in the list of kept levels, or the first digits of a network.

    Raises `ConfigError` if no level is kept for it, or several are, and as `find_kept_level` does.
    """
    if Path(model).is_file():
        level = find_kept_level(NamDocument.read_for_repair(model))
        if level is None:
            raise ConfigError(f"no level is kept for {model}")
        return level
    found = _kept_under(model, load_kept_levels())
    if not found:
        raise ConfigError(f"{model} is not a file, and no level is kept under that name")
    if len(found) > 1:
        networks = ", ".join(each.network[:8] for each in found)
        raise ConfigError(f"{len(found)} levels are kept under that name; type the network: {networks}")
    return found[0]


def _kept_under(name: str, kept: Sequence[KeptLevel]) -> list[KeptLevel]:
    """Return the levels of the models with that name, or else of the networks that begin with it."""
    found = [each for each in kept if name in (each.model, Path(each.model).stem)]
    is_network = len(name) >= _SHORTEST
    return found or [each for each in kept if is_network and each.network.startswith(name)]


def kept_level_fields(kept: KeptLevel) -> dict[str, object]:
    """Return a kept level as fields of a model's metadata, marked if it was set by ear."""
    mark = mark_by_ear(kept.input_level_dbu) if kept.how is HowKept.BY_EAR else None
    return {"input_level_dbu": kept.input_level_dbu, "level_estimate": mark}


def with_kept_level(document: NamDocument) -> NamDocument:
    """Return the document with the kept level of its network, marked if it was set by ear.

    Raises `ModelFileError` if no level is kept for it, and as `find_kept_level` does.
    """
    kept = find_kept_level(document)
    if kept is None:
        raise ModelFileError(
            document.path or "the model", "", "no input level is kept for it; keep one while playing"
        )
    return document.with_metadata(**kept_level_fields(kept))


def keep_level(level: KeptLevel) -> None:
    """Keep a level; it replaces an earlier one of the same network.

    Raises `ConfigError` for a level outside -100 to 60 dBu and for a file that is already broken, and
    `OutputError` if the file cannot be written.
    """
    try:
        msgspec.convert(as_toml(level), KeptLevel)
    except msgspec.ValidationError as error:
        raise ConfigError(f"the level to keep: {problem_of(error)}") from error
    with settings_lock():
        _save([*(kept for kept in load_kept_levels() if kept.network != level.network), level])


def forget_level(network: str) -> KeptLevel | None:
    """Forget the level of a network and return it; None if none was kept. Raises as `keep_level` does."""
    if not kept_levels_path().exists():
        return None
    with settings_lock():
        kept = load_kept_levels()
        gone = next((each for each in kept if each.network == network), None)
        if gone is not None:
            _save([each for each in kept if each.network != network])
    return gone


def _save(levels: list[KeptLevel]) -> None:
    write_toml(kept_levels_path(), {"level": [as_toml(level) for level in levels]})
