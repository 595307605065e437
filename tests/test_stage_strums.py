"""Strums are counted correctly: fast, slow, ringing, muted, among soft ones, in noise and in hum."""

import dataclasses

import numpy as np
import pytest
import soundfile
from shared_data import SHARED_DATA

from reamp.sim.guitar import ACTIVE, HUMBUCKER, SINGLE_COIL, Note, Pickup, play_guitar, strum
from reamp.stage.strums import StrumDetector, instants

RATE_HZ = 48_000
E_MAJOR = (0, 2, 2, 1, 0, 0)
G_MAJOR = (3, 2, 0, 0, 0, 3)  # 98, 147 and 196 Hz: near the multiples of 50
FIFTH = (0, 2, 2, None, None, None)


def chords(
    frets: tuple[int | None, ...], apart_s: float, *, pickup: Pickup = HUMBUCKER, mute: float = 0.0
) -> np.ndarray:
    """Return six strums that peak at -10 dBFS; every chord rings until the next."""
    notes = [n for i in range(6) for n in strum(frets, start_s=0.3 + apart_s * i, length_s=apart_s + 0.5)]
    return at_level([dataclasses.replace(note, mute=mute) for note in notes], apart_s, pickup=pickup)


def at_level(notes: list[Note], apart_s: float, *, pickup: Pickup = HUMBUCKER) -> np.ndarray:
    volts = play_guitar(notes, length_s=6.0 * apart_s + 0.9, pickup=pickup)
    return (volts * 10.0 ** (-10.0 / 20.0) / np.abs(volts).max()).astype(np.float32)


def strums_of(samples: np.ndarray, *, rate_hz: int = RATE_HZ, block_s: float = 0.1) -> list[float]:
    detector = StrumDetector(quiet_dbfs=-60.0)
    block = round(block_s * rate_hz)
    for start in range(0, len(samples), block):
        for instant in instants(samples[start : start + block], rate_hz=rate_hz):
            detector.add(instant)
    return detector.strums_dbfs


@pytest.mark.parametrize("apart_s", [0.3, 0.6, 1.0, 3.0])
@pytest.mark.parametrize("frets", [E_MAJOR, G_MAJOR, FIFTH])
@pytest.mark.parametrize("pickup", [SINGLE_COIL, ACTIVE])
def test_six_are_six_at_any_pace(pickup: Pickup, frets: tuple[int | None, ...], apart_s: float) -> None:
    found = strums_of(chords(frets, apart_s, pickup=pickup))
    assert len(found) == 6
    assert max(found) == pytest.approx(-10.0, abs=0.01)


@pytest.mark.parametrize("noise_dbfs", [-70.0, -60.0])
def test_noise_and_hum_count_for_nothing(noise_dbfs: float) -> None:
    guitar = chords(E_MAJOR, 0.6)
    time_s = np.arange(len(guitar)) / RATE_HZ
    noise = np.random.default_rng(1).normal(0.0, 10.0 ** (noise_dbfs / 20.0), len(guitar))
    buzz = 0.004 * np.sign(np.sin(2.0 * np.pi * 100.0 * time_s)) * (time_s > 0.05)
    for disturbance in (noise, buzz, noise + buzz):
        assert strums_of(disturbance.astype(np.float32)) == []
        assert len(strums_of((guitar + disturbance).astype(np.float32))) == 6


def test_palm_mutes_and_soft_strums_between_are_strums_too() -> None:
    assert len(strums_of(chords(FIFTH, 0.3, mute=0.6))) == 6
    notes = [n for i in range(6) for n in strum(E_MAJOR, start_s=0.3 + 0.8 * i, length_s=1.0)]
    notes += [
        n
        for i in range(6)
        for n in strum(E_MAJOR, start_s=0.7 + 0.8 * i, length_s=0.4, displacement_mm=0.8, upward=True)
    ]
    found = strums_of(at_level(notes, 0.8))
    assert len(found) == 12
    assert sum(dbfs >= max(found) - 6.0 for dbfs in found) == 6


@pytest.mark.parametrize("block_s", [0.02, 0.033, 0.1, 1.0])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_rate_and_blocks_do_not_matter(rate_hz: int, block_s: float) -> None:
    notes = [n for i in range(6) for n in strum(E_MAJOR, start_s=0.1 + 0.4 * i, length_s=0.6)]
    volts = play_guitar(notes, length_s=3.0, rate_hz=rate_hz)
    assert len(strums_of((0.1 * volts).astype(np.float32), rate_hz=rate_hz, block_s=block_s)) == 6


def test_silence_and_a_tone_hold_no_strum() -> None:
    assert strums_of(np.zeros(RATE_HZ, np.float32)) == []
    assert strums_of((0.5 * np.sin(np.arange(2 * RATE_HZ) / 20.0)).astype(np.float32)) == []
    assert instants(np.zeros(0, np.float32), rate_hz=RATE_HZ) == ()


def test_a_chord_that_rings_on_from_before_is_no_strum() -> None:
    guitar = chords(E_MAJOR, 1.0)
    first, second = StrumDetector(quiet_dbfs=-60.0), StrumDetector(quiet_dbfs=-60.0)
    cut = round(0.7 * RATE_HZ)
    for instant in instants(guitar[:cut], rate_hz=RATE_HZ):
        first.add(instant)
    following = StrumDetector(quiet_dbfs=-60.0, following=first)
    for detector in (second, following):
        for instant in instants(guitar[cut : cut + RATE_HZ // 2], rate_hz=RATE_HZ):
            detector.add(instant)
    assert (len(first.strums), len(second.strums), len(following.strums)) == (1, 1, 0)


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="needs the guitar beside the project")
def test_a_real_guitar() -> None:
    """From 14 s on seven mutes and chords, 0.25 s apart; from 12 s four, one of them soft."""
    guitar = soundfile.read(SHARED_DATA / "guitar_di.wav", dtype="float32")[0]
    assert len(strums_of(guitar[14 * RATE_HZ :])) == 7
    assert len(strums_of(guitar[12 * RATE_HZ : 14 * RATE_HZ])) == 4
