"""How large a study is: which send levels, which interfaces, which networks, for how long."""

import math
from dataclasses import dataclass

from reamp.errors import ConfigError
from reamp.train.architectures import A1_FEATHER, A1_STANDARD, Architecture

__all__ = ["FAST", "FAST_DEVICE", "FULL", "FULL_DEVICE", "StudyConfig"]


@dataclass(frozen=True, kw_only=True)
class StudyConfig:
    """One amp, captured at each send level; one guitar, recorded through each interface.

    A send level is the dBu of a full-scale sine at the amp's input, an interface level the one that fills
    the interface at its lowest gain. The first interface is the one that raw and calibrated clips are played
    from. `epochs` are those of every model, `signal_s` how much of the test signal is played, None for all.
    """

    send_levels_dbu: tuple[float, ...] = (5.74, 11.76, 15.0, 18.0)
    interface_levels_dbu: tuple[float, ...] = (12.2, 15.0)
    architecture: Architecture = A1_STANDARD
    epochs: int = 6
    signal_s: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise `ConfigError` for a study that would compare nothing."""
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
"""The study of the article this project grew from (overdriven.fr, "Using NAM, part 3: gain staging")."""

FULL_DEVICE = "lead-amp"
"""What `FULL` studies unless another device is named."""

FAST = StudyConfig(architecture=A1_FEATHER, epochs=5, signal_s=75.0)
"""The same in less time: less to learn from, a smaller network, fewer steps.

Calibration shows where the network learns the amp well enough. It learns the clean amp; of the lead amp,
A1 feather leaves an ESR of 0.032 at 15 dBu after 12 epochs, where raw is 0.035.
"""

FAST_DEVICE = "clean-amp"
"""What `FAST` studies unless another device is named."""
