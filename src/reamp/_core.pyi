"""The native core; use reamp.engine instead."""

from collections.abc import Sequence
import enum
from typing import Annotated

import numpy
from numpy.typing import NDArray


class ModelInfo:
    """What a loaded model is; sizes are of the network that plays now."""

    @property
    def architecture(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def sample_rate_hz(self) -> float | None: ...

    @property
    def weight_count(self) -> int: ...

    @property
    def macs_per_frame(self) -> int: ...

    @property
    def receptive_field_frames(self) -> int | None: ...

    @property
    def prewarm_frames(self) -> int: ...

    @property
    def slim_breakpoints(self) -> list[float]: ...

class Model:
    """A model at work; several threads may call it, one at a time."""

    @staticmethod
    def load(path: bytes, instruction_set: str | None = None) -> Model:
        """
        Load a .nam file and settle it; raises reamp.errors.ModelFileError and ConfigError.
        """

    @staticmethod
    def parse(json: str, path: bytes, instruction_set: str | None = None) -> Model:
        """
        Load the text of a .nam file as `load` does; errors name it by the path.
        """

    def process(self, x: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], out: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """Process one block; x and out may be the same array."""

    def reset(self) -> None:
        """Return to the settled state after loading."""

    def clone(self) -> Model:
        """Return an independent player of the same file."""

    @property
    def slim(self) -> float:
        """Size of a slimmable model, 0 to 1; may be set while it plays."""

    @slim.setter
    def slim(self, arg: float, /) -> None: ...

    @property
    def info(self) -> ModelInfo: ...

    @property
    def instruction_set(self) -> str: ...

class OfflineModel:
    """One model on several cores, for files."""

    def __init__(self, model: Model, threads: int) -> None: ...

    def process(self, x: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], out: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """Process the next block."""

class RigMode(enum.Enum):
    """Whose gate."""

    PLAYER = 0

    COMPATIBLE = 1

class RigSettings:
    """What a player turns; see core/include/reamp/rig.h."""

    def __init__(self, *, channel: int = 0, input_gain_db: float = 0.0, gate: bool = False, gate_threshold_db: float = -80.0, bass: float = 5.0, middle: float = 5.0, treble: float = 5.0, output_gain_db: float = 0.0, limiter: bool = True) -> None: ...

class RigMeters:
    """What a rig shows; see core/include/reamp/rig.h."""

    @property
    def input_peak(self) -> float: ...

    @property
    def model_peaks(self) -> list[float]: ...

    @property
    def output_peaks(self) -> list[float]: ...

    @property
    def gate_gain(self) -> float: ...

    @property
    def limiter_gain(self) -> float: ...

    @property
    def frames(self) -> int: ...

    @property
    def clipped_frames(self) -> int: ...

    @property
    def limited_frames(self) -> int: ...

    @property
    def broken_frames(self) -> int: ...

    @property
    def broken_model(self) -> int: ...

    @property
    def is_changing(self) -> bool: ...

class Rig:
    """A chain that is changed while it plays."""

    def __init__(self, rate_hz: int, mode: RigMode = RigMode.PLAYER) -> None: ...

    def set(self, settings: RigSettings) -> None:
        """Turn the knobs."""

    def set_models(self, models: Sequence[tuple[Model, float]], output_gain_db: float = 0.0) -> None:
        """Play clones of these models, each behind its gain in dB."""

    def set_cabinet(self, left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None) -> None:
        """Play this impulse response, or one for each side."""

    def meters(self) -> RigMeters:
        """Return what the last block measured."""

    @property
    def latency_frames(self) -> int: ...

    def process(self, inputs: Sequence[Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)]], left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')], right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')] | None = None) -> None:
        """Process one block; without right, left is the mean of both sides."""

class OfflineRig:
    """The same chain for files, its models on several cores."""

    def __init__(self, rate_hz: int, *, mode: RigMode = RigMode.PLAYER, settings: RigSettings, models: Sequence[tuple[Model, float]], models_output_gain_db: float, cabinet_left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, cabinet_right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, threads: int = 1) -> None: ...

    def process(self, x: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], left: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')], right: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')] | None = None) -> None:
        """Process the next block."""

    def meters(self) -> RigMeters:
        """Return what all blocks so far measured."""

    @property
    def latency_frames(self) -> int: ...

class SpectrumMath:
    """
    What a loss on spectra needs of each bin; a spectrum is real and imaginary parts in turn.
    """

    def __init__(self, instruction_set: str | None = None) -> None:
        """
        Raises reamp.errors.ConfigError for an instruction set that this machine does not run.
        """

    def magnitudes(self, spectrum: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], floor: float, out: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """Write the magnitudes; a power below floor counts as floor."""

    def distance(self, spectrum: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], wanted: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], floor: float) -> tuple[float, float]:
        """
        Return the sums of |log(magnitude / wanted)| and of (magnitude - wanted)^2.
        """

    def derive(self, spectrum: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')], wanted: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], floor: float, square: float, log: float) -> None:
        """
        Turn each bin into its derivative: S times square (1 - wanted / A) + log sign(A - wanted) / A^2.
        """

class TrainingNet:
    """
    The output and the gradient of a WaveNet for batches of one size; weights are flat, as in a .nam file without its head scale.
    """

    def __init__(self, arrays: Sequence[tuple[int, int, int, Sequence[int], Sequence[int], int, bool]], activation: str, head_scale: float, *, batch: int, frames: int, threads: int, instruction_set: str | None = None) -> None:
        """
        Allocate everything; an array is (inputs, channels, outputs, kernel_sizes, dilations, head_kernel, head_bias). Raises reamp.errors.ConfigError.
        """

    def forward(self, weights: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], x: Annotated[NDArray[numpy.float32], dict(shape=(None, None), device='cpu', writable=False)], out: Annotated[NDArray[numpy.float32], dict(shape=(None, None), order='C', device='cpu')]) -> None:
        """
        Write the output, (batch, frames), for x, (batch, past_frames + frames), and keep what backward needs.
        """

    def backward(self, weights: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu', writable=False)], x: Annotated[NDArray[numpy.float32], dict(shape=(None, None), device='cpu', writable=False)], d_out: Annotated[NDArray[numpy.float32], dict(shape=(None, None), order='C', device='cpu', writable=False)], gradient: Annotated[NDArray[numpy.float32], dict(shape=(None,), order='C', device='cpu')]) -> None:
        """
        Overwrite gradient with that of sum(out * d_out), for the weights and x of the last forward.
        """

    @property
    def weight_count(self) -> int: ...

    @property
    def past_frames(self) -> int: ...

    @property
    def saved_bytes(self) -> int: ...

    @property
    def instruction_set(self) -> str: ...
