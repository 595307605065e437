"""The simulated amplifiers: their distortion, output level and aliases."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from gear_measures import RATE, alias_db, sine, spectrum_v, thd

from reamp.errors import ConfigError
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.guitar import HUMBUCKER, SINGLE_COIL, Note, Pickup, play_guitar, pluck, strum

AMPS = (LeadAmp(), CleanAmp())
Amp = LeadAmp | CleanAmp


def level_db(volts: np.ndarray, first_s: float) -> float:
    """RMS of a quarter of a second."""
    first = round(first_s * RATE)
    return float(20 * np.log10(np.std(volts[first : first + RATE // 4])))


def take(pickup: Pickup) -> np.ndarray:
    """A hard strum of E major."""
    return play_guitar(strum((0, 2, 2, 1, 0, 0), start_s=0.0, length_s=1.0), length_s=1.0, pickup=pickup)


@pytest.mark.parametrize("amp", AMPS, ids=lambda amp: amp.name)
@pytest.mark.parametrize("peak_v", [0.1, 1.0, 2.0])
def test_a_5_khz_sine_makes_no_aliases(amp: Amp, peak_v: float) -> None:
    assert alias_db(amp, peak_v) < -85.0


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_nor_at_other_rates(rate_hz: int) -> None:
    assert alias_db(LeadAmp(), 1.0, rate_hz=rate_hz) < -85.0


def test_the_lead_amp_is_clean_for_a_whisper_and_distorts_ever_more() -> None:
    distortion = [thd(LeadAmp(), peak_v) for peak_v in (0.005, 0.02, 0.08, 0.32, 1.28, 5.1)]
    assert distortion[0] < 0.005
    assert distortion[2] > 0.05
    assert distortion[4] > 0.2
    assert all(less < more for less, more in pairwise(distortion))


def test_6_db_more_into_the_lead_amp_are_a_longer_tail() -> None:
    """Two seconds into a note the amp has left saturation or not, as the guitar was louder or not."""
    note = pluck(Note(start_s=0.0, string=4, fret=7, length_s=5.0, displacement_mm=2.0))
    note /= np.abs(note).max()
    soft, hard = (LeadAmp().process(peak_v * note, rate_hz=RATE) for peak_v in (1.0, 2.0))
    assert level_db(hard, 0.1) - level_db(soft, 0.1) < 1.0
    assert 4.0 < level_db(hard, 4.5) - level_db(soft, 4.5) < 7.0


def test_the_clean_amp_is_nearly_clean_with_single_coils_and_breaks_up_with_a_humbucker() -> None:
    assert thd(CleanAmp(), 0.3) < 0.04  # the body of a hard strum that peaks at 1 V
    assert 0.1 < thd(CleanAmp(), 2.0) < 0.3
    gain_db = []
    for pickup in (SINGLE_COIL, HUMBUCKER):
        guitar = take(pickup)
        loud, quiet = (CleanAmp().process(share * guitar, rate_hz=RATE) for share in (1.0, 0.01))
        gain_db.append(20 * np.log10(np.abs(loud).max() / np.abs(100.0 * quiet).max()))
    assert gain_db[0] > -4.0
    assert gain_db[1] < gain_db[0] - 3.0


@pytest.mark.parametrize("amp", AMPS, ids=lambda amp: amp.name)
@pytest.mark.parametrize(
    "peak_v", [2.1, 4.24, 6.16, 8.7]
)  # sines at full scale of 5.74, 11.76, 15 and 18 dBu
def test_the_send_levels_of_captures_leave_line_levels_without_dc(amp: Amp, peak_v: float) -> None:
    volts = amp.process(sine(peak_v, 220), rate_hz=RATE)
    assert 1.0 < np.abs(volts).max() < 6.0
    assert abs(np.mean(volts[RATE // 4 :])) < 1e-3


@pytest.mark.parametrize("amp", AMPS, ids=lambda amp: amp.name)
def test_silence_is_silent_and_the_amp_is_the_same_at_any_rate(amp: Amp) -> None:
    assert np.abs(amp.process(np.zeros(1000), rate_hz=RATE)).max() < 1e-9
    level = {
        rate_hz: spectrum_v(amp.process(sine(0.5, 441, rate_hz=rate_hz), rate_hz=rate_hz), rate_hz=rate_hz)
        for rate_hz in (44_100, 48_000, 192_000)
    }
    for rate_hz in (44_100, 48_000):
        harmonics = level[rate_hz][441:4000:441]
        assert harmonics == pytest.approx(level[192_000][441:4000:441], rel=0.01, abs=1e-4)


@pytest.mark.parametrize("amp", AMPS, ids=lambda amp: amp.name)
def test_every_knob_does_what_it_says(amp: Amp) -> None:
    impulse = np.zeros(RATE // 2)
    impulse[0] = 1e-4

    def gain_db(hz: int, **knobs: float) -> float:
        response = replace(amp, **knobs).process(impulse, rate_hz=RATE)
        return float(20 * np.log10(np.abs(np.fft.rfft(response)[hz // 2]) / 1e-4))

    for knob, hz, least_db in (
        ("gain", 500, 15.0),
        ("master", 500, 15.0),
        ("bass", 80, 6.0),
        ("middle", 500, 3.0),
        ("treble", 4000, 6.0),
    ):
        low, high = (gain_db(hz, **{knob: turned}) for turned in (0.1, 0.9))
        assert high - low > least_db, knob


def test_a_loud_second_leaves_the_supply_low_for_a_moment() -> None:
    """The same chord is quieter right after a loud one, and as loud as ever a second later."""
    burst, ping = sine(2.0, 110, length_s=1.0), sine(1.0, 400, length_s=0.02)
    levels = []
    for pause_s in (0.0, 2.0):
        wave = np.concatenate([burst, np.zeros(round(pause_s * RATE)), ping])
        levels.append(np.std(CleanAmp(master=1.0).process(wave, rate_hz=RATE)[-len(ping) // 2 :]))
    fresh = np.std(CleanAmp(master=1.0).process(ping, rate_hz=RATE)[-len(ping) // 2 :])
    assert -6.0 < 20 * np.log10(levels[0] / fresh) < -0.3
    assert 20 * np.log10(levels[1] / fresh) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("knob", ["gain", "bass", "middle", "treble", "master"])
@pytest.mark.parametrize("amp", [LeadAmp, CleanAmp])
def test_knobs_past_their_stops_are_refused(amp: type[Amp], knob: str) -> None:
    with pytest.raises(ConfigError, match=rf"{knob} must be 0 to 1, got 1\.5"):
        amp(**{knob: 1.5})
