"""What the person who trains decides: how long, until when, where, from which seed."""

from dataclasses import dataclass

from reamp.errors import ConfigError
from reamp.train.recipes import Recipe

__all__ = ["TrainConfig"]


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """One run; the learning rate falls over exactly this run, so a short one is no long one cut off.

    It ends after `epochs` passes over the audio, after `time_limit_s`, when the largest network reaches
    `until_esr`, or when no network got better for `patience_epochs`; whichever comes first. `device` is a
    PyTorch name (cpu, cuda, cuda:1, mps), None takes the fastest there is. `recipe` replaces the
    architecture's own.
    """

    epochs: int = 30
    time_limit_s: float | None = None
    until_esr: float | None = None
    patience_epochs: int | None = None
    seed: int = 0
    device: str | None = None
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise ConfigError(f"epochs must be at least 1, got {self.epochs}")
        if self.time_limit_s is not None and not self.time_limit_s > 0.0:
            raise ConfigError(f"time_limit_s must be above 0, got {self.time_limit_s}")
        if self.until_esr is not None and not 0.0 < self.until_esr < 1.0:
            raise ConfigError(f"until_esr must be above 0 and below 1, got {self.until_esr}")
        if self.patience_epochs is not None and self.patience_epochs < 1:
            raise ConfigError(f"patience_epochs must be at least 1, got {self.patience_epochs}")
        if self.seed < 0:
            raise ConfigError(f"seed must be 0 or above, got {self.seed}")
