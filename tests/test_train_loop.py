"""The loop: its schedule, its reasons to stop, its events."""

import math
from dataclasses import replace

import pytest
from train_cases import QUICK, TINY_A1, TINY_PAIR, linear_pair, one, small_wavenet

from reamp.errors import ConfigError, TrainingError
from reamp.train.architectures import Activation
from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, RolledBack, Started, StepDone, StopReason
from reamp.train.loop import learning_rate
from reamp.train.recipes import OFFICIAL_A1_RECIPE
from reamp.train.trainee import Trainee
from reamp.train.trainer import train


def test_the_cosine_warms_up_and_ends_at_its_final_rate() -> None:
    recipe = replace(QUICK, learning_rate=4e-3, warm_up_steps=9, final_rate=0.01)

    def rate(step: int, progress: float) -> float:
        return learning_rate(recipe, step=step, epoch=0, progress=progress)

    assert rate(0, 0.0) == pytest.approx(4e-4)
    assert rate(9, 0.0) == pytest.approx(4e-3)
    assert rate(100, 0.5) == pytest.approx(0.5 * 1.01 * 4e-3)
    assert rate(1000, 1.0) == pytest.approx(4e-5)


def test_the_official_rate_falls_by_the_epoch_however_long_the_run() -> None:
    rates = [learning_rate(OFFICIAL_A1_RECIPE, step=0, epoch=e, progress=0.9) for e in (0, 1, 10)]
    assert rates == pytest.approx([4e-3, 4e-3 * 0.993, 4e-3 * 0.993**10])


def test_a_linear_device_is_learned_to_an_esr_below_1e_4() -> None:
    leaky = one("leaky", small_wavenet(Activation.LEAKY_RELU, channels=3))
    recipe = replace(QUICK, learning_rate=3e-2)
    result = train(linear_pair(), leaky, TrainConfig(epochs=150, recipe=recipe))
    assert result.reason is StopReason.FINISHED
    assert result.esr < 1e-4
    assert result.networks[0].epoch > 100


def test_events_come_in_order_and_count_from_one() -> None:
    events: list[Event] = []
    train(linear_pair(), TINY_PAIR, TrainConfig(epochs=2), on_progress=events.append)
    assert [type(event) for event in events] == [Started, *[*[StepDone] * 4, EpochDone] * 2]
    started, step, epoch = events[0], events[1], events[5]
    assert isinstance(started, Started)
    assert (started.device, started.networks, started.weight_counts) == ("cpu", ("lite", "full"), (55, 106))
    assert isinstance(step, StepDone)
    assert (step.epoch, step.step, step.steps_per_epoch) == (1, 1, 4)
    assert step.remaining_s == pytest.approx(7.0 * step.elapsed_s)
    assert isinstance(epoch, EpochDone)
    assert [score.name for score in epoch.scores] == ["lite", "full"]
    assert events[-1].remaining_s == 0.0  # type: ignore[union-attr]


def test_the_networks_of_a_pair_learn_as_if_each_were_alone() -> None:
    both = train(linear_pair(), TINY_PAIR, TrainConfig(epochs=2))
    assert len({score.esr for score in both.history[-1].scores}) == 2
    assert [network.submodel.name for network in both.networks] == ["lite", "full"]
    for network, scores in zip(
        both.networks, zip(*(e.scores for e in both.history), strict=True), strict=True
    ):
        assert network.esr == min(score.esr for score in scores)


def test_good_enough_stops() -> None:
    result = train(linear_pair(), TINY_A1, TrainConfig(epochs=100, until_esr=0.3))
    assert result.reason is StopReason.GOOD_ENOUGH
    assert result.esr <= 0.3
    assert len(result.history) < 100


def test_no_time_left_stops_within_the_epoch() -> None:
    steps: list[Event] = []
    result = train(
        linear_pair(), TINY_A1, TrainConfig(epochs=10_000, time_limit_s=1e-6), on_progress=steps.append
    )
    assert result.reason is StopReason.TIME_UP
    assert sum(isinstance(event, StepDone) for event in steps) == 1
    assert math.isfinite(result.esr)


def test_no_progress_stops() -> None:
    frozen = replace(QUICK, learning_rate=1e-12, averaging=None)
    result = train(linear_pair(), TINY_A1, TrainConfig(epochs=50, patience_epochs=3, recipe=frozen))
    assert result.reason is StopReason.NO_PROGRESS
    assert len(result.history) - result.networks[0].epoch == 3


def interrupt_at(epoch: int, step: int) -> object:
    def on_progress(event: Event) -> None:
        if isinstance(event, StepDone) and (event.epoch, event.step) == (epoch, step):
            raise KeyboardInterrupt

    return on_progress


def test_ctrl_c_gives_the_best_so_far() -> None:
    result = train(linear_pair(), TINY_A1, TrainConfig(epochs=9), on_progress=interrupt_at(3, 2))  # type: ignore[arg-type]
    assert result.reason is StopReason.INTERRUPTED
    assert len(result.history) == 2
    assert result.esr == min(epoch.scores[0].esr for epoch in result.history)


def test_ctrl_c_in_the_first_epoch_gives_what_was_learned() -> None:
    result = train(linear_pair(), TINY_A1, TrainConfig(epochs=9), on_progress=interrupt_at(1, 3))  # type: ignore[arg-type]
    assert result.reason is StopReason.INTERRUPTED
    assert result.history == ()
    assert math.isfinite(result.esr)


def test_a_diverging_run_is_rolled_back_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    learn, calls = Trainee.learn, iter(range(1000))

    def sometimes_nan(self: Trainee, *args: object, **options: object) -> float:
        return math.nan if next(calls) == 2 else learn(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Trainee, "learn", sometimes_nan)
    events: list[Event] = []
    result = train(linear_pair(), TINY_A1, TrainConfig(epochs=3), on_progress=events.append)
    assert [event for event in events if isinstance(event, RolledBack)] == [
        RolledBack(epoch=1, network="tiny-a1", rate_factor=0.5)
    ]
    assert result.reason is StopReason.FINISHED


def test_a_run_that_only_diverges_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trainee, "learn", lambda *_, **__: math.nan)
    with pytest.raises(TrainingError, match="tiny-a1 diverged 6 times"):
        train(linear_pair(), TINY_A1, TrainConfig(epochs=9))


def test_what_cannot_be_trained_is_refused() -> None:
    with pytest.raises(ConfigError, match="source must be a TrainingPair or a Capture, got int"):
        train(3)  # type: ignore[arg-type]
    with pytest.raises(
        ConfigError, match="architecture must be an Architecture, got 'a2'; architecture_by_n"
    ):
        train(linear_pair(), "a2")  # type: ignore[arg-type]
