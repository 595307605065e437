"""A loaded model: samples in, samples out, and what it costs."""

import os
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reamp._core import Model as CoreModel
from reamp._core import ModelInfo
from reamp._core import OfflineModel as CoreOfflineModel
from reamp.audio import Samples
from reamp.audio.signal import first_non_finite
from reamp.errors import AudioError, ConfigError, StrPath
from reamp.nam import NamDocument

__all__ = ["INSTRUCTION_SETS", "Model", "OfflineModel", "load", "load_document"]

INSTRUCTION_SETS = ("avx512", "avx2", "baseline")


def load(path: StrPath, *, instruction_set: str | None = None) -> "Model":
    """Return the model of a `.nam` file, settled by its prewarm as in the players.

    instruction_set: one of `INSTRUCTION_SETS`; None takes the fastest this machine runs.
    Raises `ModelFileError` when the file cannot be played, `ConfigError` for an instruction set that this
    machine does not run.

    >>> from reamp.demo import demo_model_path
    >>> model = load(demo_model_path())
    >>> model.process(np.zeros(64, np.float32)).shape
    (64,)
    """
    return Model(CoreModel.load(os.fsencode(path), instruction_set), path)


def load_document(document: NamDocument, *, instruction_set: str | None = None) -> "Model":
    """Return the model of a document that need not have a file; otherwise as `load`."""
    path = document.path or "new model"
    return Model(CoreModel.parse(document.text, os.fsencode(path), instruction_set), path)


class _Player(Protocol):
    def process(self, x: NDArray[np.float32], out: NDArray[np.float32]) -> None: ...


class Model:
    """A model at work. Use `load`.

    Several models may run in several threads: processing releases the GIL. One model serves one thread at
    a time; another thread may set `slim` meanwhile.
    """

    def __init__(self, core: CoreModel, path: StrPath) -> None:
        self.core = core
        self.path = path

    def process(self, x: Samples, out: Samples | None = None) -> Samples:
        """Return the output for the next block; any number of frames gives the same sound.

        x: float32 (frames,); out: the same shape, may be `x` itself but not a part of it. Raises `AudioError`
        for other shapes and types, and for NaN and infinity, which some models would repeat for seconds.
        """
        return _process(self.core, x, out)

    def reset(self) -> None:
        """Return to the settled state after loading."""
        self.core.reset()

    def clone(self) -> "Model":
        """Return a second player of the same file: settled, at the same slim value."""
        return Model(self.core.clone(), self.path)

    @property
    def slim(self) -> float:
        """Size of a slimmable model, 0 (smallest) to 1 (full); may be set while it plays.

        Raises `ConfigError` outside 0..1. Other models have one size and ignore it.
        """
        return self.core.slim

    @slim.setter
    def slim(self, value: float) -> None:
        if not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
            raise ConfigError(f"slim must be between 0 and 1, got {value!r}")
        self.core.slim = value

    @property
    def info(self) -> ModelInfo:
        """What the file says and what the network that plays now costs."""
        return self.core.info

    @property
    def sample_rate_hz(self) -> int:
        """The rate the model runs at; a file that does not say is taken to be 48000, as in the players."""
        return round(self.info.sample_rate_hz or 48000)

    @property
    def instruction_set(self) -> str:
        """The instruction set in use."""
        return self.core.instruction_set

    def __repr__(self) -> str:
        info = self.info
        return f"<Model {str(self.path)!r} {info.architecture}, {info.weight_count} weights>"


class OfflineModel:
    """A model on several cores, for files: the same sound as `Model.process`, sooner.

    Blocks follow each other without a seam; long ones (a second and more) gain. A model that never
    forgets (LSTM) plays on one core.
    """

    def __init__(self, model: Model, *, threads: int) -> None:
        if threads < 1:
            raise ConfigError(f"threads must be at least 1, got {threads}")
        self._core = CoreOfflineModel(model.core, threads)

    def process(self, x: Samples, out: Samples | None = None) -> Samples:
        """Return the output for the next block; arguments as in `Model.process`."""
        return _process(self._core, x, out)


def _process(player: _Player, x: Samples, out: Samples | None) -> Samples:
    if out is None:
        out = np.empty_like(x)
    for name, samples in (("x", x), ("out", out)):
        if not isinstance(samples, np.ndarray) or samples.dtype != np.float32 or samples.ndim != 1:
            found = (
                f"{samples.dtype} {samples.shape}"
                if isinstance(samples, np.ndarray)
                else type(samples).__name__
            )
            raise AudioError(f"{name} must be a float32 array of shape (frames,), got {found}")
    if out.shape != x.shape:
        raise AudioError(f"out must have the {x.shape[0]} frames of x, got {out.shape[0]}")
    if not out.flags.c_contiguous or not out.flags.writeable:
        raise AudioError("out must be contiguous and writeable")
    bad_frame = first_non_finite(x)
    if bad_frame is not None:
        raise AudioError(f"frame {bad_frame} of x is {x[bad_frame]}")
    block = np.ascontiguousarray(x)
    if np.may_share_memory(block, out) and block.ctypes.data != out.ctypes.data:
        raise AudioError("out overlaps x; pass x itself, or memory of its own")
    player.process(block, out)
    return out
