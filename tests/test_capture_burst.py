"""Bursts: what the return answers, what speaks against a take, and how far to turn its gain."""

import numpy as np
import pytest

from reamp.audio.signal import Signal
from reamp.capture.burst import (
    QUIET_DBFS,
    burst_samples,
    change_db,
    loudest_part,
    read_burst,
    read_loudest,
    turn_db,
)
from reamp.capture.jacks import Heard
from reamp.findings import Check
from reamp.units import db_to_ratio, ratio_to_db

RATE_HZ = 48_000
_random = np.random.default_rng(0)


def signal() -> Signal:
    """Return noise of -20 dBFS, with a second at -6 dBFS and a peak at -1 dBFS elsewhere."""
    samples = 0.1 * np.random.default_rng(1).uniform(-1.0, 1.0, 10 * RATE_HZ)
    samples[3 * RATE_HZ : 4 * RATE_HZ] *= 5.0
    samples[7 * RATE_HZ] = db_to_ratio(-1.0)
    return Signal.from_float64(samples, RATE_HZ)


def heard(played: np.ndarray, *, gain_db: float = 0.0, noise: float = 1e-5, latency: int = 500) -> Heard:
    answer = np.concatenate([np.zeros(latency), played.astype(np.float64)])[: len(played)]
    answer = np.clip(db_to_ratio(gain_db) * answer + _random.normal(0.0, noise, len(played)), -1.0, 1.0)
    other = _random.normal(0.0, noise, len(played))
    return Heard(inputs=np.stack([other, answer]).astype(np.float32), return_=2, xruns=0)


def checks(burst: object) -> set[Check]:
    return {finding.check for finding in burst.findings}  # type: ignore[attr-defined]


def test_the_loudest_part_has_the_loudest_and_the_highest_moments() -> None:
    part = loudest_part(signal())
    assert len(part) == round(4 * 0.3 * RATE_HZ)
    assert ratio_to_db(float(np.abs(part).max())) == pytest.approx(-1.0, abs=0.01)
    assert ratio_to_db(float(np.abs(part[: RATE_HZ // 2]).max())) == pytest.approx(-6.0, abs=0.1)
    assert part[0] == part[-1] == 0.0


def test_a_quiet_burst_peaks_where_it_should_and_is_between_silence() -> None:
    samples = burst_samples(signal(), peak_dbfs=QUIET_DBFS)
    assert ratio_to_db(float(np.abs(samples).max())) == pytest.approx(-30.0, abs=0.01)
    assert not samples[: round(0.4 * RATE_HZ)].any()
    assert not samples[-round(0.6 * RATE_HZ) :].any()


@pytest.mark.parametrize(
    ("gain_db", "turn", "check"),
    [(-3.5, 0.0, None), (-13.5, 10.0, Check.RETURN_LOW), (-0.5, -3.0, Check.RETURN_HOT)],
)
def test_the_gain_is_to_be_turned_until_the_loudest_part_peaks_in_the_zone(
    gain_db: float, turn: float, check: Check | None
) -> None:
    quiet = read_burst(heard(burst_samples(signal(), peak_dbfs=QUIET_DBFS), gain_db=gain_db), rate_hz=RATE_HZ)
    assert quiet.findings == ()
    burst = read_loudest(quiet, heard(burst_samples(signal()), gain_db=gain_db), rate_hz=RATE_HZ)
    assert burst.loud_peak_dbfs == pytest.approx(gain_db - 1.0, abs=0.05)
    assert turn_db(burst) == pytest.approx(turn, abs=0.05)
    assert checks(burst) == (set() if check is None else {check})


def test_a_return_that_clips_is_turned_down() -> None:
    played = burst_samples(signal(), peak_dbfs=QUIET_DBFS)
    burst = read_burst(heard(played, gain_db=40.0), rate_hz=RATE_HZ)
    assert checks(burst) == {Check.RETURN_CLIPS}
    assert turn_db(burst) == -6.0


def test_silence_says_who_hears_it_instead() -> None:
    played = burst_samples(signal(), peak_dbfs=QUIET_DBFS)
    both = heard(played).inputs[::-1]
    burst = read_burst(Heard(inputs=both, return_=2, xruns=0), rate_hz=RATE_HZ)
    (finding,) = burst.findings
    assert finding.check is Check.RETURN_SILENT
    assert finding.advice.endswith("; input 1 hears it: choose that as the return")
    loud = read_burst(heard(played, gain_db=-60.0, noise=0.01), rate_hz=RATE_HZ)
    assert loud.findings[0].message == "input 2 hears nothing of the burst above its noise of -40 dBFS"


def test_feedback_rings_on_and_a_digital_copy_is_still() -> None:
    played = burst_samples(signal(), peak_dbfs=QUIET_DBFS)
    ringing = heard(played)
    delay = 2000
    for start in range(delay, len(played), delay):
        part = ringing.inputs[1, start : start + delay]
        part += 0.99 * ringing.inputs[1, start - delay : start - delay + len(part)]
    assert checks(read_burst(ringing, rate_hz=RATE_HZ)) == {Check.RETURN_FEEDBACK}
    loud = heard(played, noise=0.05)
    assert checks(read_burst(loud, rate_hz=RATE_HZ)) == {Check.RETURN_FEEDBACK}
    assert checks(read_burst(heard(played, noise=0.0), rate_hz=RATE_HZ)) == {Check.RETURN_IS_SEND}


def test_hum_is_said_with_its_level() -> None:
    quiet = read_burst(heard(burst_samples(signal(), peak_dbfs=QUIET_DBFS)), rate_hz=RATE_HZ)
    loud = heard(burst_samples(signal()), gain_db=-3.5)
    times = np.arange(loud.inputs.shape[1]) / RATE_HZ
    hum = db_to_ratio(-40.0) * np.sin(2.0 * np.pi * 60.0 * times)
    humming = Heard(inputs=loud.inputs + hum.astype(np.float32), return_=2, xruns=0)
    burst = read_loudest(quiet, humming, rate_hz=RATE_HZ)
    assert checks(burst) == {Check.RETURN_HUM}
    assert burst.hum_db == pytest.approx(
        -40.0 - 3.01 - ratio_to_db(0.5 * db_to_ratio(-3.5) / 3**0.5), abs=0.7
    )


def test_how_far_a_gain_was_turned_is_measured_and_another_sound_is_none() -> None:
    played = burst_samples(signal(), peak_dbfs=QUIET_DBFS)
    first = read_burst(heard(played, gain_db=-3.0), rate_hz=RATE_HZ)
    second = read_burst(heard(played, gain_db=4.25), rate_hz=RATE_HZ)
    assert change_db(first, second) == pytest.approx(7.25, abs=0.01)
    late = read_burst(heard(played, latency=900), rate_hz=RATE_HZ)
    assert change_db(first, late) == pytest.approx(3.0, abs=0.01)
    other = read_burst(heard(played[::-1].copy()), rate_hz=RATE_HZ)
    assert change_db(first, other) is None
