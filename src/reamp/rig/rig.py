"""A rig as a value: its models in their order, its cabinets and its knobs."""

import dataclasses
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from reamp.arguments import as_path, is_number
from reamp.engine import Model, load
from reamp.engine.loudness import measure_loudness_db
from reamp.errors import ConfigError, ModelFileError, StrPath
from reamp.interfaces.guitar_levels import GuitarLevel
from reamp.nam import NamDocument
from reamp.plan.coverage import trained_range
from reamp.plan.gain import GainPlan, plan_gain
from reamp.plan.heard_loudness import heard_loudness
from reamp.plan.inputs import LevelOrigin, ModelLevels, OutputMode, RecordingLevels, check_finite
from reamp.plan.kept_levels import HowKept, KeptLevels, find_kept_level
from reamp.plan.source import Source
from reamp.rig.cabinet import MAX_CABINETS, Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import FLAT, PARAMETERS, Gate, Parameter, Tone, parameter

__all__ = ["Rig", "RigModel", "chain", "rig_of", "with_heard_loudness"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class RigModel:
    """A model in a rig: its file, the levels that the user gave for it, its size if it is slimmable.

    `knobs` is where the knobs of a model with knobs stand: a mapping, which is kept as pairs. Those that are
    not in it stand at their defaults.
    """

    path: Path
    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    slim: float | None = None
    knobs: tuple[tuple[str, float | str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", as_path(self.path, of="a model"))
        check_finite(f"{self.name}: input_level_dbu", self.input_level_dbu)
        check_finite(f"{self.name}: output_level_dbu", self.output_level_dbu)
        if self.slim is not None and not (is_number(self.slim) and 0.0 <= self.slim <= 1.0):
            raise ConfigError(f"{self.name}: slim must be between 0 and 1, got {self.slim!r}")
        object.__setattr__(self, "knobs", tuple(dict(self.knobs).items()))

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self.path.stem

    def load(self) -> Model:
        """Return the model at its size; raises `ModelFileError`."""
        try:
            model = load(self.path, knobs=dict(self.knobs))
        except ModelFileError:
            NamDocument.read(self.path)  # its errors say more precisely what is wrong with a file
            raise
        if self.slim is not None:
            model.slim = self.slim
        return model

    def check(self) -> None:
        """Raise `ModelFileError` if the file cannot be played or its levels cannot be read."""
        self.load()

    def read_levels(self, model: Model | None = None, *, kept: KeptLevels | None = None) -> ModelLevels:
        """Return the levels of the file, replaced by the user's, and the loudness measured from the network.

        The user's input level is the first of these that exists: the level in this rig; a level that was
        typed and kept; a level that was kept by ear, unless the file states a measured one. `model` is the
        result of `load`; without it, the file is loaded here. `kept` are the kept levels of a whole plan.
        Raises `ModelFileError`, and `ConfigError` if the file of kept levels is broken.
        """
        model = self.load() if model is None else model
        said, output_dbu = model.info, self.output_level_dbu
        input_dbu, input_origin = self._input_level(model, KeptLevels() if kept is None else kept)
        return ModelLevels(
            name=self.name,
            input_level_dbu=input_dbu,
            output_level_dbu=said.output_level_dbu if output_dbu is None else output_dbu,
            loudness_db=said.loudness_db,
            computed_loudness_db=_computed_loudness_db(model),
            trained=trained_range(said.trained_peak_dbfs),
            input_level_origin=input_origin,
            output_level_origin=LevelOrigin.USER
            if output_dbu is not None
            else _origin(is_estimated=said.is_output_level_estimated),
        )

    def _input_level(self, model: Model, all_kept: KeptLevels) -> tuple[float | None, LevelOrigin]:
        if self.input_level_dbu is not None:
            return self.input_level_dbu, LevelOrigin.USER
        said = model.info
        origin = _origin(
            is_estimated=said.is_input_level_estimated, is_set_by_ear=said.is_input_level_set_by_ear
        )
        # If no level is kept, the model's file is not read again.
        kept = find_kept_level(model.document, all_kept.all) if all_kept.all else None
        if kept is None:
            return said.input_level_dbu, origin
        if kept.how is HowKept.TYPED:
            return kept.input_level_dbu, LevelOrigin.KEPT
        if said.input_level_dbu is not None and origin is LevelOrigin.FILE:
            return said.input_level_dbu, origin
        return kept.input_level_dbu, LevelOrigin.BY_EAR


@dataclass(frozen=True, kw_only=True)
class Rig:
    """The chain of a guitar: the gate, the models, the tone stack, the cabinets, the limiter.

    Two cabinets are mixed. A compatible rig has no limiter. The interface is not part of the rig: it belongs
    to the recording or to the audio device.
    """

    models: tuple[RigModel, ...]
    gate: Gate | None = None
    tone: Tone = FLAT
    cabinets: tuple[Cabinet, ...] = ()
    limiter: bool = True
    mode: RigMode = RigMode.PLAYER
    output_mode: OutputMode = OutputMode.NORMALIZED
    input_trim_db: float = 0.0
    output_trim_db: float = 0.0
    oversampling: int = 1
    """How many times their rate the models run at."""

    def __post_init__(self) -> None:
        if not self.models:
            raise ConfigError("a rig needs at least one model")
        for model in self.models:
            if not isinstance(model, RigModel):
                raise ConfigError(f"a rig is made of RigModel(path=...), got {model!r}")
        if len(self.cabinets) > MAX_CABINETS:
            raise ConfigError(f"a rig has at most {MAX_CABINETS} cabinets, got {len(self.cabinets)}")
        for knob in PARAMETERS:
            if len(knob.place) == 1:  # the part that has the other knobs checks them
                knob.check(getattr(self, knob.place[0]))
        object.__setattr__(self, "oversampling", int(self.oversampling))

    def value_of(self, knob: Parameter) -> float | None:
        """Return the value of a knob, None if it is off.

        >>> from reamp.rig.parameters import GATE
        >>> rig = chain("amp.nam").with_value(parameter("bass"), 6.5)
        >>> rig.tone.bass, rig.value_of(parameter("bass")), rig.value_of(GATE)
        (6.5, 6.5, None)
        """
        part, *field = _place_of(knob)
        value = getattr(self, part)
        if field and value is not None:
            value = getattr(value, field[0])
        return None if value is None else float(value)

    def with_value(self, knob: Parameter, value: float | None) -> "Rig":
        """Return the rig with a knob moved, None for off; raises `ConfigError` outside its range."""
        part, *field = _place_of(knob)
        if value is None and not knob.off:
            raise ConfigError(f"{knob.name} cannot be off; its range is {knob.range_text}")
        if not field or value is None:
            return _replaced(self, **{part: value})
        now = getattr(self, part)
        fields = {field[0]: value}
        return _replaced(self, **{part: Gate(**fields) if now is None else _replaced(now, **fields)})

    def with_values(self, values: Mapping[str, float | None]) -> "Rig":
        """Return the rig with several knobs moved, by their keys: `{"bass": 6.5, "gate": None}`."""
        rig = self
        for key, value in values.items():
            rig = rig.with_value(parameter(key), value)
        return rig

    def load_models(self) -> list[Model]:
        """Return the models, each at its size; raises `ModelFileError`."""
        return [model.load() for model in self.models]

    def read_levels(self, models: Sequence[Model] | None = None) -> tuple[ModelLevels, ...]:
        """Return the levels of the models in their order, and how loud a guitar is after the last one.

        `models` is the result of `load_models`; without it, the files are loaded here. Raises
        `ModelFileError`, and `ConfigError` if the file of kept levels is broken.
        """
        loaded = self.load_models() if models is None else models
        kept = KeptLevels()
        levels = [each.read_levels(model, kept=kept) for each, model in zip(self.models, loaded, strict=True)]
        return with_heard_loudness(loaded, levels)

    def plan(
        self,
        *,
        source: Source,
        recording: RecordingLevels | None = None,
        guitar: GuitarLevel | None = None,
        levels: Sequence[ModelLevels] | None = None,
    ) -> GainPlan:
        """Return the gains for a guitar that comes from `source`; see `plan_gain`.

        `levels` is the result of `read_levels`, to plan again without reading a file. Without it, the files
        are read and the models are measured here; raises `ModelFileError` if that fails.

        >>> from reamp.demo import demo_model_path
        >>> from reamp.interfaces.table import level_as_interface
        >>> rig = Rig(models=(RigModel(path=demo_model_path()),))
        >>> rig.plan(source=Source.named(level_as_interface(12.2), gain="+0")).input_gain.formula
        '12.2 dBu (your interface, user) - 11.76 dBu (overdrive, file metadata)'
        """
        levels = self.read_levels() if levels is None else levels
        if self.mode is RigMode.COMPATIBLE:  # the official plugin uses only the file's loudness
            levels = [dataclasses.replace(each, heard=None) for each in levels]
        return plan_gain(
            levels,
            source=source,
            output_mode=self.output_mode,
            recording=recording,
            guitar=guitar,
            input_trim_db=self.input_trim_db,
            output_trim_db=self.output_trim_db,
        )


def chain(*models: StrPath | RigModel) -> Rig:
    """Return the rig that plays models one after another; raises `ConfigError` without a model.

    >>> [model.name for model in chain("pedal.nam", "amp.nam").models]
    ['pedal', 'amp']
    """
    return Rig(
        models=tuple(model if isinstance(model, RigModel) else RigModel(path=Path(model)) for model in models)
    )


def rig_of(model: object) -> Rig:
    """Return a rig unchanged, or the rig of one model for its path.

    Raises `ConfigError` for a list, which could mean a chain or a collection, and for a loaded model.
    """
    if isinstance(model, Rig):
        return model
    if isinstance(model, str | os.PathLike):
        return chain(model)
    if isinstance(model, Model):
        raise ConfigError("a loaded model cannot be rendered: give the path of its .nam file")
    if isinstance(model, list | tuple):
        raise ConfigError(
            "a list of models is not a rig: reamp.chain(a, b) plays a into b, reamp.render_many([a, b], di) "
            "renders each"
        )
    raise ConfigError(f"expected the path of a model or a Rig, got {type(model).__name__}")


def with_heard_loudness(models: Sequence[Model], levels: Sequence[ModelLevels]) -> tuple[ModelLevels, ...]:
    """Return the levels of a chain of models, the last one with the loudness of a guitar through them all."""
    plain = [dataclasses.replace(each, heard=None) for each in levels]
    return (*plain[:-1], dataclasses.replace(plain[-1], heard=heard_loudness(models, levels)))


def _place_of(knob: Parameter) -> tuple[str, ...]:
    if not knob.place:
        raise ConfigError(f"{knob.name} is no knob of a rig")
    return knob.place


def _replaced(value: _Value, **fields: object) -> _Value:
    return dataclasses.replace(value, **fields)  # type: ignore[type-var]  # by name


def _computed_loudness_db(model: Model) -> float | None:
    """Return the loudness that the trainer would have written: that of the largest size."""
    if model.info.slim_breakpoints and model.slim < 1.0:
        model = model.clone()
        model.slim = 1.0
    return measure_loudness_db(model)


def _origin(*, is_estimated: bool, is_set_by_ear: bool = False) -> LevelOrigin:
    if is_set_by_ear:
        return LevelOrigin.BY_EAR
    return LevelOrigin.ESTIMATE if is_estimated else LevelOrigin.FILE
