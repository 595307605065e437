"""The levels of what a model is trained on, of signals whose levels are known."""

import numpy as np
import pytest

from reamp.audio import Signal
from reamp.capture.layout import Span
from reamp.engine import load_document
from reamp.nam import Metadata, NamDocument
from reamp.train.dataset import TrainingPair
from reamp.train.input_levels import input_levels

RATE_HZ = 48_000


def pair(x: np.ndarray) -> TrainingPair:  # type: ignore[type-arg]
    """Train on all but the last second, which validates."""
    signal = Signal(x.astype(np.float32), RATE_HZ)
    end = len(x) - RATE_HZ
    return TrainingPair(x=signal, y=signal, training=Span(0, end), validation=Span(end, len(x)))


def tone(amplitude: float, seconds: float) -> np.ndarray:  # type: ignore[type-arg]
    return amplitude * np.sin(2 * np.pi * 1000 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def test_a_soft_and_a_loud_half() -> None:
    levels = input_levels(pair(np.concatenate([tone(0.01, 4.0), tone(0.5, 4.0), tone(1.0, 1.0)])))
    assert levels["peak_dbfs"] == pytest.approx(-6.02, abs=0.01)  # the louder second is not trained on
    percentiles = levels["rms_dbfs"]
    assert isinstance(percentiles, dict)
    assert percentiles["5"] == pytest.approx(-43.01, abs=0.01)
    assert percentiles["95"] == pytest.approx(-9.03, abs=0.01)


def test_silence_between_is_left_out() -> None:
    with_rests = np.concatenate([tone(0.5, 1.0), np.zeros(9 * RATE_HZ), tone(0.5, 1.0)])
    assert input_levels(pair(with_rests))["rms_dbfs"] == {"5": -9.03, "50": -9.03, "95": -9.03}


def test_the_engine_reads_what_training_writes() -> None:
    levels = input_levels(pair(tone(0.5, 3.0)))
    document = NamDocument.create(
        architecture="Linear",
        config={"receptive_field": 1, "bias": False},
        weights=[1.0],
        metadata=Metadata(training={"input_levels": levels}),
    )
    assert load_document(document).info.trained_peak_dbfs == -6.02
