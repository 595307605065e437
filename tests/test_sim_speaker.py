"""The computed cabinets, measured as an engineer measures one: resonance, corners, roll-off, loudness."""

import numpy as np
import pytest

from reamp._core import ComputedCabinet, cabinet_response, cone_directivity
from reamp.audio import Signal
from reamp.audio.loudness import integrated_lufs
from reamp.errors import ConfigError
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.speaker import CABINETS, cabinet_taps
from reamp.study.guitar import Strength, study_volts

NAMES = sorted(CABINETS)
FREQUENCIES_HZ = np.geomspace(40.0, 16_000.0, 1500)


def level_db(taps: np.ndarray, rate_hz: int, frequencies_hz: np.ndarray = FREQUENCIES_HZ) -> np.ndarray:
    turns = np.exp(-2j * np.pi * np.outer(frequencies_hz, np.arange(len(taps))) / rate_hz)
    return 20.0 * np.log10(np.abs(turns @ taps))


def response(cabinet: ComputedCabinet, frequencies_hz: np.ndarray | list[float]) -> np.ndarray:
    return np.array([cabinet_response(cabinet, hz) for hz in frequencies_hz])


def changed(cabinet: ComputedCabinet, **parts: object) -> ComputedCabinet:
    copy = ComputedCabinet(cabinet)
    for name, value in parts.items():
        setattr(copy, name, value)
    return copy


def response_db(speaker: ComputedCabinet) -> np.ndarray:
    return 20.0 * np.log10(np.abs(response(speaker, FREQUENCIES_HZ)))


def at_hz(levels_db: np.ndarray, hz: float) -> float:
    return float(np.interp(np.log(hz), np.log(FREQUENCIES_HZ), levels_db))


@pytest.mark.parametrize(
    ("name", "least_hz", "most_hz"), [("1x12", 95, 150), ("2x12", 115, 160), ("4x12", 110, 160)]
)
def test_the_low_resonance_is_where_driver_box_and_proximity_put_it(
    name: str, least_hz: float, most_hz: float
) -> None:
    levels_db = level_db(cabinet_taps(name, rate_hz=48_000), 48_000)
    low = FREQUENCIES_HZ < 400.0
    peak_hz = FREQUENCIES_HZ[low][levels_db[low].argmax()]
    assert least_hz < peak_hz < most_hz
    corner_hz = FREQUENCIES_HZ[low][np.flatnonzero(levels_db[low] > levels_db[low].max() - 3.0)[0]]
    assert 60.0 < corner_hz < 95.0
    assert levels_db[low].max() - at_hz(levels_db, 40.0) > 12.0


@pytest.mark.parametrize("name", NAMES)
def test_presence_corner_and_roll_off_are_those_of_a_guitar_speaker(name: str) -> None:
    levels_db = level_db(cabinet_taps(name, rate_hz=48_000), 48_000)
    presence_hz = FREQUENCIES_HZ[levels_db.argmax()]
    assert 2000.0 < presence_hz < 4600.0
    assert 8.0 < levels_db.max() - at_hz(levels_db, 600.0) < 17.0
    corner_hz = FREQUENCIES_HZ[np.flatnonzero(levels_db > levels_db.max() - 3.0)[-1]]
    assert 3500.0 < corner_hz < 5500.0  # data sheets end their range at 5 kHz
    an_octave_db = at_hz(levels_db, 6000.0) - at_hz(levels_db, 12_000.0)
    assert 22.0 < an_octave_db < 36.0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 96_000, 192_000])
def test_a_cabinet_is_the_same_sound_at_every_rate(name: str, rate_hz: int) -> None:
    some_hz = FREQUENCIES_HZ[::5]
    below = some_hz[0.45 * rate_hz > some_hz]
    here, there = (level_db(cabinet_taps(name, rate_hz=rate), rate, below) for rate in (48_000, rate_hz))
    np.testing.assert_allclose(there, here, atol=0.1)
    model_db = 20.0 * np.log10(np.abs(response(CABINETS[name], below)))
    assert np.ptp(there - model_db) < 0.1  # nothing but the gain is between the taps and the model


