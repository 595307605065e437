"""A front end's changes: a change that fails is an answer with the reason, and changes nothing."""

import dataclasses
from pathlib import Path

import pytest
from play_cases import rig_of, still_session
from rig_files import float_wav, gain_model, sine

from reamp.live.desk import Answer, Desk, controls_of
from reamp.live.hints import Hints
from reamp.plan.inputs import OutputMode
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import INTERFACE_GAIN, PARAMETERS, Gate
from reamp.rig.preset import load_preset, preset_path
from reamp.rig.rig import Rig, RigModel

BASS = next(knob for knob in PARAMETERS if knob.key == "bass")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def test_a_knob_is_turned_and_reset() -> None:
    desk = Desk(still_session())
    assert desk.turn(BASS, 3) == Answer(words="bass 6.5")
    assert desk.session.rig.tone.bass == 6.5
    assert desk.reset(BASS) == Answer(words="bass 5.0")
    assert desk.controls.value(BASS) == 5.0


def test_a_gain_below_the_lowest_is_refused_and_what_played_plays_on() -> None:
    desk = Desk(still_session())
    before = desk.session.source
    answer = desk.turn(INTERFACE_GAIN, -20)
    assert answer.is_error
    assert "below the 10 dB" in answer.words
    assert desk.session.source == before


def test_without_an_interface_there_is_no_gain_to_turn() -> None:
    session = still_session(interface=None)
    assert Desk(session).turn(INTERFACE_GAIN, 1) == Answer(words="name the interface first", is_error=True)
    named = Desk(session, hints=Hints(name_interface="above")).reset(INTERFACE_GAIN)
    assert named.words == "name the interface first: above"


def test_the_gate_keeps_its_threshold_and_the_output_goes_round() -> None:
    desk = Desk(still_session(dataclasses.replace(rig_of(), gate=Gate(threshold_db=-55.0))))
    assert [desk.switch_gate().words for _ in range(2)] == ["gate off", "gate at -55 dBFS"]
    assert desk.session.rig.gate == Gate(threshold_db=-55.0)
    words = [desk.next_output().words for _ in range(3)]
    assert words == [
        "output calibrated",
        "output raw",
        "output normalized",
    ]
    assert desk.session.rig.output_mode is OutputMode.NORMALIZED


def test_a_step_passes_over_what_cannot_be_played(tmp_path: Path) -> None:
    first, last = (gain_model(tmp_path / name) for name in ("a.nam", "c.nam"))
    (tmp_path / "b.nam").write_text("{}")
    desk = Desk(still_session(rig_of(first)), hints=Hints(error=lambda error: f"hm, {error}"))
    answer = desk.step(0, 1)
    assert answer.words.startswith("c.nam; skipped hm, ")
    assert answer.is_error
    assert desk.session.rig.models[0].path == last
    (tmp_path / "b.nam").unlink()
    first.unlink()
    assert desk.step(0, 1) == Answer(words=f"c.nam is the only one of its kind in {tmp_path}")


def test_the_models_that_were_named_are_stepped_through(tmp_path: Path) -> None:
    named = [gain_model(tmp_path / name) for name in ("b.nam", "c.nam", "a.nam")]
    gain_model(tmp_path / "other.nam")
    desk = Desk(still_session(rig_of(named[0])), named=named)
    assert [desk.step(0, by).words for by in (1, 1, 1, -1)] == ["c.nam", "a.nam", "b.nam", "a.nam"]


def test_cabinets_are_stepped_whether_they_are_files_or_computed(tmp_path: Path) -> None:
    cab, room = (float_wav(tmp_path / f"{n}.wav", sine(1e3, peak=0.5, seconds=0.1)) for n in ("cab", "room"))
    desk = Desk(still_session(Rig(models=rig_of().models, cabinets=(Cabinet(path=cab),))))
    assert desk.step(1, 1).words == "room.wav"
    assert desk.session.rig.cabinets == (Cabinet(path=room),)
    bare = Desk(still_session())
    assert [bare.step(1, -1).words for _ in range(4)] == ["4x12", "2x12", "1x12", "no cabinet"]


def test_a_preset_is_replaced_only_when_that_is_confirmed() -> None:
    desk = Desk(still_session())
    path = preset_path("lead")
    assert desk.save_preset("lead") == Answer(words=f"saved as {path}")
    desk.turn(BASS, 1)
    assert desk.save_preset("lead") == Answer(words="lead already exists", is_error=True, can_confirm=True)
    assert load_preset(path).tone.bass == 5.0
    assert not desk.save_preset("lead", overwrite=True).is_error
    desk.reset(BASS)
    assert desk.load_preset("lead") == Answer(words="preset lead")
    assert desk.session.rig.tone.bass == 5.5
    assert desk.load_preset("gone").is_error
    assert desk.save_preset("a/../b\n").is_error


def test_files_are_read_again(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam")
    desk = Desk(still_session(rig_of(model)))
    assert desk.reload() == Answer(words="read again")
    model.write_text("no longer a model")
    assert desk.reload().is_error


def test_what_is_typed_is_used_or_refused(tmp_path: Path) -> None:
    desk = Desk(still_session(Rig(models=(RigModel(path=gain_model(tmp_path / "a.nam")),))))
    assert desk.use_interface("12.2 dBu").words == "your interface, 12.2 dBu, for this session"
    assert "unknown unit" in desk.use_interface("12.2 dB").words
    assert desk.keep_level().is_error
    assert desk.use_level(0, "15").words == "a: input level 15 dBu, for this session"
    assert desk.keep_level() == Answer(words="a: input level 15 dBu, as typed, kept")


def test_the_controls_of_an_unknown_interface() -> None:
    session = still_session(interface=None)
    controls = controls_of(session.rig, session.calibration)
    assert (controls.interface_gain_db, controls.lowest_gain_db) == (None, 0.0)


def test_a_file_that_is_played_brings_those_to_step_through(tmp_path: Path) -> None:
    first, found, other = (gain_model(tmp_path / name) for name in ("b.nam", "a.nam", "z.nam"))
    gain_model(tmp_path / "c.nam")  # the next in the folder, and not among them
    desk = Desk(still_session(rig_of(first)))
    assert desk.play_file(0, found, among=[found, other]) == Answer(words="a.nam")
    assert desk.step(0, 1).words == "z.nam"
    refused = desk.play_file(0, tmp_path / "gone.nam", among=[first])
    assert refused.is_error
    assert desk.step(0, 1).words == "a.nam"
