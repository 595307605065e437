"""Files that change while they play: noticed when complete, tried, and compared with what was read."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, gain_model

from reamp.findings import Severity
from reamp.live.file_watch import FileWatch
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import Tone
from reamp.rig.preset import save_preset
from reamp.rig.rig import Rig, RigModel


def rig_in(folder: Path) -> Rig:
    model = gain_model(folder / "amp.nam")
    room = float_wav(folder / "room.wav", np.ones(4, np.float32))
    return Rig(models=(RigModel(path=model),), cabinets=(Cabinet(path=room),))


def seen(watch: FileWatch, looks: int = 2) -> list[str]:
    for _ in range(looks):
        watch.look(rate_hz=48_000)
    return [f"{finding.check}: {finding.subject}" for finding in watch.findings()]


def test_what_stays_as_it_is_is_not_mentioned(tmp_path: Path) -> None:
    assert seen(FileWatch(rig_in(tmp_path), preset=tmp_path / "not-saved-yet.toml")) == []


def test_a_file_is_tried_when_it_is_no_longer_written(tmp_path: Path) -> None:
    rig = rig_in(tmp_path)
    watch = FileWatch(rig)
    rig.models[0].path.write_text("half of it")
    assert seen(watch, looks=1) == []
    gain_model(rig.models[0].path, 0.5)
    assert seen(watch, looks=1) == []
    assert seen(watch, looks=1) == ["file-changed: amp.nam"]


def test_what_cannot_be_played_is_said_with_its_error(tmp_path: Path) -> None:
    rig = rig_in(tmp_path)
    watch = FileWatch(rig)
    rig.models[0].path.write_text("{}")
    rig.cabinets[0].path.unlink()
    assert seen(watch) == ["file-broken: amp.nam", "file-broken: room.wav"]
    model, room = watch.findings()
    assert model.severity is Severity.WARNING
    assert "the file has changed and cannot be played, so the old one plays on (" in model.message
    assert "does not exist" in room.message


def test_a_preset_is_broken_while_one_of_its_files_is(tmp_path: Path) -> None:
    rig, preset = rig_in(tmp_path), tmp_path / "crunch.toml"
    save_preset(rig, preset)
    watch = FileWatch(rig, preset=preset)
    save_preset(dataclasses.replace(rig, tone=Tone(bass=9.0)), preset)
    assert watch.has_changed(preset)
    rig.cabinets[0].path.unlink()
    assert seen(watch) == ["file-broken: room.wav", "file-broken: crunch.toml"]
    float_wav(rig.cabinets[0].path, np.ones(8, np.float32))
    assert seen(watch) == ["file-changed: room.wav", "file-changed: crunch.toml"]


def test_what_plays_on_is_compared_with_what_was_read(tmp_path: Path) -> None:
    rig = rig_in(tmp_path)
    watch = FileWatch(rig)
    gain_model(rig.models[0].path, 0.5)
    float_wav(rig.cabinets[0].path, np.ones(8, np.float32))
    knob = FileWatch(dataclasses.replace(rig, tone=Tone(bass=9.0)), before=watch)
    assert seen(knob) == ["file-changed: amp.nam", "file-changed: room.wav"]
    louder = Cabinet(path=rig.cabinets[0].path, gain_db=3.0)  # read again, as it differs
    assert seen(FileWatch(dataclasses.replace(rig, cabinets=(louder,)), before=watch)) == [
        "file-changed: amp.nam"
    ]
    assert seen(FileWatch(rig)) == []


def test_a_computed_cabinet_has_no_file_to_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rig = dataclasses.replace(rig_in(tmp_path), cabinets=(Cabinet(path=Path("4x12")),))
    watch = FileWatch(rig)
    (tmp_path / "4x12").write_bytes(b"another thing")
    assert seen(watch) == []
