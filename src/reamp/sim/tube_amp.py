"""A tube amplifier from component values: gain stages, phase inverter, push-pull power stage, supply, load.

The defaults are round values of circuits that many amplifiers share. docs/gear.md says what is modelled.
"""

from dataclasses import dataclass

import numpy.typing as npt

from reamp import _core
from reamp.errors import ConfigError
from reamp.sim.circuit import Circuit
from reamp.sim.parts import check_positive, copied_to
from reamp.sim.tubes import EL34, TWELVE_AX7, Pentode, Triode
from reamp.sim.volts import Volts, through_core

__all__ = ["AmpCircuit", "PhaseInverter", "PowerStage", "Speaker", "TriodeStage", "run_amp"]


@dataclass(frozen=True, kw_only=True)
class TriodeStage:
    """A triode with plate and cathode resistors, and the circuit between its plate and the next grid.

    `cathode_f` 0 is a cathode without bypass capacitor; `follower_ohm` above 0 adds a cathode follower of
    that output resistance after the plate; `stray_f` is the capacitance of the wiring at the grid.
    """

    after: Circuit
    tube: Triode = TWELVE_AX7
    supply_v: float = 300.0
    plate_ohm: float = 100e3
    cathode_ohm: float = 1.5e3
    cathode_f: float = 25e-6
    follower_ohm: float = 0.0
    stray_f: float = 8e-12

    def __post_init__(self) -> None:
        """Raise `ConfigError` for impossible part values."""
        check_positive(self, may_be_zero=("cathode_f", "follower_ohm", "stray_f"))


@dataclass(frozen=True, kw_only=True)
class PhaseInverter:
    """A long-tailed pair."""

    tube: Triode = TWELVE_AX7
    supply_v: float = 300.0
    driven_plate_ohm: float = 82e3
    other_plate_ohm: float = 100e3
    bias_ohm: float = 470.0
    tail_ohm: float = 10e3

    def __post_init__(self) -> None:
        """Raise `ConfigError` for impossible part values."""
        check_positive(self)


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """The load: a coil with its resistance and eddy currents, and the resonance of the cone."""

    coil_ohm: float = 6.5
    coil_h: float = 0.25e-3
    eddy_ohm: float = 6.0
    resonance_ohm: float = 8.0
    resonance_hz: float = 90.0
    resonance_q: float = 1.5

    def __post_init__(self) -> None:
        """Raise `ConfigError` for impossible part values."""
        check_positive(self)


@dataclass(frozen=True, kw_only=True)
class PowerStage:
    """Two pentodes in class AB, their transformer and supply, and a load box with a line output.

    `grid_f` and `winding_f` (plate to plate) are capacitances including the wiring; `plate_resistance_ohm` is
    that of both tubes in series. `supply_v` is the open-circuit voltage behind `supply_ohm` (transformer
    and rectifier), `screen_share` the screens' current for one ampere of the plates. `line_out` is the volts
    at the jack for one volt at the load; its sign gives the wiring of the transformer.
    """

    tube: Pentode = EL34
    bias_v: float = -38.0
    coupling_f: float = 22e-9
    leak_ohm: float = 220e3
    stopper_ohm: float = 5.6e3
    grid_f: float = 60e-12
    plate_to_plate_ohm: float = 3.4e3
    nominal_ohm: float = 8.0
    primary_h: float = 15.0
    winding_f: float = 500e-12
    leakage_hz: float = 25e3
    plate_resistance_ohm: float = 15e3
    supply_v: float = 450.0
    supply_ohm: float = 200.0
    reservoir_f: float = 50e-6
    screen_ohm: float = 1e3
    screen_f: float = 50e-6
    screen_share: float = 0.15
    line_out: float = 0.1
    speaker: Speaker = Speaker()

    def __post_init__(self) -> None:
        """Raise `ConfigError` for impossible part values."""
        check_positive(self, any_sign=("bias_v", "line_out"))


@dataclass(frozen=True, kw_only=True)
class AmpCircuit:
    """A whole amplifier; `input_stopper_ohm` is between the jack and the first grid."""

    stages: tuple[TriodeStage, ...]
    inverter: PhaseInverter = PhaseInverter()
    power: PowerStage = PowerStage()
    input_stopper_ohm: float = 34e3

    def __post_init__(self) -> None:
        """Raise `ConfigError` for impossible part values."""
        check_positive(self)
        if not self.stages:
            raise ConfigError("an amplifier has at least one stage, got none")

    def to_core(self) -> _core.AmpParts:
        """Return the parts for the core."""
        amp = _core.AmpParts()
        amp.input_stopper_ohm = self.input_stopper_ohm
        amp.stages = [_core_stage(stage) for stage in self.stages]
        inverter = copied_to(_core.PhaseInverter(), self.inverter)
        inverter.tube = copied_to(_core.Triode(), self.inverter.tube)
        power = copied_to(_core.PowerStage(), self.power)
        power.tube = copied_to(_core.Pentode(), self.power.tube)
        power.speaker = copied_to(_core.Speaker(), self.power.speaker)
        amp.inverter, amp.power = inverter, power
        return amp


def _core_stage(stage: TriodeStage) -> _core.Stage:
    core = copied_to(_core.Stage(), stage)
    core.tube = copied_to(_core.Triode(), stage.tube)
    core.after = stage.after.to_core()
    return core


def run_amp(circuit: AmpCircuit, volts: npt.ArrayLike, *, rate_hz: int, device: str) -> Volts:
    """Return the volts at the line output, frame for frame, from rest; `device` is the name in errors.

    Raises as `through_core` does.
    """
    return through_core(lambda: _core.TubeAmp(circuit.to_core(), rate_hz), volts, device=device)
