"""Circuits with named nodes, and their knobs."""

import pytest

from reamp import _core
from reamp.errors import ConfigError
from reamp.sim.circuit import GROUND, INPUT, Capacitor, Circuit, Resistor, audio_taper, pot


def test_a_pot_keeps_its_track_and_never_quite_reaches_an_end() -> None:
    for turned in (0.0, 0.3, 1.0):
        above, below = pot("top", "wiper", GROUND, ohm=1e6, turned=turned)
        assert above.ohm + below.ohm == pytest.approx(1e6)
        assert below.ohm == pytest.approx(min(max(turned, 1e-4), 1 - 1e-4) * 1e6)
        assert (above.start, above.end, below.end) == ("top", "wiper", GROUND)


def test_the_audio_taper_runs_from_end_to_end() -> None:
    assert [audio_taper(turned) for turned in (0.0, 0.5, 1.0)] == pytest.approx([0.0, 0.1, 1.0])


def test_nodes_are_numbered_and_the_core_takes_them() -> None:
    circuit = Circuit((Capacitor(INPUT, "a", 1e-8), Resistor("a", GROUND, 1e6)), "a")
    assert circuit.to_core().output == 2
    assert isinstance(circuit.to_core(), _core.Circuit)


def test_parts_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ConfigError, match="ohm must be above 0, got 0"):
        Resistor("a", "b", 0.0)
    with pytest.raises(ConfigError, match="farad must be above 0"):
        Capacitor("a", "b", -1e-9)
