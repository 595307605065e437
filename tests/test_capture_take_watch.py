"""A take is watched while it grows: each fault is found, placed and told once; a good take has none."""

import numpy as np
import pytest

from reamp.audio.signal import Signal
from reamp.capture.dropouts import Dropout
from reamp.capture.take_watch import TakeWatch, dropout_finding
from reamp.findings import Check, Finding, Severity
from reamp.units import db_to_ratio

RATE_HZ = 16_000
LAG = 400
NOISE_DBFS = -90.0


def played() -> Signal:
    samples = 0.2 * np.random.default_rng(0).uniform(-1.0, 1.0, 30 * RATE_HZ)
    return Signal.from_float64(samples, RATE_HZ)


def recorded(x: Signal, *, gain: float = 2.0) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0.0, db_to_ratio(NOISE_DBFS), x.frames + LAG + RATE_HZ)
    noise[LAG : LAG + x.frames] += np.tanh(gain * x.samples)
    return noise.astype(np.float32)


def heard(y: np.ndarray, *, noise_dbfs: float = NOISE_DBFS) -> list[Finding]:
    watch = TakeWatch(played(), noise_rms_dbfs=noise_dbfs, lag_frames=LAG, block_frames=64)
    found = [finding for start in range(0, len(y), 333) for finding in watch.hear(y[start : start + 333])]
    assert watch.frames == len(y)
    assert watch.peak_dbfs == pytest.approx(20.0 * np.log10(np.abs(y).max()))
    return found


def test_a_good_take_has_no_fault() -> None:
    assert heard(recorded(played())) == []


@pytest.mark.parametrize(
    ("damage", "check", "words"),
    [
        (lambda y: y[160_000:160_064].fill(0.0), Check.TAKE_DROPOUT, "64 frames are missing at 0:10.0"),
        (lambda y: y[160_000:].fill(0.0), Check.RETURN_SILENT, "fell silent at 0:10.0"),
        (lambda y: y[160_000:160_010].fill(1.0), Check.RECORDING_CLIPPED, "clips the converter at 0:10.0"),
    ],
)
def test_a_fault_is_told_once_with_its_place(damage: object, check: Check, words: str) -> None:
    y = recorded(played())
    damage(y)  # type: ignore[operator]
    (found,) = heard(y)
    assert found.check is check
    assert found.severity is Severity.BLOCKER
    assert words in found.message


def test_a_cable_that_leaves_its_noise_is_silence_too() -> None:
    y = recorded(played())
    y[160_000:] = np.random.default_rng(2).normal(0.0, db_to_ratio(NOISE_DBFS), len(y) - 160_000)
    (found,) = heard(y)
    assert found.check is Check.RETURN_SILENT
    assert "0:10." in found.message


def test_frames_that_are_lost_are_placed() -> None:
    y = recorded(played())
    (found,) = heard(np.delete(y, slice(160_000, 160_128)))
    assert found.check is Check.TAKE_DROPOUT
    assert found.message == "the take has a dropout: 128 frames are missing between 0:09.5 and 0:10.5"


def test_a_digital_return_may_be_still() -> None:
    y = recorded(played())
    y[160_000:160_064] = 0.0
    assert heard(y, noise_dbfs=-np.inf) == []


def test_too_many_frames_are_said_as_such() -> None:
    finding = dropout_finding(Dropout(frame=RATE_HZ, frames=RATE_HZ, moved_frames=64), RATE_HZ)
    assert "64 frames too many between 0:01.0 and 0:02.0" in finding.message
