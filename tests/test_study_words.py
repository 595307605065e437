"""The sentences of a study follow from its numbers, whichever way they fall."""

from study_cases import made_up_study

from reamp.study.clips import InputLevel, Numbers
from reamp.study.words import calibrated_words, limit_words, raw_words, takes_words


def numbers(esr: float, *, rms_db: float = 0.0, decay_db: float | None = 0.0) -> Numbers:
    return Numbers(esr=esr, null_depth_db=-20.0, rms_db=rms_db, decay_db=decay_db)


def two_models(low: Numbers | None, high: Numbers | None, *, peak: float = 0.5) -> dict:
    raw = numbers(0.2, decay_db=-4.0), numbers(0.3, decay_db=3.0)
    study = made_up_study(
        {
            (6.0, InputLevel.RAW): raw[0],
            (18.0, InputLevel.RAW): raw[1],
            (6.0, InputLevel.CALIBRATED): low,
            (18.0, InputLevel.CALIBRATED): high,
        },
        peak=peak,
    )
    return {"study": study, "limits": " ".join(limit_words(study))}


def test_raw_clips_are_further_apart_than_calibrated_ones() -> None:
    study = two_models(numbers(0.02, decay_db=0.1), numbers(0.03, decay_db=-0.4))["study"]
    assert "12.0 dB hotter" in raw_words(study)[0]
    assert "-4.0 to +3.0 dB from the amp's, 7.0 dB apart" in raw_words(study)[1]
    said = " ".join(calibrated_words(study))
    assert "0.5 dB apart instead of 7.0" in said
    assert "error (ESR) of the clips is 10.0 times smaller (6 dBu), 10.0 times smaller (18 dBu)" in said


def test_a_study_without_limits_says_so() -> None:
    assert two_models(numbers(0.02), numbers(0.02), peak=0.2)["limits"].startswith("Here it suffices")


def test_a_guitar_beyond_the_capture_is_named_with_how_far() -> None:
    limits = two_models(numbers(0.2), numbers(0.02), peak=0.9)["limits"]
    assert "Played hard the guitar peaks 5.3 dB above what the capture at 6 dBu" in limits
    assert "No gain helps" not in limits  # nothing says what it is like within its range
    assert "18 dBu" not in limits


def test_one_model_that_is_off_is_told_from_models_that_all_are() -> None:
    one = two_models(numbers(0.02), numbers(0.1, decay_db=-2.5), peak=0.2)["limits"]
    assert "captured at 18 dBu stays -2.5 dB" in one
    nearer = two_models(numbers(0.02, decay_db=-1.1), numbers(0.1, decay_db=-2.6), peak=0.2)["limits"]
    assert "captured at 6 dBu stays" not in nearer  # the other one is off, not the nearer
    both = two_models(numbers(0.1, rms_db=-1.4), numbers(0.1, rms_db=-1.5), peak=0.2)["limits"]
    assert "they lack training" in both
    assert "stays" not in both


def test_without_the_amp_nothing_is_claimed() -> None:
    study = made_up_study({(level, gain): None for gain in InputLevel for level in (6.0, 18.0)})
    said = " ".join([*raw_words(study), *calibrated_words(study), *takes_words(study)])
    assert "ESR" not in said
    assert "from the amp's" not in said
