"""Starting from a similar model: better than from nothing, and only from the same shape."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shared_data import SHARED_DATA
from train_cases import QUICK, TINY_A1, TINY_LSTM, TINY_PAIR, linear_pair, one, small_wavenet

from reamp.audio import Signal
from reamp.errors import ModelFileError
from reamp.nam import NamDocument
from reamp.train.architectures import A1_STANDARD, LSTM_1X12, Activation, Architecture
from reamp.train.config import TrainConfig
from reamp.train.export import model_document
from reamp.train.networks import build_network
from reamp.train.start import load_start
from reamp.train.trainer import train

ALMOST_FROZEN = replace(QUICK, learning_rate=1e-9, averaging=None)


@pytest.mark.parametrize("architecture", [TINY_A1, TINY_PAIR, TINY_LSTM], ids=lambda case: case.name)
def test_it_begins_where_the_other_ended(architecture: Architecture) -> None:
    config = TrainConfig(epochs=20)
    first = train(linear_pair(), architecture, config)
    similar = model_document(first)
    begun = train(
        linear_pair(), architecture, TrainConfig(epochs=1, recipe=ALMOST_FROZEN), start_from=similar
    )
    for ours, theirs in zip(begun.networks, first.networks, strict=True):
        assert ours.esr < 1.05 * theirs.esr + 0.01  # less where the level was not learned yet


def test_another_level_and_polarity_are_matched_at_once() -> None:
    first = train(linear_pair(), TINY_A1, TrainConfig(epochs=30))
    pair = linear_pair()
    inverted = replace(pair, y=Signal((-0.01 * pair.y.samples).astype(np.float32), pair.rate_hz))
    begun = train(
        inverted,
        TINY_A1,
        TrainConfig(epochs=1, recipe=ALMOST_FROZEN),
        start_from=model_document(first),
    )
    assert begun.esr == pytest.approx(first.esr, rel=0.05, abs=0.01)


def document_of(architecture: Architecture) -> NamDocument:
    return model_document(train(linear_pair(), architecture, TrainConfig(epochs=1, recipe=QUICK)))


def test_another_shape_is_refused() -> None:
    wider = one("wider", small_wavenet(Activation.TANH, channels=3))
    leaky = one("leaky", small_wavenet(Activation.LEAKY_RELU))
    for other in (wider, leaky, TINY_LSTM):
        with pytest.raises(ModelFileError, match="is not of the shape tiny-a1; choose the architecture"):
            train(linear_pair(), TINY_A1, start_from=document_of(other))
    with pytest.raises(ModelFileError, match="holds 1 networks, tiny-pair has 2"):
        train(linear_pair(), TINY_PAIR, start_from=document_of(TINY_A1))


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="the shared data are not here")
def test_a_capture_from_elsewhere_is_a_start() -> None:
    path = next(path for path in Path(SHARED_DATA / "conformance/models").glob("a1_std_cap1.nam"))
    document = NamDocument.read(path)
    network = build_network(A1_STANDARD.submodels[0].shape)
    load_start(document, [network], A1_STANDARD)
    np.testing.assert_allclose(
        network.nam_weights(1.0)[:-1],
        np.float32(document.content()["weights"])[:-1],  # type: ignore[arg-type]
    )
    with pytest.raises(ModelFileError, match=r"a1_std_cap1\.nam: config: is not of the shape lstm-1x12"):
        load_start(document, [build_network(LSTM_1X12.submodels[0].shape)], LSTM_1X12)
