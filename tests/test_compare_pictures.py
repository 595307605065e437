"""The pictures show every clip, by name, with units, on a screen and on a phone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from compare_cases import small_comparison

from reamp.compare.comparison import Comparison
from reamp.compare.pictures import difference_figure, spectra_figure, waveform_figure
from reamp.pages.html import NARROW_IN, WIDE_IN

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[[Comparison, float], "Figure"]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return small_comparison()


@pytest.mark.parametrize("width_in", [WIDE_IN, NARROW_IN])
def test_waveforms_have_one_scale(comparison: Comparison, width_in: float) -> None:
    figure = waveform_figure(comparison, width_in)
    assert [axes.get_title(loc="left") for axes in figure.axes] == [clip.name for clip in comparison.clips]
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert figure.axes[-1].get_xlabel() == "time (s)"
    assert figure.axes[0].get_xlim() == (0.0, comparison.duration_s)


@pytest.mark.parametrize("width_in", [WIDE_IN, NARROW_IN])
@pytest.mark.parametrize("draw", [spectra_figure, difference_figure])
def test_lines_are_named_and_in_db(comparison: Comparison, draw: Draw, width_in: float) -> None:
    figure = draw(comparison, width_in)
    (axes,) = figure.axes
    assert axes.get_ylabel().startswith("level (dBFS")
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 3


def test_the_spectrum_of_a_tone_peaks_at_it(comparison: Comparison) -> None:
    (axes,) = spectra_figure(comparison, WIDE_IN).axes
    frequencies_hz, levels_dbfs = (np.asarray(each) for each in axes.lines[0].get_data())
    assert frequencies_hz[levels_dbfs.argmax()] == pytest.approx(220.0, rel=0.13)


def test_the_difference_of_the_same_is_at_the_bottom() -> None:
    comparison = small_comparison()
    same = type(comparison)(
        clips=(comparison.clips[0], comparison.clips[0]),
        scores=comparison.scores[:1],
        match=comparison.match,
        has_target=True,
    )
    (axes,) = difference_figure(same, WIDE_IN).axes
    assert np.asarray(axes.lines[0].get_ydata()).max() < axes.get_ylim()[0]
