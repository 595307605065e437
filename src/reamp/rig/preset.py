"""Presets: a rig as a TOML file that can be shared; nothing of the machine it was made on is in it."""

import os
import re
from pathlib import Path
from typing import Annotated, Any

import msgspec

from reamp.errors import ConfigError, StrPath
from reamp.gear.speaker import CABINETS
from reamp.gear.user_interfaces import config_dir
from reamp.rig.cabinet import Cabinet
from reamp.rig.controls import FLAT, Gate, RigMode, Tone
from reamp.rig.plan_inputs import OutputMode
from reamp.rig.rig import Rig, RigModel
from reamp.toml_file import as_toml, checked, read_toml, write_toml

__all__ = ["PRESET_VERSION", "load_preset", "preset_names", "preset_path", "save_preset"]

PRESET_VERSION = 1
"""Raised when an older Reamp would play a preset wrongly."""

_NAME = re.compile(r"[^\W_][\w .+-]*")


class _Form(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class _Model(_Form, frozen=True, kw_only=True):
    path: Annotated[str, msgspec.Meta(min_length=1)]
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    slim: float | None = None


class _Cabinet(_Form, frozen=True, kw_only=True):
    path: Annotated[str, msgspec.Meta(min_length=1)]
    channel: Annotated[int, msgspec.Meta(ge=1)] | None = None
    gain_db: float = 0.0
    pan: float = 0.0


class _Gate(_Form, frozen=True, kw_only=True):
    threshold_db: float


class _Tone(_Form, frozen=True, kw_only=True):
    bass: float = FLAT.bass
    middle: float = FLAT.middle
    treble: float = FLAT.treble


class _Preset(_Form, frozen=True, kw_only=True):
    version: int
    output_mode: OutputMode = OutputMode.NORMALIZED
    mode: RigMode = RigMode.PLAYER
    limiter: bool = True
    input_trim_db: float = 0.0
    output_trim_db: float = 0.0
    gate: _Gate | None = None
    tone: _Tone | None = None
    model: Annotated[list[_Model], msgspec.Meta(min_length=1)]
    cabinet: list[_Cabinet] = []


def preset_path(name: str) -> Path:
    """Return the file of a preset: a name stands for one in the user's folder, `x/y.toml` for itself.

    Raises `ConfigError` for a name that is no plain file name.
    """
    if name.lower().endswith(".toml"):
        return Path(name)
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no preset's name: letters, digits and spaces, or a file PATH.toml")
    return _folder() / f"{name}.toml"


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets in the user's folder, in their order."""
    return tuple(sorted((path.stem for path in _folder().glob("*.toml")), key=str.casefold))


def save_preset(rig: Rig, path: StrPath) -> None:
    """Write a rig as a preset, in one step and over one that is there.

    A file beside the preset, in folders below it or in those of the folder above is kept by its relative
    path, so that they can move together; any other by its absolute one. Raises `OutputError`,
    and `ConfigError` for a model or an impulse response that is not there.
    """
    target = Path(path).resolve()
    files = [model.path for model in rig.models] + [cabinet.file for cabinet in rig.cabinets]
    for file in files:
        if file is not None and not file.is_file():
            raise ConfigError(f"{file} does not exist, so no preset can name it")
    preset = _Preset(
        version=PRESET_VERSION,
        output_mode=rig.output_mode,
        mode=rig.mode,
        limiter=rig.limiter,
        input_trim_db=rig.input_trim_db,
        output_trim_db=rig.output_trim_db,
        gate=None if rig.gate is None else _Gate(threshold_db=rig.gate.threshold_db),
        tone=None
        if rig.tone == FLAT
        else _Tone(bass=rig.tone.bass, middle=rig.tone.middle, treble=rig.tone.treble),
        model=[
            _Model(
                path=_shared(model.path, target.parent),
                input_level_dbu=model.input_level_dbu,
                output_level_dbu=model.output_level_dbu,
                slim=model.slim,
            )
            for model in rig.models
        ],
        cabinet=[
            _Cabinet(
                path=_shared_cabinet(cabinet, target.parent),
                channel=cabinet.channel,
                gain_db=cabinet.gain_db,
                pan=cabinet.pan,
            )
            for cabinet in rig.cabinets
        ],
    )
    write_toml(target, as_toml(preset))


def load_preset(path: StrPath) -> Rig:
    """Return the rig of a preset, its files' paths absolute.

    Raises `ConfigError` for a preset that is not there, is broken, has a key that means nothing here or comes
    from a newer Reamp, and for a model or an impulse response that is not there.
    """
    source = Path(path)
    values = read_toml(source)
    if values is None:
        others = ", ".join(preset_names())
        there = f"those there are: {others}" if others else "none is saved yet"
        raise ConfigError(f"{source}: there is no such preset; {there}")
    version = values.get("version")
    if isinstance(version, int) and version > PRESET_VERSION:  # its other keys may be new too
        raise ConfigError(
            f"{source}: is a preset of version {version}, and this Reamp reads {PRESET_VERSION}; update Reamp"
        )
    preset = checked(values, _Preset, path=source)
    if preset.version < 1:
        raise ConfigError(f"{source}: version: there is none below 1, got {preset.version}")
    folder = source.resolve().parent
    try:
        return _rig(preset, folder)
    except ConfigError as error:
        raise ConfigError(f"{source}: {error}") from error


def _rig(preset: _Preset, folder: Path) -> Rig:
    return Rig(
        models=tuple(
            RigModel(**_own(model), path=_existing(model.path, folder, f"model[{index}]"))
            for index, model in enumerate(preset.model)
        ),
        gate=None if preset.gate is None else Gate(threshold_db=preset.gate.threshold_db),
        tone=FLAT if preset.tone is None else Tone(**msgspec.structs.asdict(preset.tone)),
        cabinets=tuple(
            Cabinet(**_own(cabinet), path=_existing_cabinet(cabinet.path, folder, f"cabinet[{index}]"))
            for index, cabinet in enumerate(preset.cabinet)
        ),
        limiter=preset.limiter,
        mode=preset.mode,
        output_mode=preset.output_mode,
        input_trim_db=preset.input_trim_db,
        output_trim_db=preset.output_trim_db,
    )


def _own(part: _Model | _Cabinet) -> dict[str, Any]:
    """Return the fields of a part but for its path."""
    return {name: value for name, value in msgspec.structs.asdict(part).items() if name != "path"}


def _shared(path: Path, folder: Path) -> str:
    """Return the path from the preset's folder where they may move together, with `/` on every system."""
    whole = path.resolve()
    nearest = folder.parent
    if nearest != Path(nearest.anchor) and whole.is_relative_to(nearest):
        return Path(os.path.relpath(whole, folder)).as_posix()
    return whole.as_posix()


def _shared_cabinet(cabinet: Cabinet, folder: Path) -> str:
    """Return what a preset calls a cabinet: 4x12 where it is computed, ./4x12 for a file of that name."""
    if cabinet.file is None:
        return str(cabinet.path)
    shared = _shared(cabinet.file, folder)
    return f"./{shared}" if shared in CABINETS else shared


def _existing_cabinet(text: str, folder: Path, field: str) -> Path:
    return Path(text) if text in CABINETS else _existing(text, folder, field)


def _existing(text: str, folder: Path, field: str) -> Path:
    path = (folder / text).resolve()
    if not path.is_file():
        raise ConfigError(f"{field}.path: {path} does not exist; put it there, or correct the preset")
    return path


def _folder() -> Path:
    return config_dir() / "presets"
