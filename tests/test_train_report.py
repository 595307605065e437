"""The numbers of the report are those of the model: its ESR, its worst moment, its spectrum, fair words."""

from dataclasses import replace

import numpy as np
import pytest
from train_cases import TINY_A1, TINY_PAIR, linear_pair

from reamp.findings import Finding, Severity
from reamp.train.config import TrainConfig
from reamp.train.events import StopReason
from reamp.train.grade import Grade, grade_of
from reamp.train.report import make_report
from reamp.train.trainer import TrainResult, train


@pytest.fixture(scope="module")
def result() -> TrainResult:
    return train(linear_pair(), TINY_PAIR, TrainConfig(epochs=4, device="cpu"))


def esr(target: np.ndarray, error: np.ndarray) -> float:
    return float(np.square(error, dtype=np.float64).sum() / np.square(target, dtype=np.float64).sum())


def test_each_network_has_the_esr_it_was_kept_for(result: TrainResult) -> None:
    report = make_report(result)
    assert [network.name for network in report.networks] == ["lite", "full"]
    for network, trained in zip(report.networks, result.networks, strict=True):
        assert network.esr == trained.esr
        assert esr(report.target, network.error) == pytest.approx(trained.esr, rel=1e-3)
        assert np.array_equal(network.error, report.target - network.estimate)
        assert (network.epoch, network.grade) == (trained.epoch, grade_of(trained.esr))


def test_a_validation_part_at_the_very_start_has_silence_before_it(result: TrainResult) -> None:
    pair = result.pair
    swapped = replace(pair, training=pair.validation, validation=pair.training)
    report = make_report(replace(result, pair=swapped))
    assert len(report.networks[0].estimate) == swapped.validation.frames


def test_the_worst_half_second_is_where_most_is_wrong(result: TrainResult) -> None:
    pair = result.pair
    y = pair.y.samples.copy()
    long = replace(pair, validation=pair.training)
    y[10_000:10_100] += 0.5
    spoiled = replace(long, y=replace(pair.y, samples=y))
    report = make_report(replace(result, pair=spoiled))
    first, end = report.worst
    assert first <= 10_000
    assert end >= 10_100
    assert report.worst.frames == pair.rate_hz // 2
    assert report.worst_esr == pytest.approx(
        esr(report.target[first:end], report.networks[-1].error[first:end]), rel=1e-6
    )


@pytest.mark.parametrize(
    ("value", "grade"),
    [(0.0, "good"), (0.0099, "good"), (0.01, "fair"), (0.035, "poor"), (0.1, "failed"), (np.inf, "failed")],
)
def test_grades(value: float, grade: str) -> None:
    assert grade_of(value) is Grade(grade)


def graded(value: float, *, epoch: int, reason: StopReason = StopReason.FINISHED) -> tuple[str, ...]:
    """Return the advice for a run of 20 epochs whose best was `epoch`."""
    trained = train(linear_pair(0.3), TINY_A1, TrainConfig(epochs=1, device="cpu"))
    best = replace(trained.networks[0], esr=value, epoch=epoch)
    run = replace(trained, networks=(best,), history=trained.history * 20, reason=reason)
    return make_report(run).networks[0].advice


def test_advice_is_about_this_run() -> None:
    assert graded(0.005, epoch=20) == ()
    (late,) = graded(0.02, epoch=20)
    assert late.startswith(
        "it was still getting better when training ended: train longer, for example 80 epochs"
    )
    (cut,) = graded(0.02, epoch=20, reason=StopReason.TIME_UP)
    assert cut.endswith("train longer")
    (early,) = graded(0.02, epoch=9)
    assert early.startswith("it got no better towards the end: a larger architecture")
    (stuck,) = graded(0.02, epoch=20, reason=StopReason.NO_PROGRESS)
    assert stuck == early
    assert graded(0.3, epoch=9)[1].startswith("check the recording")


def test_findings_of_the_capture_are_kept(result: TrainResult) -> None:
    finding = Finding(check="recording-low", severity=Severity.WARNING, message="the recording is quiet")
    assert make_report(result, findings=[finding]).findings == (finding,)
