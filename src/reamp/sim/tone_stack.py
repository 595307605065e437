"""The passive tone control of most guitar amplifiers: bass, middle and treble that depend on each other.

The circuit of D. T. Yeh and J. O. Smith, "Discretization of the '59 Fender Bassman tone stack", DAFx-06.
"""

from dataclasses import dataclass

from reamp.sim.circuit import GROUND, Capacitor, Resistor, audio_taper, pot
from reamp.sim.parts import check_control, check_positive

__all__ = ["AMERICAN", "BRITISH", "ToneStack"]


@dataclass(frozen=True, kw_only=True)
class ToneStack:
    """The parts of a tone stack, named by their function."""

    slope_ohm: float
    treble_ohm: float
    bass_ohm: float
    middle_ohm: float
    treble_f: float
    bass_f: float
    middle_f: float

    def __post_init__(self) -> None:
        """Raise `ConfigError` unless all values are above 0."""
        check_positive(self)

    def parts(
        self, start: str, end: str, *, bass: float, middle: float, treble: float
    ) -> tuple[Resistor | Capacitor, ...]:
        """Return the circuit between two nodes for knobs from 0 to 1; the bass pot is logarithmic."""
        for name, value in (("bass", bass), ("middle", middle), ("treble", treble)):
            check_control(name, value)
        bass_ohm = max(audio_taper(bass), 1e-4) * self.bass_ohm
        return (
            Capacitor(start, "treble top", self.treble_f),
            Resistor(start, "slope", self.slope_ohm),
            Capacitor("slope", "treble bottom", self.bass_f),
            Capacitor("slope", "middle wiper", self.middle_f),
            *pot("treble top", end, "treble bottom", ohm=self.treble_ohm, turned=treble),
            Resistor("treble bottom", "middle top", bass_ohm),
            *pot("middle top", "middle wiper", GROUND, ohm=self.middle_ohm, turned=middle),
        )


AMERICAN = ToneStack(
    slope_ohm=100e3,
    treble_ohm=250e3,
    bass_ohm=250e3,
    middle_ohm=10e3,
    treble_f=250e-12,
    bass_f=100e-9,
    middle_f=47e-9,
)
"""Scooped: little middle."""

BRITISH = ToneStack(
    slope_ohm=33e3,
    treble_ohm=220e3,
    bass_ohm=1e6,
    middle_ohm=22e3,
    treble_f=470e-12,
    bass_f=22e-9,
    middle_f=22e-9,
)
"""More middle, for distortion."""
