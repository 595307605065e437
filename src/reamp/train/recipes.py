"""How a network learns, as values: loss, optimiser, schedule, batch; ours and the official trainer's."""

from dataclasses import dataclass, replace
from enum import StrEnum

from reamp.errors import ConfigError

__all__ = [
    "A1_RECIPE",
    "A2_RECIPE",
    "LSTM_RECIPE",
    "OFFICIAL_A1_RECIPE",
    "OFFICIAL_A2_RECIPE",
    "LossWeights",
    "Method",
    "Recipe",
    "Schedule",
]


class Method(StrEnum):
    """How a gradient becomes a step."""

    ADAM = "adam"
    MUON = "muon"  # for WaveNets, see `muon`; LSTMs take Adam


class Schedule(StrEnum):
    """How the learning rate falls after the warm-up."""

    EXPONENTIAL = "exponential"  # by a factor per epoch, whatever their number
    COSINE = "cosine"  # to `final_rate` of its start at the end of the run


@dataclass(frozen=True, kw_only=True)
class LossWeights:
    """The weights of the terms of the loss, for a target of -18 dBFS RMS; a term of weight 0 is not computed.

    The mean square of the target is 0.0158: a mean square error of weight 1 is 0.0158 ESR.
    """

    mean_square: float = 1.0
    stft: float = 0.0
    stft_pre_emphasis: float = 0.0
    dc: float = 0.0

    def __post_init__(self) -> None:
        if min(self.mean_square, self.stft, self.dc) < 0.0 or self.mean_square + self.stft + self.dc == 0.0:
            raise ConfigError(f"loss weights must not be negative, nor all zero: {self}")
        if not 0.0 <= self.stft_pre_emphasis < 1.0:
            raise ConfigError(f"stft_pre_emphasis must be from 0 to below 1, got {self.stft_pre_emphasis}")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides what is learned from a pass over the audio.

    A step sees `batch` windows, each of `window_frames` that count and the past that the network needs before
    them. `averaging` is how much of the averaged weights each step keeps (None: no averaging); what is kept
    and exported is the average.
    """

    batch: int
    window_frames: int
    learning_rate: float
    schedule: Schedule
    rate_per_epoch: float = 1.0
    final_rate: float = 0.01
    warm_up_steps: int = 0
    weight_decay: float = 0.0
    gradient_norm: float | None = None
    averaging: float | None = None
    method: Method = Method.ADAM
    loss: LossWeights = LossWeights()

    def __post_init__(self) -> None:
        if self.batch < 1:
            raise ConfigError(f"batch must be at least 1, got {self.batch}")
        if self.window_frames < 2048:
            raise ConfigError(f"window_frames must be at least 2048, one STFT, got {self.window_frames}")
        if not 0.0 < self.learning_rate < 1.0:
            raise ConfigError(f"learning_rate must be above 0 and below 1, got {self.learning_rate}")
        if self.weight_decay and self.method is Method.MUON:
            raise ConfigError(f"weight_decay is Adam's, Muon takes none, got {self.weight_decay}")
        if self.averaging is not None and not 0.0 <= self.averaging < 1.0:
            raise ConfigError(f"averaging must be from 0 to below 1, got {self.averaging}")


OFFICIAL_A1_RECIPE = Recipe(
    batch=16,
    window_frames=8192,
    learning_rate=4e-3,
    schedule=Schedule.EXPONENTIAL,
    rate_per_epoch=0.993,
    loss=LossWeights(stft=2e-4, stft_pre_emphasis=0.85),
)
OFFICIAL_A2_RECIPE = Recipe(
    batch=16,
    window_frames=8192,
    learning_rate=4e-3,
    schedule=Schedule.EXPONENTIAL,
    rate_per_epoch=0.994,
    weight_decay=3.17e-7,
    loss=LossWeights(stft=5e-4),
)

# A step of an eighth of the official frames, in short windows from more places: the average of the
# weights takes out the noise. After 80 CPU seconds of A1 standard (PyTorch) on a drive pedal the ESR
# is 0.021 with 4 x 4096 frames, 0.027 with 2 x 8192, 0.043 with 2 x 16384, 0.052 with 4 x 16384 and 0.155
# with 16 x 8192. Half the learning rate: 0.038 instead of 0.027 (2 x 8192).
A1_RECIPE = Recipe(
    batch=4,
    window_frames=4096,
    learning_rate=4e-3,
    schedule=Schedule.COSINE,
    warm_up_steps=50,
    gradient_norm=1.0,
    averaging=0.99,
    method=Method.MUON,
    loss=LossWeights(stft=2e-4, stft_pre_emphasis=0.85),
)
A2_RECIPE = replace(A1_RECIPE, loss=LossWeights(stft=5e-4))

# An LSTM's step costs by its length more than by its width: 32 x 2048 frames take twice as long as 2 x 8192.
LSTM_RECIPE = replace(A1_RECIPE, batch=32, window_frames=2048, learning_rate=1e-2)
