"""A network that learns: its average, its best, and what happens when it diverges."""

import copy
import math
from dataclasses import replace

import pytest
import torch
from train_cases import QUICK, TINY_A1, linear_pair

from reamp.errors import TrainingError
from reamp.train.dataset import Windows
from reamp.train.losses import esr
from reamp.train.networks import build_network
from reamp.train.objective import Objective
from reamp.train.predict import predict
from reamp.train.recipes import Recipe
from reamp.train.trainee import Trainee


def new_trainee(recipe: Recipe = QUICK) -> Trainee:
    torch.manual_seed(0)
    return Trainee("tiny", build_network(TINY_A1.submodels[0].shape), recipe)


def new_windows() -> Windows:
    device = torch.device("cpu")
    return Windows(linear_pair(), past_frames=TINY_A1.past_frames, window_frames=2048, batch=4, device=device)


def learn(trainee: Trainee, windows: Windows, epochs: int = 1) -> list[float]:
    return [
        trainee.learn(x, Objective(y, QUICK.loss), learning_rate=1e-2)
        for epoch in range(epochs)
        for x, y in windows.epoch(epoch, seed=0)
    ]


def test_it_learns() -> None:
    losses = learn(new_trainee(), new_windows(), epochs=10)
    assert losses[-1] < 0.3 * losses[0]


def test_the_average_is_what_is_validated() -> None:
    trainee, windows = new_trainee(), new_windows()
    learn(trainee, windows, epochs=3)
    assert trainee.validate(windows.validation_x, windows.validation_y, epoch=3)
    measured = esr(windows.validation_y, predict(trainee.average, windows.validation_x)).item()
    assert trainee.score().esr == trainee.score().best_esr == measured


def test_without_averaging_the_average_is_the_network() -> None:
    trainee = new_trainee(replace(QUICK, averaging=None))
    learn(trainee, new_windows())
    for mean, parameter in zip(trainee.average.parameters(), trainee.network.parameters(), strict=True):
        assert torch.equal(mean, parameter)


def test_the_average_follows_with_the_weight_it_is_given() -> None:
    trainee, windows = new_trainee(replace(QUICK, averaging=0.5)), new_windows()
    learn(trainee, windows, epochs=5)
    before = [p.clone() for p in trainee.average.parameters()]
    learn(trainee, windows)  # several steps: the last one weighs a half
    assert all(not torch.equal(a, b) for a, b in zip(before[:3], trainee.average.parameters(), strict=False))


def test_the_best_is_kept_when_it_gets_worse() -> None:
    trainee, windows = new_trainee(), new_windows()
    learn(trainee, windows, epochs=5)
    trainee.validate(windows.validation_x, windows.validation_y, epoch=5)
    good = trainee.best_esr
    trainee.average.scale_output(0.0)
    assert not trainee.validate(windows.validation_x, windows.validation_y, epoch=6)
    assert (trainee.esr, trainee.score().best_epoch) == (1.0, 5)
    assert trainee.best_esr == good < 1.0


def test_divergence_goes_back_and_slows_down() -> None:
    trainee, windows = new_trainee(), new_windows()
    learn(trainee, windows, epochs=3)
    trainee.validate(windows.validation_x, windows.validation_y, epoch=3)
    good = trainee.esr
    trainee.network.scale_output(math.inf)
    assert all(math.isnan(loss) for loss in learn(trainee, windows))
    trainee.roll_back()
    assert trainee.rate_factor == 0.5
    trainee.validate(windows.validation_x, windows.validation_y, epoch=4)
    assert trainee.esr == good
    assert all(math.isfinite(loss) for loss in learn(trainee, windows))


def test_a_network_that_keeps_diverging_is_given_up() -> None:
    trainee = new_trainee()
    for _ in range(5):
        trainee.roll_back()
    with pytest.raises(TrainingError, match="tiny diverged 6 times; lower the learning rate"):
        trainee.roll_back()


def test_the_state_is_complete() -> None:
    first, windows = new_trainee(), new_windows()
    learn(first, windows, epochs=2)
    first.validate(windows.validation_x, windows.validation_y, epoch=2)
    second = new_trainee()
    second.load_state(copy.deepcopy(first.state()))
    assert learn(first, windows) == learn(second, windows)
    assert first.best_esr == second.best_esr
