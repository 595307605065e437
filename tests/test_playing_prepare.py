"""A rig is prepared once, in the same way for a file and live, and no file is read twice."""

import dataclasses
from pathlib import Path

import pytest
from rig_files import float_wav, gain_model, sine

from reamp.audio import Signal
from reamp.errors import ConfigError, ModelFileError
from reamp.interfaces.table import level_as_interface
from reamp.plan.source import Source
from reamp.playing.prepare import PreparedRig, prepare
from reamp.playing.recording import recording_of
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel

SOURCE = Source.named(level_as_interface(12.2), gain="+5")


def rig_in(folder: Path) -> Rig:
    ir = float_wav(folder / "ir.wav", sine(1_000.0, peak=0.5, seconds=0.01))
    models = [gain_model(folder / f"{name}.nam", 2.0, input_level_dbu=15.0) for name in ("a", "b")]
    return Rig(
        models=tuple(RigModel(path=model) for model in models),
        cabinets=(Cabinet(path=ir),),
        input_trim_db=3.0,
    )


def test_the_gains_are_those_of_the_plan_without_the_trims(tmp_path: Path) -> None:
    prepared = prepare(rig_in(tmp_path), rate_hz=48_000, source=SOURCE)
    assert prepared.gains_db[0] == pytest.approx(12.2 - 5.0 - 15.0)
    assert prepared.plan.input_gain.value_db == pytest.approx(12.2 - 5.0 - 15.0 + 3.0)
    assert [gain_db for _, gain_db in prepared.core_models] == list(prepared.gains_db[:-1])
    assert [model for model, _ in prepared.core_models] == [model.core for model in prepared.models]


def test_a_recording_adds_what_it_says_and_changes_nothing_else(tmp_path: Path) -> None:
    rig = rig_in(tmp_path)
    live = prepare(rig, rate_hz=48_000, source=SOURCE)
    clipped = recording_of(Signal(sine(100.0, peak=1.0), 48_000))
    file = prepare(rig, rate_hz=48_000, source=SOURCE, recording=clipped)
    assert (file.gains_db, file.levels) == (live.gains_db, live.levels)
    assert {finding.check for finding in live.findings} < {finding.check for finding in file.findings}


def test_what_was_read_before_is_not_read_again(tmp_path: Path) -> None:
    rig = rig_in(tmp_path)
    before = prepare(rig, rate_hz=48_000, source=SOURCE)
    for file in tmp_path.iterdir():
        file.unlink()
    turned = prepare(rig.with_values({"bass": 9.0}), rate_hz=48_000, source=SOURCE, before=before)
    assert (turned.models, turned.cabinet) == (before.models, before.cabinet)
    swapped = dataclasses.replace(rig, models=rig.models[::-1])
    assert prepare(swapped, rate_hz=48_000, before=before).models == [*before.models[::-1]]
    assert prepare(dataclasses.replace(rig, cabinets=()), rate_hz=44_100, before=before).cabinet is None
    with pytest.raises(ModelFileError, match=r"a\.nam"):
        prepare(rig, rate_hz=48_000)


def test_a_plan_of_another_rig_is_refused(tmp_path: Path) -> None:
    prepared = prepare(rig_in(tmp_path), rate_hz=48_000)
    with pytest.raises(ConfigError, match="the plan is for 2 models, but there are 1"):
        PreparedRig(rig=prepared.rig, rate_hz=48_000, models=prepared.models[:1], plan=prepared.plan)
