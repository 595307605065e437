"""The knobs that a player turns: those of the rig, and the gain of the interface."""

import dataclasses
from dataclasses import dataclass

from reamp.rig.parameters import GATE, INTERFACE_GAIN, PARAMETERS, Gate, Parameter
from reamp.rig.rig import Rig

__all__ = ["KNOBS", "Controls", "switch_gate"]

KNOBS = (*PARAMETERS, INTERFACE_GAIN)
"""The knobs from left to right; the last one does not belong to the rig."""


@dataclass(frozen=True, kw_only=True)
class Controls:
    """The values of all knobs. `interface_gain_db` is the gain that the interface shows, None if unknown.

    `lowest_gain_db` is the number that it shows at its lowest gain.
    """

    rig: Rig
    interface_gain_db: float | None = None
    lowest_gain_db: float = 0.0

    def value(self, knob: Parameter) -> float | None:
        """Return the value of a knob, None if it is off or unknown."""
        return self.interface_gain_db if knob is INTERFACE_GAIN else self.rig.value_of(knob)

    def default(self, knob: Parameter) -> float:
        """Return the value of a knob after a reset. A knob that was off or unknown also begins there."""
        return self.lowest_gain_db if knob is INTERFACE_GAIN else knob.default

    def text(self, knob: Parameter) -> str:
        """Return the value of a knob as text of at most nine columns."""
        return knob.text(self.value(knob))

    def with_value(self, knob: Parameter, value: float | None) -> "Controls":
        """Return the controls with a knob moved, None for off; raises `ConfigError` outside its range."""
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
    """Return the controls with the gate switched: off if it was on, on if it was off."""
    gate = Gate(threshold_db=threshold_db) if controls.rig.gate is None else None
    return dataclasses.replace(controls, rig=dataclasses.replace(controls.rig, gate=gate))
