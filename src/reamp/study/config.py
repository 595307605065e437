"""The size of a study: send levels, interfaces, network and length of training."""

import math
from dataclasses import dataclass

from reamp.errors import ConfigError
from reamp.train.architectures import A1_FEATHER, A1_STANDARD, Architecture

__all__ = ["FAST", "FAST_DEVICE", "FULL", "FULL_DEVICE", "StudyConfig"]


@dataclass(frozen=True, kw_only=True)
class StudyConfig:
    """One amp, captured at each send level; one guitar, recorded through each interface.

    A send level is the dBu of a full-scale sine at the amp's input; an interface level is the maximum input
    level at lowest gain. Raw and calibrated clips play the recording of the first interface. `epochs` applies
    to every model; `signal_s` is how much of the test signal is played, None for all.
    """

    send_levels_dbu: tuple[float, ...] = (5.74, 11.76, 15.0, 18.0)
    interface_levels_dbu: tuple[float, ...] = (12.2, 15.0)
    architecture: Architecture = A1_STANDARD
    epochs: int = 6
    signal_s: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise `ConfigError` where there would be nothing to compare."""
        for name, levels in (("send", self.send_levels_dbu), ("interface", self.interface_levels_dbu)):
            if not all(map(math.isfinite, levels)):
                raise ConfigError(f"{name} levels must be finite, got {levels}")
            if len(set(levels)) != len(levels):
                raise ConfigError(f"{name} levels must differ, got {levels}")
        if len(self.send_levels_dbu) < 2:
            raise ConfigError(f"a study needs two send levels or more, got {len(self.send_levels_dbu)}")
        if not self.interface_levels_dbu:
            raise ConfigError("a study needs an interface level")
        if self.epochs < 1:
            raise ConfigError(f"epochs must be at least 1, got {self.epochs}")


FULL = StudyConfig()
"""The study of the article that started this project (overdriven.fr, "Using NAM, part 3: gain staging")."""

FULL_DEVICE = "lead-amp"
"""The device of `FULL` unless another is named."""

FAST = StudyConfig(architecture=A1_FEATHER, epochs=5, signal_s=75.0)
"""The same study in less time: a shorter signal, a smaller network, fewer steps.

The effect of calibration shows only where the network learns the amp well. It learns the clean amp; for the
lead amp, A1 feather reaches an ESR of 0.032 at 15 dBu after 12 epochs, where raw is 0.035.
"""

FAST_DEVICE = "clean-amp"
"""The device of `FAST` unless another is named."""
