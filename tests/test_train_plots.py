"""Every picture of the report is drawn, whatever the run was like."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from train_cases import TINY_PAIR, linear_pair

from reamp.drawing import svg_text
from reamp.pages.html import NARROW_IN, WIDE_IN
from reamp.train.config import TrainConfig
from reamp.train.plots import error_figure, learning_figure, spectra_figure, worst_figure
from reamp.train.report import Report, make_report
from reamp.train.trainer import train

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[[Report, float], "Figure"]
PICTURES = (learning_figure, worst_figure, spectra_figure, error_figure)
by_picture = pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(train(linear_pair(), TINY_PAIR, TrainConfig(epochs=2, device="cpu")))


def drawn(draw: Draw, report: Report, width_in: float = WIDE_IN) -> str:
    return svg_text(draw(report, width_in), key="x")


@by_picture
def test_it_is_drawn_for_a_screen_and_for_a_phone(draw: Draw, report: Report) -> None:
    for width_in in (WIDE_IN, NARROW_IN):
        assert drawn(draw, report, width_in).startswith(f'<svg viewBox="0 0 {72 * width_in:g} ')


@by_picture
def test_a_model_of_one_network_that_diverged_is_drawn(draw: Draw, report: Report) -> None:
    scores = tuple(replace(score, esr=np.inf) for score in report.history[0].scores[-1:])
    history = (replace(report.history[0], scores=scores),)
    assert drawn(draw, replace(report, networks=report.networks[-1:], history=history)).endswith("</svg>\n")


@by_picture
def test_a_perfect_model_is_drawn(draw: Draw, report: Report) -> None:
    perfect = tuple(
        replace(network, estimate=report.target, error=np.zeros_like(report.target))
        for network in report.networks
    )
    assert drawn(draw, replace(report, networks=perfect, worst_esr=0.0)).endswith("</svg>\n")


def test_the_pictures_show_the_run(report: Report) -> None:
    other = replace(report, networks=tuple(replace(n, esr=0.5) for n in report.networks))
    assert drawn(learning_figure, other) != drawn(learning_figure, report)
