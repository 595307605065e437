"""What a file with knobs says of its training: its settings, and the ESR at others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reamp.arguments import is_number
from reamp.errors import ConfigError
from reamp.knobs.knob import Control, Setting, checked_setting, network_inputs
from reamp.nam.metadata import Metadata

__all__ = ["KnobTraining", "knob_training"]

_FAR = 1.2  # times the largest distance between a setting and the one nearest to it


@dataclass(frozen=True, kw_only=True)
class KnobTraining:
    """The settings that a model was trained on, and the ESR at those that judged it."""

    controls: tuple[Control, ...]
    settings: tuple[Setting, ...]
    judged: tuple[tuple[Setting, float], ...]

    @property
    def worst(self) -> tuple[Setting, float] | None:
        """The setting with the highest ESR; None where the file has none."""
        return max(self.judged, key=lambda each: each[1], default=None)

    def distance(self, setting: Setting) -> float:
        """Return the distance to the nearest setting of the training: 1 is the whole range of one knob."""
        return float(self._distances([setting])[0].min())

    def nearest(self, setting: Setting) -> Setting:
        """Return the setting of the training that is nearest."""
        return self.settings[int(self._distances([setting])[0].argmin())]

    @property
    def far(self) -> float:
        """The distance from which a setting is far from every one of the training."""
        apart = self._distances(self.settings)
        np.fill_diagonal(apart, np.inf)
        return _FAR * float(apart.min(axis=1).max())

    def _distances(self, settings: Sequence[Setting]) -> Any:
        ours = np.array([network_inputs(self.controls, each) for each in settings])
        learned = np.array([network_inputs(self.controls, each) for each in self.settings])
        return np.linalg.norm(ours[:, None] - learned[None], axis=2) / 2.0


def knob_training(metadata: Metadata, controls: tuple[Control, ...]) -> KnobTraining | None:
    """Return what metadata says of the training of a model with knobs; None where it says nothing usable."""
    said: Any = metadata.training or {}
    try:
        settings = tuple(checked_setting(controls, each, is_whole=True) for each in said["settings"])
        judged = tuple(
            (checked_setting(controls, each["knobs"], is_whole=True), float(each["esr"]))
            for each in said.get("validation", ())
            if is_number(each["esr"])
        )
    except (ConfigError, TypeError, KeyError, AttributeError):
        return None
    return KnobTraining(controls=controls, settings=settings, judged=judged) if len(settings) > 1 else None
