"""What training shows: one line that fits the screen, plain lines in a pipe, JSON for scripts."""

import json
import math
from dataclasses import replace

import pytest
from rich.text import Text

from reamp.cli.train_progress import (
    epoch_line,
    json_progress,
    live_line,
    plain_progress,
    rescued_line,
    screen_progress,
    started_line,
)
from reamp.train.events import EpochDone, NetworkScore, Rescued, Started, StepDone

STARTED = Started(
    device="cpu",
    networks=("lite", "full"),
    weight_counts=(1871, 12146),
    epochs=100,
    first_epoch=1,
    steps_per_epoch=62,
)
STEP = StepDone(epoch=13, step=31, steps_per_epoch=62, loss=1e-4, elapsed_s=3_600.0, remaining_s=25_200.0)
RESCUED = Rescued(epoch=3, network="full", rate_factor=0.5)


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


def test_the_lines_of_a_log() -> None:
    assert "; 1 epoch of 62 steps" in started_line(replace(STARTED, epochs=1))
    assert started_line(STARTED) == ("  lite 1871 weights, full 12146 weights; 100 epochs of 62 steps on cpu")
    resumed = Started(**{**vars(STARTED), "first_epoch": 13})
    assert started_line(resumed).endswith("on cpu, on from epoch 13")
    assert epoch_line(epoch()) == (
        "   12/100  ESR lite 0.0411, full 0.00990  (now 0.0456, 0.0123)  12:00, 1:28:00 left"
    )
    assert epoch_line(single(epoch(esr=math.inf))) == (
        "   12/100  ESR 0.00990  (now not finite)  12:00, 1:28:00 left"
    )
    assert "full ran into numbers that are not finite" in rescued_line(RESCUED)


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
    for event in (STARTED, STEP, epoch(), RESCUED):
        show(event)
    assert capsys.readouterr().out.splitlines() == [
        started_line(STARTED),
        epoch_line(epoch()),
        rescued_line(RESCUED),
    ]


def test_scripts_get_every_event(capsys: pytest.CaptureFixture[str]) -> None:
    show = json_progress("mt15.capture")
    for event in (STARTED, STEP, epoch(esr=math.inf), RESCUED):
        show(event)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "step", "epoch", "rescued"]
    assert {line["capture"] for line in lines} == {"mt15.capture"}
    assert lines[0]["networks"] == ["lite", "full"]
    assert (lines[1]["step"], lines[1]["remaining_s"]) == (31, 25_200.0)
    assert (lines[2]["loss"], lines[2]["scores"][1]["esr"], lines[2]["scores"][1]["best_esr"]) == (
        None,
        None,
        0.0099,
    )


def test_the_screen_keeps_what_is_not_the_live_line(capsys: pytest.CaptureFixture[str]) -> None:
    with screen_progress("mt15") as show:
        for event in (STARTED, STEP, epoch(), RESCUED):
            show(event)
    out = capsys.readouterr().out
    assert started_line(STARTED) in out
    assert rescued_line(RESCUED).strip()[:30] in out
