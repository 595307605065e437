"""The values of a study: its clips by gain and take, its best model, and its curves."""

from dataclasses import replace
from pathlib import Path

import pytest
from study_cases import demo_model, demo_study, demo_take, made_up_study

from reamp.capture.capture import Capture, Gear
from reamp.study import study as module
from reamp.study.clips import InputLevel, Numbers
from reamp.study.config import FAST
from reamp.study.study import Study, study_captures


def numbers(esr: float) -> Numbers:
    return Numbers(esr=esr, null_depth_db=-20.0, rms_db=0.0, decay_db=0.0)


def test_clips_are_those_of_a_take_and_a_gain() -> None:
    study = demo_study()
    usual, other = study.takes
    (raw,), (calibrated,) = study.of(InputLevel.RAW), study.of(InputLevel.CALIBRATED, other)
    assert (raw.gain, raw.take) == (InputLevel.RAW, usual)
    assert (calibrated.gain, calibrated.take) == (InputLevel.CALIBRATED, other)


def test_the_best_model_is_the_nearest_when_calibrated() -> None:
    study = made_up_study(
        {
            (5.74, InputLevel.RAW): numbers(1e-6),
            (5.74, InputLevel.CALIBRATED): numbers(0.05),
            (15.0, InputLevel.RAW): numbers(0.9),
            (15.0, InputLevel.CALIBRATED): numbers(0.01),
        }
    )
    assert study.best_model.input_level_dbu == 15.0


def test_without_the_amp_the_best_trained_model_is_the_best() -> None:
    study = made_up_study({(5.74, InputLevel.CALIBRATED): None, (15.0, InputLevel.CALIBRATED): None})
    second = study.models[1]
    clips = tuple(
        replace(clip, model=replace(clip.model, esr=0.001) if clip.model is second else clip.model)
        for clip in study.clips
    )
    models = tuple(dict.fromkeys(clip.model for clip in clips))
    assert replace(study, models=models, clips=clips).best_model.esr == 0.001


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return a study of captures whose models are not trained but bundled."""
    capture = _Capture(gear=Gear(gear_make="PRS", gear_model="MT 15"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "train_models", lambda *_, **__: (demo_model(),))
        takes = (demo_take(), demo_take(interface_full_scale_dbu=15.0, name="hard"))
        folder: Path = tmp_path_factory.mktemp("study")
        return study_captures([capture], takes, FAST, folder, on_progress=lambda step: None)


class _Capture(Capture):
    """A capture of which only the gear is asked for."""

    def __init__(self, *, gear: Gear) -> None:
        object.__setattr__(self, "gear", gear)


def test_recordings_of_an_amp_are_played_through_every_model_raw_and_calibrated(captured: Study) -> None:
    assert captured.amp == "PRS MT 15"
    assert [(clip.take.name, clip.gain) for clip in captured.clips] == [
        ("usual", InputLevel.RAW),
        ("usual", InputLevel.CALIBRATED),
        ("hard", InputLevel.RAW),
        ("hard", InputLevel.CALIBRATED),
    ]
    assert captured.amp_curve == ()


def test_a_model_distorts_at_the_level_of_the_jack_where_it_is_calibrated(captured: Study) -> None:
    raw, calibrated = (captured.curves[gain][demo_model().name] for gain in InputLevel)
    assert [each.peak_dbfs for each in raw] == [each.peak_dbfs for each in calibrated]  # the levels in dBu
    first, *_, last = calibrated
    assert last.harmonic_ratio > 10.0 * first.harmonic_ratio
    # The interface fills at a level 0.44 dB above the model's: raw plays 0.44 dB too soft.
    assert 0.9 < raw[-1].harmonic_ratio / last.harmonic_ratio < 1.0
