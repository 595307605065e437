"""Training recipes as values: loss, optimiser, schedule, batch; Reamp's own and the official trainer's."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reamp.arguments import is_whole
from reamp.errors import ConfigError
from reamp.train.checks import as_choice, check_number, check_whole

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import Optimizer

__all__ = [
    "A1_RECIPE",
    "A2_RECIPE",
    "LSTM_RECIPE",
    "OFFICIAL_A1_RECIPE",
    "OFFICIAL_A2_RECIPE",
    "LossWeights",
    "OptimizerMethod",
    "Recipe",
    "Schedule",
    "function_name",
    "recipe_from_json",
]


class OptimizerMethod(StrEnum):
    """The optimiser, which turns gradients into steps."""

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
        for name in ("mean_square", "stft", "dc"):
            check_number(name, getattr(self, name), "finite and not negative", _is_weight)
        if self.mean_square + self.stft + self.dc == 0.0:
            raise ConfigError(f"loss weights must not be negative, nor all zero: {self}")
        check_number(
            "stft_pre_emphasis", self.stft_pre_emphasis, "from 0 to below 1", lambda c: 0.0 <= c < 1.0
        )


def _is_weight(weight: float) -> bool:
    return 0.0 <= weight < math.inf


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The settings that decide what a network learns from a pass over the audio.

    batch, window_frames: a step uses `batch` windows, each of `window_frames` that count, preceded by the
        past that the network needs.
    learning_rate: that of the first step after the warm-up.
    schedule: how the learning rate falls; or a function of the progress of the run, 0 to 1, that returns the
        factor.
    rate_per_epoch: the factor per epoch of `Schedule.EXPONENTIAL`.
    final_rate: the factor at the end of `Schedule.COSINE`.
    warm_up_steps: over how many steps the learning rate rises to its start.
    weight_decay: Adam's; Muon has none.
    gradient_norm: the largest norm of a step's gradient, to which larger ones are scaled (None: no limit).
    averaging: the share of the averaged weights that each step keeps (None: no averaging); the averaged
        weights are validated and exported.
    method: the optimiser; or a function of a list of tensors that returns a `torch.optim.Optimizer`, whose
        learning rate is set before every step.
    loss: the weights of the terms; or a function of reference and estimate, (batch, frames) both, that
        returns a scalar.

    `schedule` and `method` may be given as text. Raises `ConfigError`.
    """

    batch: int
    window_frames: int
    learning_rate: float
    schedule: Schedule | Callable[[float], float]
    rate_per_epoch: float = 1.0
    final_rate: float = 0.01
    warm_up_steps: int = 0
    weight_decay: float = 0.0
    gradient_norm: float | None = None
    averaging: float | None = None
    method: "OptimizerMethod | Callable[[list[Tensor]], Optimizer]" = OptimizerMethod.ADAM
    loss: "LossWeights | Callable[[Tensor, Tensor], Tensor]" = LossWeights()

    def __post_init__(self) -> None:
        for name, choices in (("schedule", Schedule), ("method", OptimizerMethod)):
            value = getattr(self, name)
            if not callable(value):
                choice: StrEnum = as_choice(name, value, choices, other=", or a function")
                object.__setattr__(self, name, choice)
        if not isinstance(self.loss, LossWeights) and not callable(self.loss):
            raise ConfigError(f"loss must be LossWeights or a function, got {self.loss!r}")
        check_whole("batch", self.batch, least=1)
        check_whole("window_frames", self.window_frames, least=2048, reason=", one STFT")
        check_whole("warm_up_steps", self.warm_up_steps, least=0)
        check_number(
            "learning_rate", self.learning_rate, "above 0 and below 1", lambda rate: 0.0 < rate < 1.0
        )
        check_number(
            "rate_per_epoch", self.rate_per_epoch, "above 0, at most 1", lambda rate: 0.0 < rate <= 1.0
        )
        check_number("final_rate", self.final_rate, "from 0 to 1", lambda rate: 0.0 <= rate <= 1.0)
        check_number("weight_decay", self.weight_decay, "finite and not negative", _is_weight)
        if self.weight_decay and self.method is not OptimizerMethod.ADAM:
            other = "Muon" if self.method is OptimizerMethod.MUON else "a method of your own"
            raise ConfigError(f"weight_decay is Adam's, {other} takes none, got {self.weight_decay}")
        if self.gradient_norm is not None:
            check_number("gradient_norm", self.gradient_norm, "above 0", lambda norm: norm > 0.0)
        if self.averaging is not None:
            check_number("averaging", self.averaging, "from 0 to below 1", lambda kept: 0.0 <= kept < 1.0)

    def as_json(self) -> dict[str, object]:
        """Return all fields as plain values; a function becomes its module and name."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def recipe_from_json(values: Mapping[str, object]) -> Recipe:
    """Return the recipe that `Recipe.as_json` wrote; raises `ConfigError` where a function was used.

    >>> recipe_from_json(A1_RECIPE.as_json()) == A1_RECIPE
    True
    """
    for name in ("schedule", "method", "loss"):
        value = values.get(name)
        function = value.get("function") if isinstance(value, Mapping) else None
        if function is not None:
            raise ConfigError(f"{name} was the function {function}: replace it in the recipe by your own")
    try:
        loss = LossWeights(**values["loss"])  # type: ignore[arg-type]
        return Recipe(**{**values, "loss": loss})  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise ConfigError(f"this is not a recipe: {error}") from None


def function_name(function: object) -> str:
    """Return the module and name of a function, or of the class of a callable object.

    >>> function_name(math.hypot)
    'math.hypot'
    """
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"


def _plain(value: object) -> object:
    if isinstance(value, LossWeights):
        return {name: float(weight) for name, weight in asdict(value).items()}
    if isinstance(value, StrEnum) or value is None:
        return value if value is None else str(value)
    if callable(value):
        return {"function": function_name(value)}
    return int(value) if is_whole(value) else float(value)  # type: ignore[call-overload,arg-type]


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
# Averaging the weights removes the noise of so small a batch. The STFT term costs an eighth of a step:
# 0.0013 with it, 0.0011 without; it makes the network learn the highs, which the ESR hardly counts.
# After 8 to 30 CPU seconds: nano 0.009, feather 0.0015, lite 0.002, the A2 pair 0.0033 and 0.0019.
A1_RECIPE = Recipe(
    batch=2,
    window_frames=4096,
    learning_rate=6e-3,
    schedule=Schedule.COSINE,
    warm_up_steps=50,
    gradient_norm=1.0,
    averaging=0.99,
    method=OptimizerMethod.MUON,
    loss=LossWeights(stft=2e-4, stft_pre_emphasis=0.85),
)
A2_RECIPE = replace(A1_RECIPE, loss=LossWeights(stft=5e-4))

# An LSTM's step costs more for longer windows than for more: 32 x 2048 frames take twice as long as 2 x 8192.
LSTM_RECIPE = replace(A1_RECIPE, batch=32, window_frames=2048, learning_rate=1e-2)
