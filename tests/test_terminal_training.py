"""The display of training: one line that fits the screen, plain lines in a pipe."""

import math

import pytest
from rich.text import Text

from reamp.study.events import StudyStep
from reamp.terminal.training import live_line, plain_progress, screen_progress, study_progress
from reamp.train.events import EpochDone, NetworkScore, RolledBack, Started, StepDone
from reamp.train.words import epoch_words, rolled_back_words, started_words

STARTED = Started(
    device="cpu",
    networks=("lite", "full"),
    weight_counts=(1871, 12146),
    epochs=100,
    first_epoch=1,
    steps_per_epoch=62,
)
STEP = StepDone(epoch=13, step=31, steps_per_epoch=62, loss=1e-4, elapsed_s=3_600.0, remaining_s=25_200.0)
ROLLED_BACK = RolledBack(epoch=3, network="full", rate_factor=0.5)


def epoch(*, esr: float = 0.0123) -> EpochDone:
    scores = (
        NetworkScore(name="lite", esr=0.0456, best_esr=0.0411, best_epoch=10),
        NetworkScore(name="full", esr=esr, best_esr=0.0099, best_epoch=11),
    )
    return EpochDone(
        epoch=12,
        epochs=100,
        scores=scores,
        loss=math.nan,
        learning_rate=1e-3,
        elapsed_s=720.0,
        remaining_s=5_280.0,
    )


def single(event: EpochDone) -> EpochDone:
    return EpochDone(**{**vars(event), "scores": event.scores[-1:]})


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["mt15", "a capture with a long name indeed"])
def test_the_live_line_fits(width: int, name: str) -> None:
    line = live_line(name, single(epoch()), STEP, epochs=100, width=width)
    assert (len(line) <= width) or line.overflow == "ellipsis"
    assert line.plain.startswith(name)
    if name == "mt15":
        assert len(line) <= width
        assert line.plain.endswith("  epoch 13/100  ESR 0.00990  7:00:00 left")


def test_the_bar_is_as_full_as_the_run() -> None:
    def full(text: Text) -> str:
        return next(text.plain[span.start : span.end] for span in text.spans if span.style == "cyan")

    half = StepDone(**{**vars(STEP), "epoch": 50, "step": 62})
    assert full(live_line("mt15", single(epoch()), half, epochs=100, width=120)) == "━" * 10


def test_before_the_first_epoch_nothing_is_claimed() -> None:
    first = StepDone(**{**vars(STEP), "epoch": 1})
    assert "ESR after the first epoch" in live_line("mt15", None, first, epochs=100, width=80).plain


def test_a_pipe_gets_a_line_per_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    show = plain_progress()
    for event in (STARTED, STEP, epoch(), ROLLED_BACK):
        show(event)
    assert capsys.readouterr().out.splitlines() == [
        f"  {started_words(STARTED)}",
        f"  {epoch_words(epoch())}",
        f"  {rolled_back_words(ROLLED_BACK)}",
    ]


def test_the_screen_keeps_what_is_not_the_live_line(capsys: pytest.CaptureFixture[str]) -> None:
    with screen_progress("mt15") as show:
        for event in (STARTED, STEP, epoch(), ROLLED_BACK):
            show(event)
    out = capsys.readouterr().out
    assert started_words(STARTED) in out
    assert rolled_back_words(ROLLED_BACK)[:30] in out


def test_a_study_prints_its_steps_and_each_model(capsys: pytest.CaptureFixture[str]) -> None:
    last = EpochDone(**{**vars(epoch()), "epoch": 100})
    with study_progress() as show:
        for event in (StudyStep(what="training 12 dBu", number=2, count=4), STARTED, epoch(), last):
            show(event)
    assert capsys.readouterr().out.splitlines() == [
        "training 12 dBu (2 of 4)",
        f"  {started_words(STARTED)}",
        "  ESR 0.00990",
    ]
