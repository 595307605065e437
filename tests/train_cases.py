"""What the tests of training share: a device that is quick to learn, and networks that are quick to train."""

import numpy as np
import pytest
import torch

from reamp.audio import Signal
from reamp.capture.layout import Span
from reamp.train.architectures import (
    Activation,
    Architecture,
    ArrayShape,
    LstmShape,
    Submodel,
    WaveNetShape,
)
from reamp.train.dataset import TrainingPair
from reamp.train.recipes import LossWeights, Recipe, Schedule

# Two threads on a busy machine wait for each other; these networks need one.
torch.set_num_threads(1)

RATE_HZ = 48_000
QUICK = Recipe(
    batch=4,
    window_frames=2048,
    learning_rate=1e-2,
    schedule=Schedule.COSINE,
    warm_up_steps=5,
    gradient_norm=1.0,
    averaging=0.9,
    loss=LossWeights(mean_square=1.0),
)


def leave_out_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write reports of a training without their pictures, which take a second: test_train_page draws them."""
    monkeypatch.setattr("reamp.train.page._pictures", lambda _: "")


def small_wavenet(activation: Activation, channels: int = 2, head_kernel: int = 1) -> WaveNetShape:
    array = ArrayShape(
        channels=channels,
        kernel_sizes=(3, 3),
        dilations=(1, 2),
        head_kernel=head_kernel,
        head_bias=True,
    )
    return WaveNetShape(arrays=(array,), activation=activation, head_scale=0.3)


def one(name: str, shape: WaveNetShape | LstmShape, recipe: Recipe = QUICK) -> Architecture:
    return Architecture(
        name=name, submodels=(Submodel(name=name, max_value=1.0, shape=shape),), recipe=recipe
    )


TINY_A1 = one("tiny-a1", small_wavenet(Activation.TANH))
TINY_LSTM = one("tiny-lstm", LstmShape(layers=2, hidden=3, past_frames=256))
TINY_PAIR = Architecture(
    name="tiny-pair",
    submodels=(
        Submodel(name="lite", max_value=0.5, shape=small_wavenet(Activation.LEAKY_RELU, 2, head_kernel=4)),
        Submodel(name="full", max_value=1.0, shape=small_wavenet(Activation.LEAKY_RELU, 3, head_kernel=4)),
    ),
    recipe=QUICK,
)


def linear_pair(seconds: float = 1.0, *, gain: float = 0.5) -> TrainingPair:
    """Noise through y[t] = gain (0.6 x[t] + 0.3 x[t-1] - 0.2 x[t-3]); the last fifth is for validation."""
    frames = round(seconds * RATE_HZ)
    x = np.random.default_rng(1).normal(scale=0.2, size=frames).astype(np.float32)
    y = (gain * np.convolve(x, [0.6, 0.3, 0.0, -0.2])[:frames]).astype(np.float32)
    cut = frames * 4 // 5
    return TrainingPair(
        x=Signal(x, RATE_HZ),
        y=Signal(y, RATE_HZ),
        training=Span(0, cut),
        validation=Span(cut, frames),
    )
