"""A loaded model: it processes samples, and says what it costs to run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from reamp._core import Model as CoreModel
from reamp._core import OfflineModel as CoreOfflineModel
from reamp.arguments import as_path, is_number, is_whole
from reamp.audio import Samples
from reamp.errors import ConfigError, ModelFileError, StrPath
from reamp.knobs.knob import Control, checked_setting
from reamp.nam import Metadata, NamDocument
from reamp.nam.knob_model import KnobModel, has_knobs

__all__ = ["INSTRUCTION_SETS", "Model", "ModelInfo", "OfflineModel", "load", "load_document"]

INSTRUCTION_SETS = ("avx512", "avx2", "neon", "baseline")


@dataclass(frozen=True, kw_only=True)
class ModelInfo:
    """Facts from a model's file, and the cost of the network at its present slim size.

    `sample_rate_hz`, the levels and the peak of the loudest training input are None where the file does not
    state them; `receptive_field_frames` is None for a model of unlimited memory (LSTM). A slimmable model
    changes its size where `slim` passes one of `slim_breakpoints`. Everything else that a file says about
    the gear is in `Model.metadata`.
    """

    architecture: str
    version: str
    sample_rate_hz: float | None
    weight_count: int
    macs_per_frame: int
    receptive_field_frames: int | None
    prewarm_frames: int
    slim_breakpoints: tuple[float, ...]
    input_level_dbu: float | None
    output_level_dbu: float | None
    is_input_level_estimated: bool
    is_input_level_set_by_ear: bool
    is_output_level_estimated: bool
    loudness_db: float | None
    trained_peak_dbfs: float | None


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """Where a model was loaded from: the file at `path`, or a text that errors call `path`."""

    path: StrPath
    text: str | None
    instruction_set: str | None
    slim: float = 1.0
    knobs: tuple[tuple[str, float | str], ...] = ()

    def load(self) -> "Model":
        name, knob_model = os.fsencode(self.path), None
        try:
            if self.text is None:
                core = CoreModel.load(name, self.instruction_set)
            else:
                core = CoreModel.parse(_encoded(self.text), name, self.instruction_set)
        except ModelFileError as error:
            if error.field != "architecture":
                raise
            document = self.document()
            if not has_knobs(document):
                raise
            knob_model = KnobModel.of(document)
            baked = knob_model.baked(dict(self.knobs))
            core = CoreModel.parse(_encoded(baked.text), name, self.instruction_set)
        else:
            if self.knobs:
                raise ConfigError(f"{self.path} has no knobs, so {self.knobs[0][0]} cannot be set")
        if self.slim != 1.0:
            core.slim = self.slim
        return Model(core, self, knob_model)

    def document(self) -> NamDocument:
        if self.text is None:
            return NamDocument.read(self.path)
        return NamDocument.parse(_encoded(self.text), path=self.path)


def load(
    path: StrPath,
    *,
    instruction_set: str | None = None,
    knobs: Mapping[str, float | str] = MappingProxyType({}),
) -> "Model":
    """Return the model of a `.nam` file, settled by playing silence into it first, as other players do.

    instruction_set: one of `INSTRUCTION_SETS`; None takes the fastest that this machine supports.
    knobs: where the knobs of a model with knobs stand, `{"gain": 7}`; the others stand at their defaults.
    Raises `ModelFileError` when the file cannot be played, `ConfigError` when `path` is not a path, this
    machine does not support the instruction set, or the model does not have such a knob or setting.

    >>> import numpy as np
    >>> from reamp.demo import demo_model_path
    >>> model = load(demo_model_path())
    >>> model.process(np.zeros(64, np.float32)).shape
    (64,)
    """
    as_path(path, of="a model")
    origin = _Origin(path=path, text=None, instruction_set=instruction_set, knobs=tuple(knobs.items()))
    return origin.load()


def load_document(document: NamDocument, *, instruction_set: str | None = None) -> "Model":
    """Return the model of a document, which need not have a file; otherwise as `load`."""
    path = document.path or "new model"
    return _Origin(path=path, text=document.text, instruction_set=instruction_set).load()


class Model:
    """A model that is ready to play; `load` makes one.

    Several models may run in several threads: processing releases the GIL. One model serves one thread at
    a time; another thread may set `slim` meanwhile. Copies and unpickled models are as from `clone`: settled,
    at the same slim value. A pickle holds the path of the file, not its content.
    """

    def __init__(self, core: CoreModel, origin: _Origin, knob_model: KnobModel | None = None) -> None:
        self.core = core
        self._origin = origin
        self._knob_model = knob_model

    def process(self, x: Samples, out: Samples | None = None) -> Samples:
        """Return the output for the next block; the block size does not change the sound.

        x: float32 (frames,); out: the same shape, may be `x` itself but not a part of it. Raises `AudioError`
        for other shapes and types, and for NaN and infinity, which some models would keep for seconds.
        Ctrl-C ends a long block within 0.2 s, when a part of it is processed: `reset` the model, or go on.
        """
        return self.core.process(x, out)

    def reset(self) -> None:
        """Go back to the settled state after loading."""
        self.core.reset()

    def clone(self) -> Self:
        """Return another model of the same file: settled, at the same slim value."""
        return type(self)(self.core.clone(), self._origin, self._knob_model)

    @property
    def path(self) -> StrPath:
        """The file, or the name in errors of a document without a file."""
        return self._origin.path

    @cached_property
    def document(self) -> NamDocument:
        """The content of the file, read on first use; raises `ModelFileError` when reading fails."""
        return self._origin.document()

    @property
    def metadata(self) -> Metadata:
        """Levels, gear and more from the file; raises as `document` does."""
        return self.document.metadata

    @property
    def controls(self) -> tuple[Control, ...]:
        """The knobs and switches of a model with knobs; none for any other model."""
        return () if self._knob_model is None else self._knob_model.controls

    @property
    def knobs(self) -> dict[str, float | str]:
        """Where each knob and switch stands."""
        return checked_setting(self.controls, dict(self._origin.knobs))

    def at(self, **knobs: float | str) -> "Model":
        """Return the model, settled, with knobs turned; the others stay where they are.

        Raises `ConfigError` for a knob or a setting that the model does not have.
        """
        if not self.controls:
            raise ConfigError(f"{self.path} has no knobs")
        setting = checked_setting(self.controls, {**self.knobs, **knobs})
        return replace(self._origin_now, knobs=tuple(setting.items())).load()

    @property
    def slim(self) -> float:
        """Size of a slimmable model, 0 (smallest) to 1 (full); may be set while it plays.

        Raises `ConfigError` outside 0..1. Other models have one size and ignore it.
        """
        return self.core.slim

    @slim.setter
    def slim(self, value: float) -> None:
        if not is_number(value) or not 0.0 <= value <= 1.0:
            raise ConfigError(f"slim must be between 0 and 1, got {value!r}")
        self.core.slim = float(value)

    @property
    def info(self) -> ModelInfo:
        """Facts from the file, and the cost of the network at its present slim size."""
        return ModelInfo(**self.core.info)

    @property
    def sample_rate_hz(self) -> int:
        """The rate the model runs at; 48000 where the file states none, as in other players."""
        return round(self.info.sample_rate_hz or 48000)

    @property
    def instruction_set(self) -> str:
        """The instruction set in use."""
        return self.core.instruction_set

    def __copy__(self) -> Self:
        return self.clone()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.clone()

    def __reduce__(self) -> tuple[Any, ...]:
        return _Origin.load, (self._origin_now,)

    @property
    def _origin_now(self) -> _Origin:
        return replace(self._origin, slim=self.slim)

    def __repr__(self) -> str:
        info = self.info
        return f"<Model {str(self.path)!r} {info.architecture}, {info.weight_count} weights>"


class OfflineModel:
    """A model on several cores, for files: the same sound as `Model.process` in less time.

    Blocks join without a seam; only long ones (a second and more) are faster. A model of unlimited memory
    (LSTM) runs on one core. Copies and unpickled models start in the settled state.
    """

    def __init__(self, model: Model, *, threads: int) -> None:
        if not is_whole(threads) or threads < 1:
            raise ConfigError(f"threads must be at least 1, got {threads}")
        self._origin, self._threads = model._origin_now, int(threads)
        self._core = CoreOfflineModel(model.core, self._threads)

    def process(self, x: Samples, out: Samples | None = None) -> Samples:
        """Return the output for the next block; arguments, errors and Ctrl-C as in `Model.process`."""
        return self._core.process(x, out)

    def __reduce__(self) -> tuple[Any, ...]:
        return _offline, (self._origin, self._threads)

    def __repr__(self) -> str:
        return f"<OfflineModel {str(self._origin.path)!r}, {self._threads} threads>"


def _offline(origin: _Origin, threads: int) -> OfflineModel:
    return OfflineModel(origin.load(), threads=threads)


def _encoded(text: str) -> bytes:
    """Return the bytes of a file's text; bytes after the JSON object need not be valid UTF-8."""
    return text.encode(errors="surrogateescape")
