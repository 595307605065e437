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

# ESR of A1 standard after 40 CPU seconds (Zen 4, one core) on an overdriven preamp and on a tube amp:
#   0.0099 and 0.0027  Adam at 4e-3, 4 windows of 4096 frames; the official recipe: 0.11 and 0.06 after 50 s
#   0.0020 and 0.0013  SOAP at 4e-3, both its memories of 0.95
#   0.0009 and 0.0007  Muon at 4e-3, momentum 0.8; with a momentum of 0.9, 0.0013 and 0.0008; of 0.95, 0.0024
#   0.0008 and 0.0006  Muon at 6e-3; at 8e-3 and a momentum of 0.95 it is 0.017
#   0.0005             2 windows of 4096; after 20 s 0.0012 and 0.0009, with 4 windows 0.0014 and 0.0012
# At 4e-3 and 0.9: 2 x 4096 frames 0.0007, 4 x 4096 and 2 x 8192 0.0013, 8 x 4096 0.0018, 1 x 4096 0.0031.
# The average of the weights takes out the noise of so small a batch. The STFT term costs an eighth of a step:
# 0.0013 with it, 0.0011 without; with it the highs are learned that the ESR hardly counts.
# After 8 to 30 CPU seconds: nano 0.009, feather 0.0015, lite 0.002, the A2 pair 0.0033 and 0.0019.
A1_RECIPE = Recipe(
    batch=2,
    window_frames=4096,
    learning_rate=6e-3,
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
