"""Every picture of the report is drawn, whatever the run was like."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from train_cases import TINY_PAIR, linear_pair

from reamp.train.config import TrainConfig
from reamp.train.plots import error_png, learning_png, spectra_png, worst_png
from reamp.train.report import Report, make_report
from reamp.train.trainer import train

PICTURES = (learning_png, worst_png, spectra_png, error_png)
by_picture = pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(train(linear_pair(), TINY_PAIR, TrainConfig(epochs=2, device="cpu")))


@by_picture
def test_it_is_a_wide_png(draw: Callable[[Report], bytes], report: Report) -> None:
    png = draw(report)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20], "big") == 1760


@by_picture
def test_a_model_of_one_network_that_diverged_is_drawn(
    draw: Callable[[Report], bytes], report: Report
) -> None:
    scores = tuple(replace(score, esr=np.inf) for score in report.history[0].scores[-1:])
    history = (replace(report.history[0], scores=scores),)
    assert draw(replace(report, networks=report.networks[-1:], history=history)).startswith(b"\x89PNG")


@by_picture
def test_a_perfect_model_is_drawn(draw: Callable[[Report], bytes], report: Report) -> None:
    perfect = tuple(
        replace(network, estimate=report.target, error=np.zeros_like(report.target))
        for network in report.networks
    )
    assert draw(replace(report, networks=perfect, worst_esr=0.0)).startswith(b"\x89PNG")


def test_the_pictures_show_the_run(report: Report) -> None:
    other = replace(report, networks=tuple(replace(n, esr=0.5) for n in report.networks))
    assert learning_png(other) != learning_png(report)
