"""Training a model with knobs, as small as it can be."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from reamp.capture.layout import Span
from reamp.engine import load
from reamp.errors import AudioError, CheckpointError, ConfigError, NothingLearnedError, TrainingError
from reamp.knobs.knob import Knob
from reamp.knobs.plan import Use
from reamp.nam.knob_model import KnobModel
from reamp.train.architectures import Activation, Architecture, ArrayShape, Submodel, WaveNetShape
from reamp.train.knob_checkpoint import knob_fingerprint, load_knob_checkpoint, save_knob_checkpoint
from reamp.train.knob_data import KnobData, SettingOutput
from reamp.train.knob_export import KnobResult, knob_model, write_knob_model
from reamp.train.knob_loop import KnobRun, best_epoch, new_knob_trainer, train_knobs
from reamp.train.knob_network import KnobNetwork
from reamp.train.knob_trainer import KnobEpoch, KnobTrainConfig, KnobTrainer
from reamp.train.recipes import A1_RECIPE

torch.set_num_threads(1)

GAIN = Knob(name="gain", low=0.0, high=10.0)
RATE_HZ = 48_000
SHAPE = WaveNetShape(
    arrays=(ArrayShape(channels=4, kernel_sizes=(3, 3), dilations=(1, 2), head_bias=True),),
    activation=Activation.TANH,
    head_scale=0.1,
)
TINY = Architecture(
    name="tiny", submodels=(Submodel(name="tiny", max_value=1.0, shape=SHAPE),), recipe=A1_RECIPE
)
CONFIG = KnobTrainConfig(epochs=5, hidden=(8,), basis=3, window_frames=2048)


def gear(x: np.ndarray, gain: float) -> np.ndarray:
    return (0.3 * np.tanh(x * 10 ** (gain / 10.0))).astype(np.float32)


def trained(data: KnobData) -> KnobRun:
    return train_knobs(new_knob_trainer(data, TINY, CONFIG))


@pytest.fixture(scope="module")
def data() -> KnobData:
    random = np.random.default_rng(0)
    x = (0.3 * random.standard_normal(RATE_HZ)).astype(np.float32)
    uses = {**dict.fromkeys((0.0, 2.0, 4.0, 6.0, 8.0, 10.0), Use.TRAINING), 5.0: Use.VALIDATION}
    outputs = [SettingOutput(knobs={"gain": g}, use=use, y=gear(x, g)) for g, use in uses.items()]
    span = Span(0, 40_000)
    return KnobData(
        controls=(GAIN,),
        x=x,
        rate_hz=RATE_HZ,
        training=span,
        validation=Span(40_000, RATE_HZ),
        outputs=tuple(outputs),
    )


@pytest.fixture(scope="module")
def result(data: KnobData) -> KnobResult:
    run = trained(data)
    model = knob_model(run.trainer, TINY, run.history)
    return KnobResult(model=model, data=data, trainer=run.trainer, history=run.history)


def test_it_learns_a_setting_that_it_never_heard(result: KnobResult) -> None:
    first, last = result.history[0].mean_esr, result.history[-1].mean_esr
    assert last < 0.03
    assert last < first


def test_the_file_sounds_like_the_gear_at_every_setting(result: KnobResult, tmp_path: Path) -> None:
    path = tmp_path / "tiny.nam"
    document = write_knob_model(result, path)
    assert document.metadata.validation_esr == pytest.approx(result.best.mean_esr)
    x = result.data.x[:9600]
    for gain in (1.0, 9.0):
        played, wanted = load(path, knobs={"gain": gain}).process(x), gear(x, gain)
        assert np.square(played - wanted).sum() < 0.15 * np.square(wanted).sum()
    said = document.metadata.training or {}
    assert [each["gain"] for each in said["settings"]] == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]  # type: ignore[attr-defined]
    assert KnobModel.of(document).controls == (GAIN,)


def test_the_same_seed_gives_the_same_weights(data: KnobData, result: KnobResult) -> None:
    again = trained(data)
    assert torch.equal(again.trainer.average.file_weights(), result.trainer.average.file_weights())


def test_levels_are_learned_before_the_first_step() -> None:
    torch.manual_seed(0)
    network = KnobNetwork(SHAPE, inputs=1, hidden=(16,), basis=2)
    settings = torch.linspace(-1.0, 1.0, 9)[:, None]
    assert network.fit_levels(settings, 2.0 * settings[:, 0]) < 0.05


def test_the_gradient_of_the_changes_is_that_of_a_difference(data: KnobData) -> None:
    torch.manual_seed(0)
    trainer = KnobTrainer(data, SHAPE, A1_RECIPE, CONFIG)
    settings = data.inputs(data.of(Use.TRAINING))[:2]
    x = torch.from_numpy(data.x[None, :3000])
    weights, _ = trainer.network(settings)
    leaf = weights.detach().requires_grad_()
    native = trainer._natives[0]
    native(x, [leaf[1]]).square().mean().backward()
    weights.backward(leaf.grad)
    gradient = trainer.network.sets.grad
    assert gradient is not None

    def loss_at(step: float) -> float:
        with torch.no_grad():
            changed = trainer.network.sets.clone()
            changed[1] += step * gradient[1]
            mixture = trainer.network.mixture(settings)[1, :-1]
            flat = changed[0] + mixture @ changed[1:]
            return float(native.forward(flat, x).double().square().mean())

    step = 1e-3 / float(gradient[1].norm())
    slope = (loss_at(step) - loss_at(-step)) / (2.0 * step)
    assert slope == pytest.approx(float(gradient[1].square().sum()), rel=0.02)


def test_a_model_that_learned_nothing_is_not_written(result: KnobResult, tmp_path: Path) -> None:
    epoch = result.history[-1]
    failed = replace(epoch, scores=tuple(replace(score, esr=1.0) for score in epoch.scores))
    with pytest.raises(NothingLearnedError, match="the network learned nothing, mean ESR 1"):
        write_knob_model(replace(result, history=(failed,)), tmp_path / "x.nam")
    assert not (tmp_path / "x.nam").exists()


def test_settings_of_both_uses_are_needed(data: KnobData) -> None:
    with pytest.raises(AudioError, match="no setting for validation with sound"):
        KnobData(
            controls=(GAIN,),
            x=data.x,
            rate_hz=RATE_HZ,
            training=data.training,
            validation=data.validation,
            outputs=tuple(data.of(Use.TRAINING)),
        )


def test_an_interrupted_run_is_judged_as_it_is(data: KnobData, monkeypatch: pytest.MonkeyPatch) -> None:
    step, steps = KnobTrainer.step, 0

    def interrupted(self: KnobTrainer, batch: list[tuple[int, int]], *, rate: float) -> float:
        nonlocal steps
        steps += 1
        if steps == 4:
            raise KeyboardInterrupt
        return step(self, batch, rate=rate)

    monkeypatch.setattr(KnobTrainer, "step", interrupted)
    run = trained(data)
    assert run.is_interrupted
    assert [epoch.mean_esr for epoch in run.history] == [run.history[0].mean_esr]
    assert run.history[0].scores == run.trainer.scores()
    steps = 3
    with pytest.raises(KeyboardInterrupt):  # before the first step there is nothing to keep
        trained(data)


class _Killed(BaseException):
    pass


def test_a_killed_run_goes_on_with_the_weights_of_one_that_was_not(
    data: KnobData, result: KnobResult, tmp_path: Path
) -> None:
    path, fingerprint = tmp_path / "x.checkpoint", knob_fingerprint(data, TINY, CONFIG)

    def save(trainer: KnobTrainer, history: Sequence[KnobEpoch]) -> None:
        save_knob_checkpoint(path, fingerprint=fingerprint, trainer=trainer, history=history)
        if len(history) == 2:
            raise _Killed

    with pytest.raises(_Killed):
        train_knobs(new_knob_trainer(data, TINY, CONFIG), save=save)
    trainer = new_knob_trainer(data, TINY, CONFIG)
    history = load_knob_checkpoint(path, fingerprint=fingerprint, trainer=trainer)
    assert [epoch.epoch for epoch in history] == [1, 2]
    run = train_knobs(trainer, history=history)
    assert [epoch.mean_esr for epoch in run.history] == [epoch.mean_esr for epoch in result.history]
    assert torch.equal(trainer.average.file_weights(), result.trainer.average.file_weights())
    other = knob_fingerprint(data, TINY, replace(CONFIG, seed=1))
    assert other != fingerprint == knob_fingerprint(data, TINY, replace(CONFIG, epochs=99))
    with pytest.raises(CheckpointError, match="is a run with other captures"):
        load_knob_checkpoint(path, fingerprint=other, trainer=trainer)


def test_a_run_that_diverges_keeps_its_best_epoch(data: KnobData, monkeypatch: pytest.MonkeyPatch) -> None:
    step, scores, judged = KnobTrainer.step, KnobTrainer.scores, 0

    def diverging(self: KnobTrainer, batch: list[tuple[int, int]], *, rate: float) -> float:
        if self.steps == 3 * self.steps_per_epoch + 1:
            raise TrainingError("the training diverged")
        return step(self, batch, rate=rate)

    def worse_after_two(self: KnobTrainer) -> object:
        nonlocal judged, best
        judged += 1
        if judged == 2:
            best = self.average.file_weights().clone()
        factor = 1.0 if judged <= 2 else 9.0
        return tuple(replace(score, esr=factor * score.esr) for score in scores(self))

    best = torch.zeros(0)
    monkeypatch.setattr(KnobTrainer, "step", diverging)
    monkeypatch.setattr(KnobTrainer, "scores", worse_after_two)
    run = trained(data)
    assert (len(run.history), best_epoch(run.history).epoch) == (3, 2)
    assert run.problem == "the training diverged"
    assert torch.equal(run.trainer.average.file_weights(), best)
    model = knob_model(run.trainer, TINY, run.history)
    assert model.metadata.validation_esr == pytest.approx(run.history[1].mean_esr)


def test_a_run_that_diverges_at_once_is_an_error(data: KnobData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KnobData, "gains", lambda self, outputs: np.full(len(outputs), np.nan))
    with pytest.raises(TrainingError, match="the training diverged"):
        trained(data)


def test_threads_end_with_the_run(result: KnobResult) -> None:
    assert result.trainer._threads is None


def test_a_training_part_shorter_than_a_window_is_refused(data: KnobData) -> None:
    config = replace(CONFIG, window_frames=40_001)
    with pytest.raises(AudioError, match="the training part has 40000 frames; at least 40001 needed"):
        new_knob_trainer(data, TINY, config)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"hidden": ()}, r"hidden must be a tuple of 1 to 4 widths, got \(\)"),
        ({"hidden": 32}, "hidden must be a tuple"),
        ({"hidden": (8, 0)}, "hidden must be at least 1, got 0"),
        ({"hidden": (8, 2.5)}, "hidden must be a whole number"),
        ({"hidden": (257,)}, "hidden must be from 1 to 256, got 257"),
        ({"basis": 257}, "basis must be from 1 to 256, got 257"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"small_rate": float("inf")}, "small_rate must be above 0 and finite"),
        ({"changes_rate": float("nan")}, "changes_rate must be above 0"),
        ({"averaging": 1.0}, "averaging must be from 0 to below 1, got 1.0"),
    ],
)
def test_settings_outside_their_ranges_are_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        replace(CONFIG, **change)  # type: ignore[arg-type]
