"""Every metric: empty input raises, identical inputs give the ideal, bad input raises; and their table."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from reamp.errors import AudioError
from reamp.metrics import (
    Sound,
    crest_factor_difference_db,
    decay_difference_db,
    esr,
    evaluate,
    loudness_difference_lu,
    null_depth_db,
    rms_difference_db,
    spectral_distance,
)

TAILS = (slice(1000, 2000),)
METRICS: dict[str, tuple[Callable[[Sound, Sound], float], float]] = {
    "esr": (esr, 0.0),
    "null_depth_db": (null_depth_db, -math.inf),
    "spectral_distance": (spectral_distance, 0.0),
    "rms_difference_db": (rms_difference_db, 0.0),
    "loudness_difference_lu": (lambda x, y: loudness_difference_lu(x, y, rate_hz=48_000), 0.0),
    "crest_factor_difference_db": (crest_factor_difference_db, 0.0),
    "decay_difference_db": (lambda x, y: decay_difference_db(x, y, TAILS), 0.0),
}
SOUND = np.random.default_rng(0).normal(scale=0.1, size=24_000).astype(np.float32)
every_metric = pytest.mark.parametrize("name", METRICS)


@every_metric
def test_identical_inputs_give_the_ideal(name: str) -> None:
    metric, ideal = METRICS[name]
    assert metric(SOUND, SOUND) == ideal
    assert metric(SOUND.astype(np.float64), SOUND.astype(np.float64)) == ideal


@every_metric
def test_an_empty_input_raises(name: str) -> None:
    with pytest.raises(AudioError, match="the reference is empty"):
        METRICS[name][0](SOUND[:0], SOUND[:0])


@every_metric
def test_bad_input_raises(name: str) -> None:
    metric = METRICS[name][0]
    broken = SOUND.copy()
    broken[7] = np.nan
    with pytest.raises(AudioError, match="the estimate holds nan at frame 7"):
        metric(SOUND, broken)
    with pytest.raises(AudioError, match="the reference has 24000 frames, the estimate 23999"):
        metric(SOUND, SOUND[:-1])


@pytest.mark.parametrize(
    "name", sorted(METRICS.keys() - {"spectral_distance"})
)  # which has a floor of its own
def test_a_silent_reference_raises(name: str) -> None:
    with pytest.raises(AudioError, match="silent"):
        METRICS[name][0](np.zeros_like(SOUND), SOUND)


def test_evaluate_returns_every_metric_in_order_with_its_unit() -> None:
    measured = evaluate(SOUND, 0.5 * SOUND, rate_hz=48_000, tails=TAILS)
    assert list(measured) == list(METRICS)
    units = [each.unit for each in measured.values()]
    assert units == ["", "dB", "", "dB", "LU", "dB", "dB"]
    for name, (metric, _) in METRICS.items():
        assert measured[name].value == metric(SOUND, 0.5 * SOUND)


def test_evaluate_leaves_open_what_cannot_be_measured() -> None:
    short = evaluate(SOUND[:500], 0.5 * SOUND[:500], rate_hz=48_000)
    assert [name for name, each in short.items() if each.value is None] == [
        "null_depth_db",
        "spectral_distance",
        "loudness_difference_lu",
        "decay_difference_db",
    ]
    with pytest.raises(AudioError, match="empty"):
        evaluate(SOUND[:0], SOUND[:0], rate_hz=48_000)
