"""The knobs as a player turns them: those of the rig, and the gain of the interface beside them."""

import dataclasses
from dataclasses import dataclass

from reamp.rig.parameters import GATE, INTERFACE_GAIN, PARAMETERS, Gate, Parameter
from reamp.rig.rig import Rig

__all__ = ["KNOBS", "Controls", "switch_gate"]

KNOBS = (*PARAMETERS, INTERFACE_GAIN)
"""From left to right; the last is no part of the rig."""


@dataclass(frozen=True, kw_only=True)
class Controls:
    """All that the knobs turn; `interface_gain_db` is what the interface shows, None where that is unknown.

    `lowest_gain_db` is what it shows at its lowest.
    """

    rig: Rig
    interface_gain_db: float | None = None
    lowest_gain_db: float = 0.0

    def value(self, knob: Parameter) -> float | None:
        """Return where a knob is, None where it is off or unknown."""
        return self.interface_gain_db if knob is INTERFACE_GAIN else self.rig.value_of(knob)

    def default(self, knob: Parameter) -> float:
        """Return where a knob is reset to, and where it begins when it was off or unknown."""
        return self.lowest_gain_db if knob is INTERFACE_GAIN else knob.default

    def text(self, knob: Parameter) -> str:
        """Return where a knob is as people read it, in at most nine columns."""
        return knob.text(self.value(knob))

    def with_value(self, knob: Parameter, value: float | None) -> "Controls":
        """Return the controls with a knob moved, None for off; raises `ConfigError` beyond its ends."""
        if knob is INTERFACE_GAIN:
            return dataclasses.replace(self, interface_gain_db=value)
        return dataclasses.replace(self, rig=self.rig.with_value(knob, value))

    def turned(self, knob: Parameter, steps: int) -> "Controls":
        """Return the controls with a knob turned by steps, at most to its end."""
        now = self.value(knob)
        return self.with_value(knob, knob.turned(self.default(knob) if now is None else now, steps))

    def reset(self, knob: Parameter) -> "Controls":
        """Return the controls with a knob at its default."""
        return self.with_value(knob, self.default(knob))


def switch_gate(controls: Controls, *, threshold_db: float = GATE.default) -> Controls:
    """Return the controls with the gate off where it was on, and on where it was off."""
    gate = Gate(threshold_db=threshold_db) if controls.rig.gate is None else None
    return dataclasses.replace(controls, rig=dataclasses.replace(controls.rig, gate=gate))
