"""A rig as a document: all of it, as in a preset, and the parts that JSON commands change."""

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from reamp.errors import ConfigError, StrPath
from reamp.near_names import did_you_mean
from reamp.plan.inputs import OutputMode
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.model_knobs import with_knobs_turned
from reamp.rig.parameters import PARAMETERS
from reamp.rig.rig import Rig, RigModel
from reamp.toml_file import problem_of
from reamp.units import parse_gain_db, parse_level_dbu, parse_number

__all__ = [
    "DOCUMENT_VERSION",
    "Form",
    "PathText",
    "Reader",
    "RigChanges",
    "Settings",
    "changes_to",
    "converted",
    "decoded",
    "document_of",
    "rig_of_document",
]

DOCUMENT_VERSION = 1
"""The version of the format. Increase it when an older Reamp would play a new document wrongly."""

PathText: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[^\0]+$")]
"""A text that is not empty: a path or a name."""

Reader: TypeAlias = Callable[[str], object]
"""Turns the text of a field into its value, usually a number."""

_T = TypeVar("_T")


class Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a document. An unknown field is an error; a default value is not written."""


class _Model(Form, frozen=True, kw_only=True):
    path: PathText
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    slim: float | None = None
    knobs: dict[str, float | str] = {}

    def made(self, path: StrPath) -> RigModel:
        fields = msgspec.structs.asdict(self)
        return RigModel(**{**fields, "path": path, "knobs": tuple(self.knobs.items())})


class _Cabinet(Form, frozen=True, kw_only=True):
    path: PathText
    channel: Annotated[int, msgspec.Meta(ge=1)] | None = None
    gain_db: float = 0.0
    pan: float = 0.0

    def made(self, path: StrPath) -> Cabinet:
        return Cabinet(**{**msgspec.structs.asdict(self), "path": path})


def _defined(name: str, fields: list[Any]) -> Any:
    return msgspec.defstruct(name, fields, bases=(Form,), frozen=True, kw_only=True)


def _knob_fields() -> list[Any]:
    """Return the fields of a document for the knobs, nested as in a rig."""
    fields: dict[str, Any] = {}
    for knob in PARAMETERS:
        part, *inner = knob.place
        if not inner:
            fields[part] = float | UnsetType
        elif knob.off:  # a missing part means that the knob is off
            fields[part] = _defined(part, [(inner[0], float)]) | None | UnsetType
        elif part not in fields:
            names = [each.place[1] for each in PARAMETERS if each.place[0] == part]
            fields[part] = _defined(part, [(name, float | UnsetType, UNSET) for name in names]) | UnsetType
    return [(name, kind, UNSET) for name, kind in fields.items()]


_DOCUMENT = _defined(
    "Rig",
    [
        ("version", int),
        ("output_mode", OutputMode, OutputMode.NORMALIZED),
        ("mode", RigMode, RigMode.PLAYER),
        ("limiter", bool, True),
        *_knob_fields(),
        ("model", Annotated[list[_Model], msgspec.Meta(min_length=1)]),
        ("cabinet", list[_Cabinet], []),
    ],
)

_SWITCHES = {"output": "output_mode", "limiter": "limiter"}  # name in commands: name in a rig

if TYPE_CHECKING:

    class Settings(Form, frozen=True, kw_only=True):
        """The knobs by their keys, and `output` and `limiter`. A field that is left out changes nothing."""

else:
    Settings = _defined(
        "Settings",
        [
            *((knob.key, (float | None if knob.off else float) | UnsetType, UNSET) for knob in PARAMETERS),
            ("output", OutputMode | UnsetType, UNSET),
            ("limiter", bool | UnsetType, UNSET),
        ],
    )

_READERS: dict[str, Reader] = {
    **{knob.place[-1]: knob.parse for knob in PARAMETERS},
    **{knob.key: knob.parse for knob in PARAMETERS},
    **dict.fromkeys(("slim", "pan"), parse_number),
}


class RigChanges(Form, frozen=True, kw_only=True):
    """The changes of a command to a rig. A field that is left out changes nothing."""

    models: list[PathText | _Model] | UnsetType = UNSET
    ir: list[PathText | _Cabinet] | UnsetType = UNSET
    input_level_dbu: float | UnsetType | None = UNSET
    """Of the first model."""
    knobs: dict[str, float | str] | UnsetType = UNSET
    """Of the models with knobs: those that stand elsewhere now."""
    set: Settings | UnsetType = UNSET

    def on(self, rig: Rig) -> Rig:
        """Return the rig with the changes; raises `ConfigError`, and `ModelFileError` for `knobs`."""
        if self.models is not UNSET:
            models = [_Model(path=each) if isinstance(each, str) else each for each in self.models]
            rig = dataclasses.replace(rig, models=tuple(each.made(each.path) for each in models))
        if self.ir is not UNSET:
            irs = [_Cabinet(path=each) if isinstance(each, str) else each for each in self.ir]
            cabinets = tuple(each.made(each.path) for each in irs)
            rig = dataclasses.replace(rig, cabinets=cabinets)
        if self.input_level_dbu is not UNSET:
            first = dataclasses.replace(rig.models[0], input_level_dbu=self.input_level_dbu)
            rig = dataclasses.replace(rig, models=(first, *rig.models[1:]))
        if self.knobs is not UNSET:
            rig = dataclasses.replace(rig, models=with_knobs_turned(rig.models, self.knobs))
        if self.set is UNSET:
            return rig
        settings = _values(self.set)
        switches = {_SWITCHES[name]: settings.pop(name) for name in _SWITCHES if name in settings}
        return dataclasses.replace(rig.with_values(settings), **switches)


def changes_to(rig: Rig) -> RigChanges:
    """Return the changes that turn any rig of the same mode into this one.

    >>> from reamp.rig.rig import chain
    >>> rig = chain("amp.nam").with_values({"bass": 6.5})
    >>> changes_to(rig).on(chain("other.nam")) == rig
    True
    """
    knobs = {knob.key: rig.value_of(knob) for knob in PARAMETERS}
    switches = {name: getattr(rig, field) for name, field in _SWITCHES.items()}
    return RigChanges(
        models=[_Model(**_with_path(model, str(model.path))) for model in rig.models],
        ir=[_Cabinet(**_with_path(cabinet, str(cabinet.path))) for cabinet in rig.cabinets],
        set=msgspec.convert(knobs | switches, Settings),
    )


def document_of(rig: Rig, *, path_text: Callable[[Path], str] = str) -> dict[str, Any]:
    """Return the document of a rig as plain values; a knob at its default is left out.

    `path_text` turns the path of a file into text. An older Reamp can read the document if it knows all of
    its fields.
    """
    knobs: dict[str, Any] = {}
    for knob in PARAMETERS:
        value = rig.value_of(knob)
        if value != knob.initial:
            part, *inner = knob.place
            knobs[part] = {**knobs.get(part, {}), inner[0]: value} if inner else getattr(rig, part)
    form = _DOCUMENT(
        version=DOCUMENT_VERSION,
        output_mode=rig.output_mode,
        mode=rig.mode,
        limiter=rig.limiter,
        model=[_Model(**_with_path(model, path_text(model.path))) for model in rig.models],
        cabinet=[_Cabinet(**_with_path(each, path_text(each.path))) for each in rig.cabinets],
    )
    return {**msgspec.to_builtins(form), **knobs}


def rig_of_document(values: Mapping[str, Any], *, file_of: Callable[[str, str], Path]) -> Rig:
    """Return the rig of a document; `file_of` turns a text and the name of its field into a path.

    Raises `ConfigError` for a document of a newer Reamp, for an unknown field, and for a number that the
    knob cannot have.
    """
    version = values.get("version")
    if (
        isinstance(version, int) and version > DOCUMENT_VERSION
    ):  # before the fields are checked, which may be new too
        raise ConfigError(
            f"is a preset of version {version}, and this Reamp reads {DOCUMENT_VERSION}; update Reamp"
        )
    form = converted(values, _DOCUMENT, advice="; correct the preset, or delete it")
    if form.version < 1:
        raise ConfigError(f"version must be at least 1, got {form.version}")
    rig = Rig(
        models=tuple(
            each.made(file_of(each.path, f"model[{index}].path")) for index, each in enumerate(form.model)
        ),
        cabinets=tuple(
            each.made(file_of(each.path, f"cabinet[{index}].path")) for index, each in enumerate(form.cabinet)
        ),
        limiter=form.limiter,
        mode=form.mode,
        output_mode=form.output_mode,
    )
    for knob in PARAMETERS:
        part, *inner = knob.place
        value = getattr(form, part)
        if inner and isinstance(value, Form):
            value = getattr(value, inner[0])
        if value is not UNSET:
            rig = rig.with_value(knob, value)
    return rig


def converted(
    values: Any, form: type[_T], *, readers: Mapping[str, Reader] | None = None, advice: str = ""
) -> _T:
    """Return plain values as a form. A number may be a text with its unit, such as `"-70 dBFS"`.

    `readers` read the texts of fields that a rig does not have. Raises `ConfigError` with the field and the
    advice, and `LevelError` for a text that is not a number with this unit.
    """
    try:
        try:
            return msgspec.convert(values, form)
        except msgspec.ValidationError as error:
            if "got `str`" not in str(error):
                raise
            return msgspec.convert(_read(values, "", {**_READERS, **(readers or {})}), form)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{_problem_of(error, form)}{advice}") from error


def decoded(json: bytes, form: type[_T], *, readers: Mapping[str, Reader] | None = None) -> _T:
    """Return JSON as a form, like `converted`; also raises `msgspec.DecodeError` for broken JSON."""
    try:
        return msgspec.json.decode(json, type=form)
    except msgspec.ValidationError as error:
        if "got `str`" not in str(error):
            raise ConfigError(_problem_of(error, form)) from error
    try:
        values = msgspec.json.decode(json)
    except RecursionError:
        raise ConfigError("is nested too deeply for a command") from None
    return converted(values, form, readers=readers)


def _problem_of(error: msgspec.ValidationError, form: type[object]) -> str:
    """Return what is wrong. For an unknown field of the form itself, also suggest what was meant."""
    problem = problem_of(error)
    unknown = problem.removeprefix("unknown field ")
    if unknown == problem or not issubclass(form, msgspec.Struct):
        return problem
    known = [field.encode_name for field in msgspec.structs.fields(form)]
    if "set" in known and unknown in {field.encode_name for field in msgspec.structs.fields(Settings)}:
        return f'{problem}; put it into "set": {{"set": {{"{unknown}": ...}}}}'
    return f"{problem}{did_you_mean(unknown, known)}"


def _read(value: object, name: str, readers: Mapping[str, Reader]) -> object:
    """Return plain values with the texts of these fields read as numbers."""
    if isinstance(value, dict):
        return {key: _read(inner, key, readers) for key, inner in value.items()}
    if isinstance(value, list):
        return [_read(inner, name, readers) for inner in value]
    if not isinstance(value, str):
        return value
    if name in readers:
        return readers[name](value)
    if name.endswith("_dbu"):
        return parse_level_dbu(value)
    return parse_gain_db(value) if name.endswith("_db") else value


def _with_path(part: RigModel | Cabinet, path: str) -> dict[str, Any]:
    fields = {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    if isinstance(part, RigModel):
        fields["knobs"] = dict(part.knobs)
    return {**fields, "path": path}


def _values(form: Any) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(form).items() if value is not UNSET}
