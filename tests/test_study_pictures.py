"""The pictures of a study draw its numbers, and only those that it has."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from study_cases import demo_study

from reamp.study.clips import InputLevel
from reamp.study.pictures import study_pictures
from reamp.study.study import Study

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def study() -> Study:
    return demo_study()


def lines_of(study: Study, key: str, *, panel: int, width_in: float = 9.0) -> dict[str, Any]:
    """Return the lines of a panel by their name, as (x, y)."""
    axes = study_pictures(study)[key].draw(width_in).axes[panel]
    return {str(line.get_label()): line.get_data() for line in axes.get_lines()}


def test_a_study_has_the_pictures_it_has_numbers_for(study: Study) -> None:
    assert list(study_pictures(study)) == ["distortion", "decay", "interfaces", "distance", "range"]
    alone = replace(study, takes=(replace(study.takes[0], amp_v=None),))
    assert list(study_pictures(alone)) == ["distortion", "decay"]


def test_distortion_is_drawn_in_percent_over_dbu(study: Study) -> None:
    for panel, gain in enumerate(InputLevel):
        (name,) = study.curves[gain]
        levels_dbu, percent = lines_of(study, "distortion", panel=panel)[name]
        assert list(levels_dbu) == [-20.0, 0.0]
        assert list(percent) == pytest.approx([1.0, 20.0])


def test_a_dying_chord_is_drawn_at_the_level_of_the_amp(study: Study) -> None:
    lines = lines_of(study, "decay", panel=list(InputLevel).index(InputLevel.CALIBRATED))
    _, amp_dbu = lines.pop("amp")
    ((name, (seconds, model_dbu)),) = lines.items()
    assert name.endswith("+0.44 dB")
    assert seconds[0] == pytest.approx(0.025)
    assert np.abs(np.subtract(amp_dbu, model_dbu)).max() < 0.01  # here the model is the amp


def test_the_distance_is_that_of_each_clip(study: Study) -> None:
    lines = lines_of(study, "distance", panel=1)
    raw, calibrated = (study.of(gain)[0].numbers for gain in InputLevel)
    assert raw is not None
    assert calibrated is not None
    assert list(lines["raw"][1]) == [raw.rms_db]
    assert list(lines["calibrated"][1]) == [calibrated.rms_db]


@pytest.mark.parametrize("key", ["distortion", "decay", "distance"])
def test_panels_are_side_by_side_on_a_desk_and_below_each_other_on_a_phone(study: Study, key: str) -> None:
    draw = study_pictures(study)[key].draw
    for width_in, is_wide in ((9.0, True), (4.0, False)):
        first, second, *_ = draw(width_in).axes
        assert (first.get_position().y0 == pytest.approx(second.get_position().y0)) == is_wide
        assert (first.get_position().x0 == pytest.approx(second.get_position().x0)) != is_wide
