"""Numbers become words that are as careful as the numbers."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from compare_cases import small_comparison

from reamp.compare.clips import MatchBy
from reamp.compare.comparison import Comparison, Score
from reamp.compare.words import (
    METRIC_WORDS,
    about_words,
    abx_note,
    best_of,
    match_words,
    metric_names,
    number,
    score_words,
    title_of,
)
from reamp.metrics import Measured


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return small_comparison()


def scored(comparison: Comparison, **values: float | None) -> Score:
    score = comparison.scores[0]
    measured = {
        name: replace(each, value=values.get(name)) if name in values else replace(each, value=0.0)
        for name, each in score.measured.items()
    }
    return replace(score, measured=measured)


def test_every_metric_is_explained(comparison: Comparison) -> None:
    assert set(METRIC_WORDS) == set(comparison.scores[0].measured)


def test_a_title_names_all(comparison: Comparison) -> None:
    assert title_of(comparison) == "plexi_with_a_long_name and <b>third</b> against target"
    assert (
        title_of(replace(comparison, has_target=False)) == "target, plexi_with_a_long_name and <b>third</b>"
    )
    many = replace(comparison, clips=(*comparison.clips, *comparison.clips))
    assert title_of(many) == "5 models against target"
    assert title_of(replace(many, has_target=False)) == "target and 5 models"


def test_columns_are_those_with_something_to_say(comparison: Comparison) -> None:
    names = metric_names(comparison)
    assert "esr" in names
    assert "decay_difference_db" not in names  # no note rings out
    assert "loudness_difference_lu" not in names  # it was made equal
    assert "loudness_difference_lu" in metric_names(small_comparison(match=MatchBy.PEAK))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("esr", 0.012345, "0.0123"),
        ("esr", 0.00001234, "1.23e-05"),
        ("esr", 1e-12, "0"),
        ("spectral_distance", 1e-4, "0"),
        ("null_depth_db", -128.0, "same"),
        ("null_depth_db", -19.26, "-19.3"),
        ("null_depth_db", -math.inf, "same"),
        ("crest_factor_difference_db", 1.26, "+1.3"),
        ("crest_factor_difference_db", -0.01, "+0.0"),
        ("rms_difference_db", math.inf, "∞"),
        ("decay_difference_db", None, "–"),
    ],
)
def test_a_number_has_the_digits_that_count(name: str, value: float | None, words: str) -> None:
    assert number(name, Measured(title="", value=value)) == words


def test_the_nearest_is_the_least_or_the_nearest_to_none(comparison: Comparison) -> None:
    near = scored(comparison, esr=0.1, crest_factor_difference_db=-0.5)
    far = replace(scored(comparison, esr=0.2, crest_factor_difference_db=0.4), name="far")
    both = replace(comparison, scores=(near, far))
    assert best_of("esr", both) == near.name
    assert best_of("crest_factor_difference_db", both) == "far"
    assert best_of("esr", replace(comparison, scores=(near,))) is None


@pytest.mark.parametrize(
    ("depth_db", "words"),
    [
        (-35.2, "can hardly be told from the target: their difference is 35.2 dB below it."),
        (-20.0, "is very near to the target"),
        (-15.0, "is near to the target"),
        (-12.0, "resembles the target"),
        (-3.0, "sounds different from the target: their difference is 3.0 dB below it."),
        (-math.inf, "is the same as the target."),
        (None, "cannot be measured against the target."),
    ],
)
def test_likeness_in_words(comparison: Comparison, depth_db: float | None, words: str) -> None:
    score = scored(comparison, null_depth_db=depth_db)
    assert score_words(score, comparison).startswith(f"{score.name} {words}")


def test_what_differs_is_said_where_it_can_be_heard(comparison: Comparison) -> None:
    score = scored(comparison, null_depth_db=-12.0, crest_factor_difference_db=-2.2, decay_difference_db=3.0)
    assert score_words(score, comparison).endswith(
        "It is more compressed (crest factor -2.2 dB) and lets notes sustain longer (+3.0 dB at their end)."
    )
    quiet = scored(comparison, null_depth_db=-12.0, crest_factor_difference_db=0.9, decay_difference_db=-0.9)
    assert score_words(quiet, comparison).endswith("dB below it.")


def test_the_first_model_is_called_by_its_name(comparison: Comparison) -> None:
    among = replace(comparison, has_target=False)
    assert " target: " in score_words(among.scores[0], among)
    assert " the target: " not in score_words(among.scores[0], among)


def test_a_blind_test_of_unequal_loudness_has_a_warning() -> None:
    assert [bool(abx_note(match)) for match in (MatchBy.LUFS, MatchBy.PEAK, MatchBy.NONE)] == [
        False,
        True,
        True,
    ]


def test_every_match_has_words() -> None:
    assert len({match_words(match) for match in MatchBy}) == len(MatchBy)


def test_what_was_compared(comparison: Comparison) -> None:
    rows = about_words(comparison, di=Path("takes/di.wav"), target=None, cabinet=None)
    assert rows == [
        ("Guitar", "di.wav"),
        ("Target", "none"),
        ("Compared", "1.0 s at 48000 Hz"),
        ("Loudness", match_words(MatchBy.LUFS)),
        ("In the page", "FLAC of 16 bits; the files are WAV of 24 bits"),
    ]
    all_rows = dict(about_words(comparison, di=Path("a"), target=Path("amp.wav"), cabinet=Path("ir.wav")))
    assert (all_rows["Target"], all_rows["Cabinet"]) == ("amp.wav", "ir.wav")
