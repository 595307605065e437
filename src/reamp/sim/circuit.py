"""Circuits of resistors and capacitors between named nodes, with potentiometers."""

from dataclasses import dataclass

from reamp import _core
from reamp.sim.parts import check_positive

__all__ = ["GROUND", "INPUT", "Capacitor", "Circuit", "Resistor", "audio_taper", "pot"]

GROUND = "ground"
INPUT = "in"
_WIPER_SHARE = 1e-4  # of a pot's track: the least resistance between the wiper and an end


@dataclass(frozen=True)
class Resistor:
    """A resistor between two nodes; raises `ConfigError` for an impossible value."""

    start: str
    end: str
    ohm: float

    def __post_init__(self) -> None:
        check_positive(self)


@dataclass(frozen=True)
class Capacitor:
    """A capacitor between two nodes; raises `ConfigError` for an impossible value."""

    start: str
    end: str
    farad: float

    def __post_init__(self) -> None:
        check_positive(self)


@dataclass(frozen=True)
class Circuit:
    """Parts from the node `in` to the node `output`, with up to four capacitors."""

    parts: tuple[Resistor | Capacitor, ...]
    output: str

    def to_core(self) -> _core.Circuit:
        """Return the circuit with its nodes numbered."""
        numbers = {GROUND: 0, INPUT: 1}
        circuit = _core.Circuit()
        for part in self.parts:
            start, end = (numbers.setdefault(node, len(numbers)) for node in (part.start, part.end))
            if isinstance(part, Resistor):
                circuit.add_resistor(start, end, part.ohm)
            else:
                circuit.add_capacitor(start, end, part.farad)
        circuit.output = numbers[self.output]
        return circuit


def pot(top: str, wiper: str, bottom: str, *, ohm: float, turned: float) -> tuple[Resistor, Resistor]:
    """Return the two halves of a potentiometer; at `turned` 1 the wiper is at the top."""
    share = min(max(turned, _WIPER_SHARE), 1.0 - _WIPER_SHARE)
    return Resistor(top, wiper, (1.0 - share) * ohm), Resistor(wiper, bottom, share * ohm)


def audio_taper(control: float) -> float:
    """Return the wiper's position on the track of a logarithmic pot: 0.1 at half a turn.

    >>> round(audio_taper(0.5), 3)
    0.1
    """
    return float((81.0**control - 1.0) / 80.0)
