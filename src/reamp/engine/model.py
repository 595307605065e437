"""A loaded model: samples in, samples out, and what it costs."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from reamp._core import Model as CoreModel
from reamp._core import OfflineModel as CoreOfflineModel
from reamp.arguments import as_path, is_number, is_whole
from reamp.audio import Samples
from reamp.errors import ConfigError, StrPath
from reamp.nam import Metadata, NamDocument

__all__ = ["INSTRUCTION_SETS", "Model", "ModelInfo", "OfflineModel", "load", "load_document"]

INSTRUCTION_SETS = ("avx512", "avx2", "baseline")


@dataclass(frozen=True, kw_only=True)
class ModelInfo:
    """What a file says of its model, and what the network that plays now costs.

    `sample_rate_hz` is None where the file does not say it, `receptive_field_frames` where the model never
    forgets (LSTM). A slimmable model changes its size where `slim` passes one of `slim_breakpoints`. Levels,
    and the peak of the loudest input of its training, are None where the file does not say them; what else a
    file says of its gear is in `Model.metadata`.
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
    """What a model is loaded from: the file at `path`, or a text that errors call `path`."""

    path: StrPath
    text: str | None
    instruction_set: str | None
    slim: float = 1.0

    def load(self) -> "Model":
        name = os.fsencode(self.path)
        if self.text is None:
            core = CoreModel.load(name, self.instruction_set)
        else:
            core = CoreModel.parse(_encoded(self.text), name, self.instruction_set)
        if self.slim != 1.0:
            core.slim = self.slim
        return Model(core, self)


def load(path: StrPath, *, instruction_set: str | None = None) -> "Model":
    """Return the model of a `.nam` file, settled by its prewarm as in the players.

    instruction_set: one of `INSTRUCTION_SETS`; None takes the fastest this machine runs.
    Raises `ModelFileError` when the file cannot be played, `ConfigError` for what is no path and for an
    instruction set that this machine does not run.

    >>> import numpy as np
    >>> from reamp.demo import demo_model_path
    >>> model = load(demo_model_path())
    >>> model.process(np.zeros(64, np.float32)).shape
    (64,)
    """
    as_path(path, of="a model")
    return _Origin(path=path, text=None, instruction_set=instruction_set).load()


def load_document(document: NamDocument, *, instruction_set: str | None = None) -> "Model":
    """Return the model of a document that need not have a file; otherwise as `load`."""
    path = document.path or "new model"
    return _Origin(path=path, text=document.text, instruction_set=instruction_set).load()


class Model:
    """A model at work. Use `load`.

    Several models may run in several threads: processing releases the GIL. One model serves one thread at
    a time; another thread may set `slim` meanwhile. A copy, and what comes out of a pickle, is settled and at
    the same slim value, as `clone`; a pickle holds the path of a file, not what is in it.
    """

    def __init__(self, core: CoreModel, origin: _Origin) -> None:
        self.core = core
        self._origin = origin

    def process(self, x: Samples, out: Samples | None = None) -> Samples:
        """Return the output for the next block; any number of frames gives the same sound.

        x: float32 (frames,); out: the same shape, may be `x` itself but not a part of it. Raises `AudioError`
        for other shapes and types, and for NaN and infinity, which some models would repeat for seconds.
        Ctrl-C ends a long block within 0.2 s; the model has then heard a part of it: `reset` it, or go on.
        """
        return self.core.process(x, out)

    def reset(self) -> None:
        """Return to the settled state after loading."""
        self.core.reset()

    def clone(self) -> Self:
        """Return a second player of the same file: settled, at the same slim value."""
        return type(self)(self.core.clone(), self._origin)

    @property
    def path(self) -> StrPath:
        """The file, or what errors call a document without one."""
        return self._origin.path

    @cached_property
    def document(self) -> NamDocument:
        """What is in the file, read when first asked for; raises `ModelFileError` where that fails now."""
        origin = self._origin
        if origin.text is None:
            return NamDocument.read(origin.path)
        return NamDocument.parse(_encoded(origin.text), path=origin.path)

    @property
    def metadata(self) -> Metadata:
        """What the file says of levels and gear; raises as `document` does."""
        return self.document.metadata

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
        """What the file says and what the network that plays now costs."""
        return ModelInfo(**self.core.info)

    @property
    def sample_rate_hz(self) -> int:
        """The rate the model runs at; a file that does not say is taken to be 48000, as in the players."""
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
    """A model on several cores, for files: the same sound as `Model.process`, sooner.

    Blocks follow each other without a seam; long ones (a second and more) gain. A model that never
    forgets (LSTM) plays on one core. Copies and pickles begin as new, as those of `Model` do.
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
    """Return the bytes of a file; those behind its object may be no text."""
    return text.encode(errors="surrogateescape")
