"""The settings of a training run: its length, when to stop, the device, the seed."""

from dataclasses import dataclass

from reamp.engine.model import INSTRUCTION_SETS
from reamp.errors import ConfigError
from reamp.train.checks import check_number, check_whole
from reamp.train.recipes import Recipe

__all__ = ["TrainConfig"]


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """The settings of one run, over whose whole length the learning rate falls.

    It ends after `epochs` passes over the audio, after `time_limit_s`, when the largest network reaches
    `until_esr`, or when no network improved for `patience_epochs`, whichever comes first. `device` is a
    PyTorch name (cpu, cuda, cuda:1, mps); None takes the fastest available. `instruction_set` is that of the
    kernels that train a WaveNet on the CPU; None takes the fastest that this machine supports; the weights
    depend on it in their last bits. `recipe` replaces the architecture's own. Raises `ConfigError`.
    """

    epochs: int = 30
    time_limit_s: float | None = None
    until_esr: float | None = None
    patience_epochs: int | None = None
    seed: int = 0
    device: str | None = None
    instruction_set: str | None = None
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        check_whole("epochs", self.epochs, least=1)
        check_whole("seed", self.seed, least=0)
        if self.seed >= 2**63:
            raise ConfigError(f"seed must be below 2^63, got {self.seed}")
        if self.patience_epochs is not None:
            check_whole("patience_epochs", self.patience_epochs, least=1)
        if self.time_limit_s is not None:
            check_number("time_limit_s", self.time_limit_s, "above 0", lambda limit: limit > 0.0)
        if self.until_esr is not None:
            check_number("until_esr", self.until_esr, "above 0 and below 1", lambda esr: 0.0 < esr < 1.0)
        if self.device is not None and not isinstance(self.device, str):
            raise ConfigError(f"device must be a text such as cpu or cuda:1, got {self.device!r}")
        if self.instruction_set is not None and self.instruction_set not in INSTRUCTION_SETS:
            choices = ", ".join(INSTRUCTION_SETS)
            raise ConfigError(f"instruction_set must be one of {choices}, got {self.instruction_set!r}")
        if self.recipe is not None and not isinstance(self.recipe, Recipe):
            raise ConfigError(f"recipe must be a Recipe, got {self.recipe!r}; recipes.A1_RECIPE is one")
