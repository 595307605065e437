from dataclasses import replace

import numpy as np
import pytest

from reamp.audio.signal import Samples
from reamp.errors import AudioError
from reamp.library.behaviour import TRAITS, Behaviour, measure_behaviour
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.device import SimulatedDevice
from reamp.sim.overdrive import Overdrive
from reamp.units import dbu_to_v_peak

FULL_SCALE_V = dbu_to_v_peak(12.0)


def of_gear(device: SimulatedDevice) -> Behaviour:
    def play(samples: Samples) -> Samples:
        volts = device.process(samples * FULL_SCALE_V, rate_hz=48_000)
        return (volts / FULL_SCALE_V).astype(np.float32)

    return measure_behaviour(play)


def test_a_wire_does_nothing() -> None:
    wire = measure_behaviour(lambda samples: samples)
    numbers = {name: getattr(wire, name) for name in TRAITS if name not in ("fizz_db", "decay_db")}
    silent = {"gain_db": -40.0, "asymmetry_db": -60.0}
    assert numbers == pytest.approx({name: silent.get(name, 0.0) for name in numbers}, abs=0.01)


@pytest.mark.parametrize("gain_db", [-20.0, 6.0])
def test_a_gain_behind_changes_only_the_level(gain_db: float) -> None:
    clipper = measure_behaviour(lambda samples: np.tanh(4 * samples))
    louder = measure_behaviour(lambda samples: np.tanh(4 * samples) * np.float32(10 ** (gain_db / 20)))
    changed = {name for name in TRAITS if abs(getattr(louder, name) - getattr(clipper, name)) > 0.01}
    assert changed == {"level_db"}
    assert louder.level_db - clipper.level_db == pytest.approx(gain_db, abs=0.01)


def test_a_gain_before_is_gain() -> None:
    """A cubic has 5 % of its third harmonic at one level: gain before it moves that, decibel for decibel."""
    gains = [measure_behaviour(lambda x, g=g: np.tanh(np.float32(g) * x)).gain_db for g in (2.0, 4.0, 8.0)]
    assert np.diff(gains) == pytest.approx([6.02, 6.02], abs=0.3)


@pytest.mark.parametrize("gear", [LeadAmp(), CleanAmp(), Overdrive()], ids=lambda gear: gear.name)
def test_turning_up_the_gain_raises_gain_and_compression(gear: SimulatedDevice) -> None:
    knob = "drive" if isinstance(gear, Overdrive) else "gain"
    low, middle, high = (of_gear(replace(gear, **{knob: at})) for at in (0.2, 0.5, 0.9))  # type: ignore[type-var]
    assert low.gain_db < middle.gain_db < high.gain_db
    assert low.compression_db < middle.compression_db < high.compression_db


@pytest.mark.parametrize("gear", [LeadAmp(gain=0.2), CleanAmp(gain=0.3)], ids=lambda gear: gear.name)
def test_treble_is_brightness_and_bass_is_low_end(gear: LeadAmp | CleanAmp) -> None:
    dark, bright = of_gear(replace(gear, treble=0.1)), of_gear(replace(gear, treble=0.9))
    thin, full = of_gear(replace(gear, bass=0.1)), of_gear(replace(gear, bass=0.9))
    assert bright.brightness_db > dark.brightness_db + 3.0
    assert bright.driven_brightness_db > dark.driven_brightness_db + 2.0
    assert full.low_end_db > thin.low_end_db + 3.0


def test_a_tone_control_behind_the_clipper_is_less_fizz() -> None:
    dark, bright = of_gear(Overdrive(tone=0.1)), of_gear(Overdrive(tone=0.9))
    assert bright.fizz_db > dark.fizz_db + 2.0


def test_distortion_sustains() -> None:
    assert of_gear(LeadAmp(gain=0.9)).decay_db < of_gear(LeadAmp(gain=0.1)).decay_db


def test_diodes_that_differ_are_asymmetry() -> None:
    alike, unlike = of_gear(Overdrive(diodes=(1, 1))), of_gear(Overdrive(diodes=(2, 1)))
    assert unlike.asymmetry_db > alike.asymmetry_db + 10.0


def test_a_gate_is_seen() -> None:
    def gated(samples: Samples) -> Samples:
        return np.sign(samples) * np.maximum(np.abs(samples) - np.float32(3e-4), 0.0)

    assert measure_behaviour(gated).gate_db > 3.0


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_the_rate_changes_little(rate_hz: int) -> None:
    usual = measure_behaviour(lambda samples: np.tanh(6 * samples))
    other = measure_behaviour(lambda samples: np.tanh(6 * samples), rate_hz=rate_hz)
    for name in set(TRAITS) - {"asymmetry_db", "fizz_db"}:
        assert getattr(other, name) == pytest.approx(getattr(usual, name), abs=0.7), name


def test_it_is_the_same_each_time_and_comes_back_from_the_index() -> None:
    first, second = (measure_behaviour(lambda samples: np.tanh(6 * samples)) for _ in range(2))
    assert first.traits_blob() == second.traits_blob()
    assert first.sound_blob() == second.sound_blob()
    again = Behaviour.from_blobs(first.traits_blob(), first.sound_blob(), first.moments_blob())
    assert again.gain_db == pytest.approx(first.gain_db, abs=1e-5)
    assert np.abs(again.sound - first.sound).max() < 0.07


@pytest.mark.parametrize(("answer", "problem"), [(np.nan, "NaN"), (0.0, "silent")])
def test_nonsense_has_no_behaviour(answer: float, problem: str) -> None:
    with pytest.raises(AudioError, match=problem):
        measure_behaviour(lambda samples: np.full_like(samples, answer))