@pytest.mark.parametrize("name", NAMES)
def test_it_has_no_latency_and_has_rung_out_at_its_end(name: str) -> None:
    taps = cabinet_taps(name, rate_hz=48_000)
    energy = np.cumsum(np.square(taps, dtype=np.float64))
    assert np.abs(taps).argmax() < 15  # 0.3 ms: a cone takes that to rise
    assert len(taps) == 4800
    assert 1.0 - energy[3840] / energy[-1] < 1e-9
    with pytest.raises(ValueError, match="read-only"):
        taps[0] = 1.0


def lufs(volts: np.ndarray) -> float:
    loudness = integrated_lufs(Signal.from_float64(0.01 * volts, 48_000))
    assert loudness is not None
    return loudness


@pytest.mark.parametrize("amp", [LeadAmp(), LeadAmp(gain=0.9), CleanAmp()])
def test_a_guitar_is_as_loud_through_each_as_through_none(amp: LeadAmp | CleanAmp) -> None:
    volts = amp.process(study_volts(Strength.USUAL), rate_hz=48_000)
    without = lufs(volts)
    behind = {name: np.convolve(volts, cabinet_taps(name, rate_hz=48_000)) for name in NAMES}
    louder_lu = {name: lufs(each) - without for name, each in behind.items()}
    assert max(map(abs, louder_lu.values())) < 2.0, louder_lu
    assert np.ptp(list(louder_lu.values())) < 1.5, louder_lu


def test_a_closed_box_raises_the_resonance_as_small_says() -> None:
    """Half the box: (1 + Vas / V) doubles its second term, and the bass below the resonance falls with it."""
    closed = CABINETS["4x12"]
    half = changed(closed, box_m3=closed.box_m3 / 2.0)  # type: ignore[operator]
    below_hz = [5.0, 2000.0]
    lost_db = 20.0 * np.log10(np.abs(response(closed, below_hz) / response(half, below_hz)))
    stiffer = (1.0 + 0.045 / 0.02) / (1.0 + 0.045 / 0.04)
    assert lost_db == pytest.approx([20.0 * np.log10(stiffer), 0.0], abs=0.1)


def test_another_driver_combs_at_the_difference_of_the_ways() -> None:
    """Its crests lie c / (way - way of the first) apart."""
    one = changed(CABINETS["2x12"], others_m=[])
    frequencies_hz = np.linspace(500.0, 8000.0, 4000)
    ripple_db = 20.0 * np.log10(
        np.abs(response(CABINETS["2x12"], frequencies_hz) / response(one, frequencies_hz))
    )
    crests_hz = frequencies_hz[1:-1][(ripple_db[1:-1] > ripple_db[:-2]) & (ripple_db[1:-1] > ripple_db[2:])]
    extra_m = np.hypot(0.34, 0.04) - 0.04
    assert np.diff(crests_hz) == pytest.approx(343.0 / extra_m, rel=0.15)
    assert 0.5 < np.abs(ripple_db).max() < 4.0


def test_nearer_means_more_bass() -> None:
    near = changed(CABINETS["4x12"], microphone_m=0.02, others_m=[], edges_m=[0.3])
    far = changed(near, microphone_m=0.5)
    more_db = response_db(near) - response_db(far)
    assert at_hz(more_db, 100.0) - at_hz(more_db, 1000.0) > 6.0


def test_an_open_back_cancels_the_lowest_notes_away_from_it() -> None:
    open_back = changed(CABINETS["1x12"], microphone_m=0.4)
    baffle = changed(open_back, around_m=0.0)
    lost_db = response_db(baffle) - response_db(open_back)
    assert at_hz(lost_db, 50.0) > 1.0
    assert abs(at_hz(lost_db, 5000.0)) < 1.0
    near = changed(baffle, microphone_m=0.05)
    assert abs(at_hz(response_db(near) - response_db(CABINETS["1x12"]), 50.0)) < 0.5


def test_a_piston_is_silent_where_bessel_says() -> None:
    for zero in (3.83171, 7.01559, 10.17347):  # of J1
        assert abs(cone_directivity(zero, 1.0)) < 1e-5
    assert cone_directivity(0.0, 1.0) == pytest.approx(1.0)
    assert cone_directivity(1.0, 1.0) == pytest.approx(0.88, abs=1e-3)


def test_another_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="there is no cabinet '8x10'; those there are: 1x12, 2x12, 4x12"):
        cabinet_taps("8x10", rate_hz=48_000)
