"""An amplifier from component values: what they do to its sound, and which are refused."""

from dataclasses import replace

import numpy as np
import pytest
from gear_measures import RATE, sine

from reamp.errors import AudioError, ConfigError
from reamp.sim.circuit import GROUND, INPUT, Capacitor, Circuit, Resistor
from reamp.sim.tube_amp import AmpCircuit, PhaseInverter, PowerStage, Speaker, TriodeStage, run_amp

DIVIDER = Circuit(
    (Capacitor(INPUT, "a", 22e-9), Resistor("a", "grid", 900e3), Resistor("grid", GROUND, 100e3)), "grid"
)
AMP = AmpCircuit(stages=(TriodeStage(after=DIVIDER),))


def gain_db(amp: AmpCircuit, hz: int) -> float:
    impulse = np.zeros(RATE // 2)
    impulse[0] = 1e-3
    response = run_amp(amp, impulse, rate_hz=RATE, device="amp")
    return float(20 * np.log10(np.abs(np.fft.rfft(response)[hz // 2]) / 1e-3))


def test_a_smaller_bypass_capacitor_takes_the_bass() -> None:
    small = replace(AMP, stages=(TriodeStage(after=DIVIDER, cathode_f=0.68e-6),))
    assert gain_db(small, 1500) == pytest.approx(gain_db(AMP, 1500), abs=0.2)
    assert -6.5 < gain_db(small, 60) - gain_db(AMP, 60) < -4.0


def test_a_speaker_that_resonates_is_louder_there() -> None:
    flat = replace(AMP.power, speaker=Speaker(resonance_ohm=1e-3))
    there, elsewhere = (gain_db(AMP, hz) - gain_db(replace(AMP, power=flat), hz) for hz in (90, 1500))
    assert there > 4.0
    assert elsewhere == pytest.approx(0.0, abs=0.3)


def test_the_line_output_scales_what_leaves_and_nothing_else() -> None:
    wave = sine(1.0, 220, length_s=0.2)
    louder = replace(AMP, power=replace(AMP.power, line_out=0.2))
    volts, double = (run_amp(amp, wave, rate_hz=RATE, device="amp") for amp in (AMP, louder))
    assert double == pytest.approx(2.0 * volts, abs=1e-9)


def test_errors_name_the_device() -> None:
    with pytest.raises(AudioError, match="the old amp needs one row"):
        run_amp(AMP, [np.inf], rate_hz=RATE, device="old amp")


def test_parts_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ConfigError, match="plate_ohm must be above 0, got -1"):
        TriodeStage(after=DIVIDER, plate_ohm=-1.0)
    with pytest.raises(ConfigError, match="cathode_f must be 0 or more"):
        TriodeStage(after=DIVIDER, cathode_f=-1e-6)
    with pytest.raises(ConfigError, match="tail_ohm"):
        PhaseInverter(tail_ohm=0.0)
    with pytest.raises(ConfigError, match="bias_v"):
        PowerStage(bias_v=float("nan"))
    with pytest.raises(ConfigError, match="coil_h"):
        Speaker(coil_h=0.0)
    with pytest.raises(ConfigError, match="at least one stage"):
        AmpCircuit(stages=())
    with pytest.raises(ConfigError, match="hangs in the air"):
        run_amp(
            replace(AMP, stages=(TriodeStage(after=Circuit((Resistor("b", "c", 1.0),), "c")),)),
            [0.0],
            rate_hz=RATE,
            device="amp",
        )
