"""Two simulated amplifiers: one that distorts, and one that hardly does."""

from dataclasses import dataclass

import numpy.typing as npt

from reamp.sim.circuit import GROUND, INPUT, Capacitor, Circuit, Resistor, audio_taper, pot
from reamp.sim.parts import check_controls
from reamp.sim.tone_stack import AMERICAN, BRITISH
from reamp.sim.tube_amp import AmpCircuit, PowerStage, TriodeStage, run_amp
from reamp.sim.tubes import SIX_L6GC
from reamp.sim.volts import Volts

__all__ = ["CleanAmp", "LeadAmp"]

_COUPLING_F = 22e-9
_POT_OHM = 1e6


@dataclass(frozen=True, kw_only=True)
class LeadAmp:
    """High but dynamic gain: three stages, the second biased cold, a cathode follower, two EL34.

    Modelled on British amplifiers of the 1980s. Knobs run from 0 to 1; the output is the line output of
    a load box, a tenth of the speaker's volts.
    """

    gain: float = 0.5
    bass: float = 0.5
    middle: float = 0.5
    treble: float = 0.5
    master: float = 0.3

    def __post_init__(self) -> None:
        """Raise `ConfigError` for knobs outside 0 to 1."""
        check_controls(self)

    @property
    def name(self) -> str:
        """Its name on the command line."""
        return "lead-amp"

    @property
    def description(self) -> str:
        """Its description in one line."""
        return "a tube amp with three gain stages and two EL34, behind a load box"

    @property
    def circuit(self) -> AmpCircuit:
        """The circuit of the amplifier at the present knob settings."""
        first = Circuit(
            (
                Capacitor(INPUT, "top", _COUPLING_F),
                Capacitor("top", "grid", 47e-12),
                *pot("top", "grid", GROUND, ohm=_POT_OHM, turned=audio_taper(self.gain)),
            ),
            "grid",
        )
        second = Circuit(
            (
                Capacitor(INPUT, "series", _COUPLING_F),
                Resistor("series", "grid", 470e3),
                Capacitor("series", "grid", 470e-12),
                Resistor("grid", GROUND, 470e3),
            ),
            "grid",
        )
        third = Circuit(
            (
                *BRITISH.parts(INPUT, "out", bass=self.bass, middle=self.middle, treble=self.treble),
                *pot("out", "wiper", GROUND, ohm=_POT_OHM, turned=audio_taper(self.master)),
                Capacitor("wiper", "grid", _COUPLING_F),
                Resistor("grid", GROUND, 1e6),
            ),
            "grid",
        )
        return AmpCircuit(
            stages=(
                TriodeStage(cathode_ohm=2.7e3, cathode_f=0.68e-6, after=first),
                TriodeStage(cathode_ohm=10e3, cathode_f=0.0, after=second),
                TriodeStage(cathode_ohm=820.0, cathode_f=0.0, follower_ohm=1e3, after=third),
            )
        )

    def process(self, volts: npt.ArrayLike, *, rate_hz: int) -> Volts:
        """Return the volts at the line output, frame for frame, from rest.

        Raises `AudioError` when `volts` is not a row of finite numbers, `ConfigError` for a rate outside 8 to
        400 kHz.
        """
        return run_amp(self.circuit, volts, rate_hz=rate_hz, device=self.name)


@dataclass(frozen=True, kw_only=True)
class CleanAmp:
    """Nearly clean with single coils, breaking up with a hot humbucker: two stages, two 6L6GC.

    Modelled on American amplifiers of the 1960s. Knobs run from 0 to 1; the output is the line output of
    a load box, a tenth of the speaker's volts.
    """

    gain: float = 0.5
    bass: float = 0.5
    middle: float = 0.5
    treble: float = 0.5
    master: float = 0.45

    def __post_init__(self) -> None:
        """Raise `ConfigError` for knobs outside 0 to 1."""
        check_controls(self)

    @property
    def name(self) -> str:
        """Its name on the command line."""
        return "clean-amp"

    @property
    def description(self) -> str:
        """Its description in one line."""
        return "a tube amp with two gain stages and two 6L6, behind a load box"

    @property
    def circuit(self) -> AmpCircuit:
        """The circuit of the amplifier at the present knob settings."""
        first = Circuit(
            (
                *AMERICAN.parts(INPUT, "out", bass=self.bass, middle=self.middle, treble=self.treble),
                *pot("out", "grid", GROUND, ohm=_POT_OHM, turned=audio_taper(self.gain)),
            ),
            "grid",
        )
        second = Circuit(
            (
                Capacitor(INPUT, "series", _COUPLING_F),
                Resistor("series", "top", _POT_OHM),
                *pot("top", "grid", GROUND, ohm=_POT_OHM, turned=audio_taper(self.master)),
            ),
            "grid",
        )
        # The negative sign keeps the polarity: two stages invert the signal once less than three
        power = PowerStage(
            tube=SIX_L6GC, bias_v=-46.0, plate_to_plate_ohm=4.2e3, supply_v=440.0, line_out=-0.1
        )
        return AmpCircuit(stages=(TriodeStage(after=first), TriodeStage(after=second)), power=power)

    def process(self, volts: npt.ArrayLike, *, rate_hz: int) -> Volts:
        """Return the volts at the line output, frame for frame, from rest.

        Raises `AudioError` when `volts` is not a row of finite numbers, `ConfigError` for a rate outside 8 to
        400 kHz.
        """
        return run_amp(self.circuit, volts, rate_hz=rate_hz, device=self.name)
