"""The protocol answers a line of JSON with a line of JSON, and no wrong line stops the sound."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from play_cases import rig_of, still_session
from rig_files import float_wav, gain_model, sine
from test_audio_pitch import string

from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.live.protocol import LineProtocol
from reamp.live.session import Session
from reamp.plan.inputs import OutputMode
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import Gate, Tone
from reamp.rig.preset import load_preset, preset_path
from reamp.rig.rig import RigModel


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def answer(session: Session, command: object) -> Any:
    line = LineProtocol(session).answer(json.dumps(command).encode())
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    return json.loads(line)


def test_knobs_are_set() -> None:
    session = still_session()
    knobs = {
        "bass": 6,
        "gate": -70,
        "input_trim_db": 1.5,
        "output_trim_db": -3,
        "output": "raw",
        "limiter": False,
    }
    assert answer(session, {"set": knobs}) == {"ok": True}
    rig = session.rig
    assert (rig.tone, rig.gate) == (Tone(bass=6.0), Gate(threshold_db=-70.0))
    assert (rig.input_trim_db, rig.output_trim_db) == (1.5, -3.0)
    assert (rig.output_mode, rig.limiter) == (OutputMode.RAW, False)
    answer(session, {"set": {"gate": None, "treble": 4}})
    assert (session.rig.gate, session.rig.tone) == (None, Tone(bass=6.0, treble=4.0))


def test_models_and_cabinets_are_files_or_more(tmp_path: Path) -> None:
    session = still_session()
    model = gain_model(tmp_path / "a.nam")
    cab = float_wav(tmp_path / "cab.wav", sine(1e3, peak=0.5, seconds=0.1))
    command = {
        "models": [str(model), {"path": str(model), "input_level_dbu": 9, "slim": 0.5}],
        "ir": [str(cab), {"path": str(cab), "gain_db": -3, "pan": 0.5}],
    }
    assert answer(session, command) == {"ok": True}
    assert session.rig.models == (RigModel(path=model), RigModel(path=model, input_level_dbu=9.0, slim=0.5))
    assert session.rig.cabinets == (Cabinet(path=cab), Cabinet(path=cab, gain_db=-3.0, pan=0.5))
    assert answer(session, {"ir": ["4x12", {"path": "2x12", "pan": -1}]}) == {"ok": True}
    assert session.rig.cabinets == (Cabinet(path=Path("4x12")), Cabinet(path=Path("2x12"), pan=-1.0))
    assert "4x12" in answer(session, {"ir": ["./4x12"]})["error"]
    assert answer(session, {"ir": []}) == {"ok": True}
    assert session.rig.cabinets == ()


def test_the_interface_and_its_gain() -> None:
    session = still_session(interface=None)
    answer(session, {"interface": "Apollo Twin X", "interface_gain_db": 15})
    status = answer(session, {"status": True})["ok"]
    assert status["calibration"]["source"]["gain"] == {"shown_db": 15.0, "raised_db": None}
    assert status["plan"]["input_gain"]["value_db"] == pytest.approx(12.2 - 11.76 - 5.0)
    assert "is not in the table" in answer(session, {"interface": "Quux 9000"})["error"]


def test_the_gain_that_is_said_is_kept_with_a_remembered_interface() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    with still_session() as session:
        assert answer(session, {"interface_gain_db": 20}) == {"ok": True}
        kept = answer(session, {"status": True})["ok"]["kept_gain"]
        assert (kept["before"]["gain_db"], kept["after"]["gain_db"]) == (15.0, 20.0)
    assert load_remembered() == RememberedInterface(name="Apollo Twin X", gain_db=20.0).with_gain(
        InterfaceGain(shown_db=20.0)
    )


def test_levels_are_typed_set_by_ear_and_kept(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam")
    session = still_session(rig_of(model), interface=None)
    assert answer(session, {"input_level_dbu": "12,2 dBu"}) == {"ok": True}
    assert session.rig.models[0].input_level_dbu == 12.2
    assert answer(session, {"input_level_dbu": None}) == {"ok": True}
    wrong = {"set": {"input_trim_db": -3}, "keep": "level"}
    assert "the level of the interface is unknown" in answer(session, wrong)["error"]
    assert session.rig == rig_of(model)
    kept = answer(session, {"interface": "12.2 dBu", **wrong})["ok"]
    assert (kept["input_level_dbu"], kept["how"]) == (15.2, "by ear")
    assert session.status().plan.calibrated
    assert answer(session, {"keep": "interface"})["ok"]["max_input_dbu"] == 12.2
    assert load_remembered() is not None


def test_every_number_may_be_a_text_with_its_unit(tmp_path: Path) -> None:
    session = still_session(interface=None)
    model = gain_model(tmp_path / "a.nam")
    cab = float_wav(tmp_path / "cab.wav", sine(1e3, peak=0.5, seconds=0.1))
    typed = {"path": str(model), "input_level_dbu": "12,2 dBu", "output_level_dbu": "1 V", "slim": "0,5"}
    knobs = {"bass": "6,5", "middle": "+4", "gate": "−70 dBFS", "input_trim_db": "1,5 dB"}
    knobs |= {"treble": "5.0", "output_trim_db": "−3 dB"}
    command = {"models": [typed], "ir": [{"path": str(cab), "gain_db": "-3 dB", "pan": "-0,5"}], "set": knobs}
    assert answer(session, command | {"watch": "0"}) == {"ok": True}
    rig = session.rig
    levels = (rig.models[0].input_level_dbu, rig.models[0].output_level_dbu)
    assert levels == (12.2, pytest.approx(2.218, abs=1e-3))
    assert (rig.models[0].slim, rig.tone) == (0.5, Tone(bass=6.5, middle=4.0))
    assert (rig.gate, rig.cabinets[0].gain_db, rig.cabinets[0].pan) == (Gate(threshold_db=-70.0), -3.0, -0.5)
    assert (rig.input_trim_db, rig.output_trim_db) == (1.5, -3.0)


@pytest.mark.parametrize(("gain", "raised_db"), [("5 dB", 5.0), ("+5", 5.0), ("5,5", 5.5)])
def test_a_level_stands_for_the_interface(gain: str, raised_db: float) -> None:
    session = still_session(interface=None)
    assert answer(session, {"interface": "12.2 dBu", "interface_gain_db": gain}) == {"ok": True}
    step = session.status().plan.input_gain
    assert step.value_db == pytest.approx(12.2 - 11.76 - raised_db)


def test_presets() -> None:
    session = still_session()
    assert answer(session, {"set": {"bass": 7}, "save": "lead"}) == {"ok": True}
    assert load_preset(preset_path("lead")).tone.bass == 7.0
    answer(session, {"set": {"bass": 1}})
    assert answer(session, {"preset": "lead", "set": {"treble": 8}}) == {"ok": True}
    assert session.rig.tone == Tone(bass=7.0, treble=8.0)
    assert "no such preset" in answer(session, {"preset": "gone"})["error"]


def test_files_are_read_again_when_asked(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam", input_level_dbu=10.0)
    with still_session(rig_of(model)) as session:
        gain_model(model, input_level_dbu=14.0)
        answer(session, {"set": {"bass": 6}})
        assert session.status().plan.input_gain.value_db == pytest.approx(12.2 - 10.0)
        assert answer(session, {"reload": True}) == {"ok": True}
        assert session.status().plan.input_gain.value_db == pytest.approx(12.2 - 14.0)
        model.write_text("no longer a model")
        assert "a.nam" in answer(session, {"reload": True})["error"]


def test_to_look_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    session = still_session()
    monkeypatch.setattr(session, "change", None)  # must not be called
    assert "ok" in answer(session, {"status": True, "watch": 5})
    assert answer(session, {"set": {"bass": 5}}) == {"ok": True}  # where it is


def test_a_name_that_is_none_is_found_before_anything_changes() -> None:
    session = still_session()
    assert "is not a preset name" in answer(session, {"set": {"bass": 6}, "save": "a/b"})["error"]
    assert session.rig == rig_of()


def test_the_rig_of_a_status_is_a_command(tmp_path: Path) -> None:
    session = still_session()
    model = gain_model(tmp_path / "a.nam")
    command = {
        "models": [{"path": str(model), "input_level_dbu": 9.0}],
        "set": {"presence": 7.5, "gate": -60.0, "output": "calibrated", "limiter": False},
    }
    answer(session, command)
    said = answer(session, {"status": True})["ok"]["rig"]
    assert said.pop("mode") == "player"
    assert said["models"] == command["models"]
    before = session.rig
    answer(session, {"set": {"presence": 1, "gate": None, "input_trim_db": 3}, "models": [str(model)]})
    assert session.rig != before
    assert answer(session, said) == {"ok": True}
    assert session.rig == before


def test_a_front_end_has_its_own_words_for_an_error() -> None:
    protocol = LineProtocol(still_session(), words=lambda error: f"{error} (help)")
    assert json.loads(protocol.answer(b'{"set": {"bass": 60}}')) == {
        "error": "bass must be 0 to 10, got 60 (help)"
    }


def test_status_is_all_there_is_to_see_and_silence_is_null() -> None:
    status = answer(still_session(), {"status": True})["ok"]
    assert status["device"]["name"] == "Apollo Twin X"
    assert status["input_peak_dbfs"] is None
    assert status["rig"]["models"][0]["path"].endswith("overdrive.nam")
    assert status["findings"][0]["check"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "is not JSON: Input data was truncated"),
        ("rubbish", "is not JSON: invalid character"),
        ("\xff", "is not JSON"),
        ("[]", "expected object, got array"),
        ("{}", "the command is empty"),
        ('{"sett": {}}', "unknown field sett; did you mean set?"),
        ('{"interface_gain": 5}', "unknown field interface_gain; did you mean interface_gain_db"),
        ('{"bass": 6}', 'put it into "set": {"set": {"bass": ...}}'),
        ('{"set": {"bass": "six"}}', "'six' is not a number"),
        ('{"models": [{"path": "a.nam", "input_level_dbu": "12.2 dBFS"}]}', "is a digital level"),
        ('{"set": {"bass": 60}}', "bass must be 0 to 10, got 60"),
        ('{"set": {"bass": 1e999}}', "set.bass"),
        ('{"set": {"output": "loud"}}', "set.output: invalid enum value 'loud'"),
        ('{"set": {"gate": 5}}', "-100 to 0 dB"),
        ('{"models": []}', "at least one model"),
        ('{"models": ["gone.nam"]}', "gone.nam"),
        ('{"ir": ["gone.wav"]}', "gone.wav"),
        ('{"status": false}', "status: "),
        ('{"watch": -1}', "watch: "),
        ('{"watch": 1000}', "watch: "),
        ('{"input_channel": 0}', "input_channel: "),
        ('{"save": "a/b"}', "is not a preset name"),
        ('{"models": ["a\\u0000b"]}', "models[0]: "),
        ('{"preset": "a\\u0000.toml"}', "preset: "),
        ('{"ir": ["/"]}', "is a folder"),
        ("[" * 100_000, "expected object"),
        ('{"set": ' * 50_000, "set"),
        ('{"set": {"bass": "6"}, "models": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_one_line_and_changes_nothing(line: str, problem: str) -> None:
    session = still_session()
    answered = json.loads(LineProtocol(session).answer(line.encode("latin-1")))
    assert list(answered) == ["error"]
    assert problem in answered["error"]
    assert "\n" not in answered["error"]
    assert session.rig == rig_of()


def test_one_wrong_part_leaves_all_as_it_was() -> None:
    session = still_session()
    assert "gone.nam" in answer(session, {"set": {"bass": 6}, "models": ["gone.nam"]})["error"]
    assert session.rig == rig_of()


def test_the_guitar_and_the_sound_are_recorded(tmp_path: Path) -> None:
    with still_session() as session:
        protocol = LineProtocol(session, takes=tmp_path)
        started = json.loads(protocol.answer(b'{"record": true, "set": {"bass": 6}}'))["ok"]
        assert Path(started["di"]).parent == tmp_path
        assert Path(started["sound"]).name.endswith("_rig.wav")
        assert answer(session, {"status": True})["ok"]["recording"]["di"] == started["di"]
        protocol.answer(b'{"watch": 10}')
        (meters,) = map(json.loads, protocol.due_lines(1e9))
        assert meters["meters"]["recording"]["frames"] == 0
        ended = json.loads(protocol.answer(b'{"record": false}'))["ok"]
        assert (ended["di"], ended["rate_hz"], ended["problem"]) == (started["di"], 48_000, "")
        assert session.recording is None
        assert sorted(path.name for path in tmp_path.glob("*.wav")) == [
            Path(started["di"]).name,
            Path(started["sound"]).name,
        ]
        again = json.loads(protocol.answer(b'{"record": false}'))
        assert again == {"error": "nothing is recorded at the moment"}


def test_a_recording_that_cannot_begin_leaves_all_as_it_was(tmp_path: Path) -> None:
    session = still_session()
    protocol = LineProtocol(session, takes=tmp_path / "gone")
    answered = json.loads(protocol.answer(b'{"record": true, "set": {"bass": 6}}'))
    assert answered["error"].endswith("gone: is not a folder; create it first")
    assert session.rig == rig_of()
    both = {"record": True, "keep": "level"}
    assert answer(session, both) == {
        "error": "keep and record need a line each: each is answered with what it has done"
    }


def test_the_tuner_says_what_it_hears_until_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    session = still_session()
    protocol = LineProtocol(session)
    assert protocol.wait_s(0.0) is None
    assert json.loads(protocol.answer(b'{"tuner": "432 Hz"}')) == {"ok": True}
    assert protocol.wait_s(0.0) == 0.0
    played = string(110.0 * 432.0 / 440.0)
    monkeypatch.setattr(session, "inputs", lambda: (played, played))
    (heard,) = map(json.loads, protocol.due_lines(100.0))
    assert (heard["tuner"]["note"], heard["tuner"]["reference_hz"]) == ("A2", 432.0)
    assert abs(heard["tuner"]["cents"]) < 1.0
    assert protocol.wait_s(100.0) == pytest.approx(0.1)
    assert list(protocol.due_lines(100.05)) == []
    monkeypatch.setattr(session, "inputs", lambda: (np.zeros(48_000, np.float32),) * 2)
    assert [json.loads(line) for line in protocol.due_lines(101.0)] == [{"tuner": None}]
    problem = json.loads(protocol.answer(b'{"tuner": 0}'))["error"]
    assert problem == "the reference pitch is 400 to 480 Hz, got 0.0"
    assert protocol.wait_s(101.0) is not None
    assert json.loads(protocol.answer(b'{"tuner": null}')) == {"ok": True}
    assert protocol.wait_s(101.0) is None
