"""A simulated interface: volts and samples tied by its levels, its clipping, steps, noise and refusals."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reamp import units
from reamp.errors import AudioError, ConfigError, InterfaceError
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import InputKind, interfaces, level_as_interface
from reamp.sim.interface import Dither, SimulatedInterface

EXACT = SimulatedInterface(bit_depth=None, dynamic_range_db=None, ein_dbu=None)
LEVELS_DBU = st.floats(-20.0, 30.0)


def sine(peak: float, frames: int = 48_000) -> np.ndarray:
    return peak * np.sin(2.0 * np.pi * 997.0 * np.arange(frames) / 48_000)


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


@given(LEVELS_DBU, st.floats(-40.0, 0.0))
def test_a_sine_is_as_many_volts_as_its_level_says(send_full_scale_dbu: float, peak_dbfs: float) -> None:
    interface = dataclasses.replace(EXACT, send_full_scale_dbu=send_full_scale_dbu)
    played = interface.play(sine(units.db_to_ratio(peak_dbfs)).astype(np.float32))
    assert units.v_rms_to_dbu(rms(played)) == pytest.approx(send_full_scale_dbu + peak_dbfs, abs=1e-5)


@given(LEVELS_DBU, st.floats(0.0, 60.0), st.floats(-40.0, 0.0))
def test_a_recording_reads_the_level_below_full_scale(
    max_dbu: float, gain_db: float, below_db: float
) -> None:
    interface = dataclasses.replace(EXACT, max_input_dbu=max_dbu, gain_db=gain_db)
    volts = sine(units.dbu_to_v_peak(max_dbu - gain_db + below_db))
    samples = interface.record(volts)
    assert samples.dtype == np.float32
    assert units.ratio_to_db(rms(samples) * math.sqrt(2.0)) == pytest.approx(below_db, abs=1e-5)


def test_what_it_plays_it_records_alike_when_the_levels_are_the_same() -> None:
    samples = sine(0.9).astype(np.float32)
    loop = dataclasses.replace(EXACT, max_input_dbu=18.0, gain_db=6.24, send_full_scale_dbu=11.76)
    np.testing.assert_allclose(loop.record(loop.play(samples)), samples, atol=1e-7)


def test_the_table_s_minimum_is_where_its_level_holds() -> None:
    apollo = SimulatedInterface.from_table(find_interface("Apollo Twin X"))
    assert (apollo.gain_shown_db, apollo.input_full_scale_dbu, apollo.max_gain_db) == (10.0, 12.2, 55.0)
    raised = dataclasses.replace(apollo, gain_db=5.0)
    assert (raised.gain_shown_db, raised.input_full_scale_dbu) == (15.0, 7.199999999999999)
    assert SimulatedInterface.from_table(find_interface("Fireface UFX III")).gain_shown_db == 8.0
    focusrite = SimulatedInterface.from_table(find_interface("Scarlett 2i2 4th Gen"))
    assert (focusrite.output_full_scale_dbu, focusrite.max_gain_db, focusrite.gain_shown_db) == (
        16.0,
        62.0,
        0.0,
    )


@pytest.mark.parametrize("row", interfaces(), ids=lambda row: f"{row.name} {row.input}")
def test_every_row_of_the_table_records_or_refuses(row: object) -> None:
    interface = SimulatedInterface.from_table(row)
    if row.applied_dbu is None:
        with pytest.raises(InterfaceError, match="no known maximum input level: measure it"):
            interface.record(np.zeros(4))
    else:
        assert interface.input_full_scale_dbu == row.max_input_dbu
        clipped = interface.record(np.full(4, 1.001 * units.dbu_to_v_peak(row.max_input_dbu)))
        assert clipped.max() == 1.0 - 2.0**-23


def test_unknown_levels_are_refused_with_advice() -> None:
    unnamed = SimulatedInterface()
    with pytest.raises(InterfaceError, match="'interface' has no known maximum input level: measure it, or"):
        unnamed.record(np.zeros(4))
    with pytest.raises(InterfaceError, match="has no known output level: measure the send"):
        unnamed.play(np.zeros(4, np.float32))
    only_output = next(row for row in interfaces() if row.kind is InputKind.OUTPUT)
    assert SimulatedInterface.from_table(only_output).output_full_scale_dbu == 19.0


def test_levels_that_the_interface_cannot_have_are_refused() -> None:
    focusrite = SimulatedInterface.from_table(find_interface("Scarlett 2i2 4th Gen"))
    with pytest.raises(ConfigError, match="puts out 16 dBu at 0 dBFS, so it cannot send 18 dBu; send less"):
        dataclasses.replace(focusrite, send_full_scale_dbu=18)
    with pytest.raises(ConfigError, match="takes 12 dBu at its lowest gain, so the return cannot be 15 dBu"):
        focusrite.with_return(15.0)
    with pytest.raises(ConfigError, match="goes 62 dB above its minimum, not 72"):
        focusrite.with_return(-60.0)
    assert focusrite.with_return(5.0).gain_db == 7.0
    assert SimulatedInterface().with_return(5.0).input_full_scale_dbu == 5.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gain_db": -1.0}, "gain_db is above the minimum gain, at least 0, got -1"),
        ({"bit_depth": 32}, "bit_depth must be 8 to 24, got 32"),
        ({"dynamic_range_db": 0.0}, "dynamic_range_db must be above 0"),
        ({"latency_frames": -1}, "latency_frames must be at least 0"),
        ({"max_input_dbu": math.nan}, "levels and gains must be finite"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_options_outside_their_range_are_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        SimulatedInterface(**options)  # type: ignore[arg-type]


@given(st.floats(0.01, 50.0))
def test_the_gain_is_set_in_whole_db_to_peak_near_minus_3(peak_v: float) -> None:
    for interface in (EXACT, dataclasses.replace(EXACT, max_input_dbu=41.7)):
        set_up = interface.with_gain_for(peak_v)
        peak_dbfs = units.v_peak_to_dbfs(peak_v, full_scale_dbu=set_up.input_full_scale_dbu)
        assert -4.0 - 1e-9 < peak_dbfs <= -3.0 + 1e-9
        assert set_up.gain_db % 1.0 == 0.0
    assert EXACT.with_gain_for(peak_v).input_full_scale_dbu % 1.0 == 0.0


def test_the_gain_stays_at_the_ends_of_its_range() -> None:
    line = SimulatedInterface(max_input_dbu=20.0, max_gain_db=40.0)
    assert line.with_gain_for(30.0).gain_db == 0.0  # 31.7 dBu: too hot, it clips
    assert line.with_gain_for(1e-3).gain_db == 40.0
    assert SimulatedInterface().with_gain_for(0.0).input_full_scale_dbu == -57.0  # silence: as for 1 mV


def test_the_converters_clip_at_their_last_step() -> None:
    interface = SimulatedInterface(max_input_dbu=12.0, send_full_scale_dbu=12.0, bit_depth=16)
    samples = interface.record(sine(2.0 * units.dbu_to_v_peak(12.0)))
    assert (samples.max(), samples.min()) == (1.0 - 2.0**-15, -1.0)
    quiet = dataclasses.replace(interface, dynamic_range_db=None, bit_depth=None)
    played = quiet.play(np.array([1.5, -1.5], np.float32))
    np.testing.assert_allclose(played, units.dbu_to_v_peak(12.0) * np.array([1.0, -1.0]))


@pytest.mark.parametrize("bits", [8, 16, 24])
def test_samples_are_whole_steps(bits: int) -> None:
    rounded = dataclasses.replace(EXACT, max_input_dbu=12.0, bit_depth=bits)
    volts = sine(0.9 * units.dbu_to_v_peak(12.0))
    steps = rounded.record(volts).astype(np.float64) * 2.0 ** (bits - 1)
    np.testing.assert_array_equal(steps, np.rint(steps))
    error = steps / 2.0 ** (bits - 1) - volts / units.dbu_to_v_peak(12.0)
    assert np.abs(error).max() <= 0.5 * 2.0 ** (1 - bits) * 1.000001


def test_dither_takes_the_signal_out_of_the_rounding_error() -> None:
    volts = sine(0.4 * 2.0**-7 * units.dbu_to_v_peak(12.0), 480_000)  # less than half a step of 8 bits
    bare = dataclasses.replace(EXACT, max_input_dbu=12.0, bit_depth=8)
    assert not bare.record(volts).any()
    dithered = dataclasses.replace(bare, dither=Dither.TRIANGULAR).record(volts)
    x = volts / units.dbu_to_v_peak(12.0)
    assert float(dithered @ x) / float(x @ x) == pytest.approx(1.0, abs=0.01)  # all of it is there
    assert rms(dithered - x) == pytest.approx(0.5 * 2.0**-7, rel=0.01)  # a quarter of a step squared


@pytest.mark.parametrize("gain_db", [0.0, 20.0, 50.0])
def test_noise_is_the_converter_s_at_low_gain_and_the_amplifier_s_at_high_gain(gain_db: float) -> None:
    interface = SimulatedInterface(max_input_dbu=12.0, gain_db=gain_db, bit_depth=None)
    converter_dbu, amplifier_dbu = 12.0 - gain_db - 110.0, -120.0
    noise_dbu = 10.0 * math.log10(10.0 ** (converter_dbu / 10.0) + 10.0 ** (amplifier_dbu / 10.0))
    noise_v = rms(interface.record(np.zeros(200_000))) * units.dbu_to_v_peak(12.0 - gain_db)
    assert units.v_rms_to_dbu(noise_v) == pytest.approx(noise_dbu, abs=0.03)


def test_an_attenuated_send_has_as_much_less_noise() -> None:
    interface = SimulatedInterface(max_output_dbu=16.0, send_full_scale_dbu=-4.0, bit_depth=None)
    noise_v = rms(interface.play(np.zeros(200_000, np.float32)))
    assert units.v_rms_to_dbu(noise_v) == pytest.approx(-4.0 - 110.0, abs=0.03)


def test_the_same_seed_makes_the_same_noise_and_the_output_another_than_the_input() -> None:
    interface = SimulatedInterface(max_input_dbu=12.0, send_full_scale_dbu=12.0, bit_depth=None, ein_dbu=None)
    noise = interface.record(np.zeros(1_000))
    np.testing.assert_array_equal(noise, interface.record(np.zeros(1_000)))
    other = dataclasses.replace(interface, seed=1).record(np.zeros(1_000))
    played = interface.play(np.zeros(1_000, np.float32))
    assert abs(np.corrcoef([noise, other, played])[np.triu_indices(3, 1)]).max() < 0.1


def test_what_is_no_row_of_volts_is_refused() -> None:
    interface = SimulatedInterface.from_table(level_as_interface(12.2))
    with pytest.raises(AudioError, match="the interface needs one row of finite volts"):
        interface.record(np.array([0.0, np.nan]))
