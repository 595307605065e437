"""The desk: keys make changes, and a failed change is reported and changes nothing."""

import dataclasses
import random
from pathlib import Path

import pytest
from knob_cases import knob_model
from play_cases import rig_of, still_session
from rig_files import float_wav, gain_model, sine

from reamp.cli.hints import HINTS
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.interfaces.table import level_as_interface
from reamp.live.meters_hold import Held, hold
from reamp.live.session import Session
from reamp.plan.inputs import OutputMode
from reamp.plan.kept_levels import HowKept, load_kept_levels
from reamp.plan.source import Origin
from reamp.rig.cabinet import Cabinet
from reamp.rig.knobs import KNOBS
from reamp.rig.parameters import Gate
from reamp.rig.preset import load_preset, preset_path
from reamp.rig.rig import Rig, RigModel, chain
from reamp.terminal.keyboard import Pasted
from reamp.terminal.play_desk import KEYS, KeyDesk, Page
from reamp.terminal.play_screen import screen


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)  # where w records to


def desk_of(rig: Rig | None = None, interface: str | None = "Apollo Twin X") -> tuple[KeyDesk, Session]:
    session = still_session(rig, interface=interface)
    return KeyDesk(session, hints=HINTS), session


def amps(folder: Path, *names: str) -> list[Path]:
    return [gain_model(folder / name, loudness_db=-18.0, input_level_dbu=12.0) for name in names]


def test_arrows_choose_and_turn() -> None:
    desk, session = desk_of()
    desk.press(["right", "up", "up", "right", "down"])
    assert (session.rig.tone.bass, session.rig.tone.middle) == (6.0, 4.5)
    assert desk.view.message == "middle 4.5"
    desk.press(["page down"])
    assert session.rig.tone.middle == 2.0
    desk.press(["0"])
    assert session.rig.tone.middle == 5.0
    desk.press(["left", "left", "left"])
    assert KNOBS[desk.view.knob] is KNOBS[-1]


def test_a_held_key_is_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, session = desk_of()
    changes: list[object] = []
    change = session.change
    monkeypatch.setattr(
        session, "change", lambda *args, **named: (changes.append(args), change(*args, **named))
    )
    desk.press(["right", *["up"] * 7])
    assert session.rig.tone.bass == 8.5
    assert len(changes) == 1


def test_the_interface_gain_changes_the_plan_and_its_ends_are_said() -> None:
    desk, session = desk_of()
    before_db = session.status().plan.input_gain.value_db
    desk.press(["left", "page up", "page up"])  # 10 dB above what it shows at its lowest
    assert session.status().plan.input_gain.value_db == pytest.approx(before_db - 10.0)
    desk.press(["down"] * 20)
    assert desk.view.is_error
    assert "below the 10 dB" in desk.view.message
    assert session.status().plan.input_gain.value_db == pytest.approx(before_db - 10.0)


def test_without_an_interface_there_is_no_gain_to_turn() -> None:
    desk, _ = desk_of(interface=None)
    desk.press(["left"])
    for key in ("up", "0"):
        desk.press([key])
        assert "name the interface first" in desk.view.message


def test_the_gate_keeps_its_threshold_when_off() -> None:
    desk, session = desk_of(Rig(models=rig_of().models, gate=Gate(threshold_db=-55.0)))
    desk.press(["g"])
    assert session.rig.gate is None
    desk.press(["g"])
    assert session.rig.gate == Gate(threshold_db=-55.0)


def test_the_output_goes_round() -> None:
    desk, session = desk_of()
    modes = []
    for _ in range(3):
        desk.press(["o"])
        modes.append(session.rig.output_mode)
    assert modes == [OutputMode.CALIBRATED, OutputMode.RAW, OutputMode.NORMALIZED]


def test_models_are_stepped_through_in_the_order_of_people(tmp_path: Path) -> None:
    first, second, tenth = amps(tmp_path, "amp 1.nam", "amp 2.nam", "amp 10.nam")
    desk, session = desk_of(rig_of(first))
    stepped = []
    for key in "nnnp":
        desk.press([key])
        stepped.append(session.rig.models[0].path)
    assert stepped == [second, tenth, first, tenth]
    assert desk.view.message == "amp 10.nam"


def test_a_step_forgets_the_typed_level_and_keeps_the_size(tmp_path: Path) -> None:
    first, second = amps(tmp_path, "a.nam", "b.nam")
    desk, session = desk_of(Rig(models=(RigModel(path=first, input_level_dbu=9.0, slim=0.5),)))
    desk.press(["n"])
    assert session.rig.models == (RigModel(path=second, slim=0.5),)


def test_what_cannot_be_played_is_passed_over_and_said(tmp_path: Path) -> None:
    first, last = amps(tmp_path, "a.nam", "c.nam")
    (tmp_path / "b.nam").write_text("{}")
    desk, session = desk_of(rig_of(first))
    desk.press(["n"])
    assert session.rig.models[0].path == last
    assert desk.view.message.startswith("c.nam; skipped ")
    assert "b.nam" in desk.view.message
    last.unlink()
    desk.press(["p", "p"])
    assert session.rig.models[0].path == first


def test_alone_in_a_folder(tmp_path: Path) -> None:
    desk, _ = desk_of(rig_of(*amps(tmp_path, "a.nam")))
    desk.press(["n"])
    assert "a.nam is the only one" in desk.view.message


def test_tab_chooses_which_of_a_chain_is_stepped(tmp_path: Path) -> None:
    (tmp_path / "pedals").mkdir()
    pedal, _ = amps(tmp_path / "pedals", "drive.nam", "fuzz.nam")
    amp, other = amps(tmp_path, "amp.nam", "other.nam")
    cab, room = (
        float_wav(tmp_path / name, sine(1e3, peak=0.5, seconds=0.1)) for name in ("cab.wav", "room.wav")
    )
    rig = Rig(models=(RigModel(path=pedal), RigModel(path=amp)), cabinets=(Cabinet(path=cab, pan=0.5),))
    desk, session = desk_of(rig)
    desk.press(["tab", "n"])
    assert [model.path for model in session.rig.models] == [pedal, other]
    desk.press(["i"])
    assert session.rig.cabinets == (Cabinet(path=room, pan=0.5),)
    desk.press(["tab", "n", "tab", "n"])
    assert session.rig.cabinets[0].path == cab
    assert session.rig.models[0].path.name == "fuzz.nam"


def test_without_a_file_the_computed_cabinets_are_stepped(tmp_path: Path) -> None:
    desk, session = desk_of()

    def played(key: str) -> tuple[list[str], str]:
        desk.press([key])
        return [str(each.path) for each in session.rig.cabinets], desk.view.message

    assert [played("i") for _ in range(4)] == [
        (["1x12"], "1x12"),
        (["2x12"], "2x12"),
        (["4x12"], "4x12"),
        ([], "no cabinet"),
    ]
    assert played("I") == (["4x12"], "4x12")
    cab = float_wav(tmp_path / "cab.wav", sine(1e3, peak=0.5, seconds=0.1))
    two = (Cabinet(path=cab), Cabinet(path=Path("4x12"), gain_db=-3.0))
    session.change(dataclasses.replace(session.rig, cabinets=two))
    desk.press(["tab", "tab", "i"])
    assert session.rig.cabinets == (two[0], Cabinet(path=Path("1x12"), gain_db=-3.0))


def test_a_preset_is_saved_and_loaded(tmp_path: Path) -> None:
    desk, session = desk_of(rig_of(*amps(tmp_path, "a.nam")))
    desk.press(["l"])
    assert "no preset yet" in desk.view.message
    desk.press(["right", "up", "s", *"leadx", "backspace", "enter"])
    assert desk.view.page is Page.PLAY
    assert load_preset(preset_path("lead")).tone.bass == 5.5
    desk.press(["up", "s", *"lead", "enter"])
    assert "press enter again to replace it" in desk.view.message
    assert load_preset(preset_path("lead")).tone.bass == 5.5
    desk.press(["x", "backspace", "enter"])
    assert "press enter again to replace it" in desk.view.message
    desk.press(["enter", "0", "l", "enter"])
    assert session.rig.tone.bass == 6.0
    assert desk.view.message == "preset lead"


def test_a_name_is_letters_even_where_they_are_keys() -> None:
    desk, _ = desk_of()
    desk.press(["s", *"qn/", "enter"])
    assert "is not a preset name" in desk.view.message
    assert not desk.is_over
    desk.press(["escape"])
    assert desk.view.page is Page.PLAY


def test_a_broken_preset_changes_nothing(tmp_path: Path) -> None:
    desk, session = desk_of()
    preset_path("bad").parent.mkdir(parents=True)
    preset_path("bad").write_text("version = 1\nmodel = [{path = 'gone.nam'}]\n")
    desk.press(["l", "enter"])
    assert desk.view.is_error
    assert "gone.nam" in desk.view.message
    assert session.rig == rig_of()


def test_files_are_read_again_when_asked(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "a.nam", input_level_dbu=10.0)
    with still_session(rig_of(model)) as session:
        desk = KeyDesk(session, hints=HINTS)
        gain_model(model, input_level_dbu=14.0)
        desk.press(["u"])
        assert desk.view.message == "read again"
        assert session.status().plan.input_gain.value_db == pytest.approx(12.2 - 14.0)
        model.write_text("no longer a model")
        desk.press(["u"])
        assert desk.view.is_error
        assert "a.nam" in desk.view.message


def type_in(desk: KeyDesk, key: str, text: str, end: str = "enter") -> str:
    desk.press([key])
    desk.press(list(text))
    desk.press([end])
    return desk.view.message


def test_the_interface_is_typed_by_its_level_or_its_name() -> None:
    desk, session = desk_of(interface=None)
    assert type_in(desk, "a", "12,2 dBu") == "your interface, 12.2 dBu, for this session"
    assert session.status().plan.calibrated
    assert type_in(desk, "a", "ssl 2+") == "Solid State Logic SSL 2+, 15 dBu, for this session"
    assert type_in(desk, "a", "none") == "interface unknown, for this session"
    assert session.source.interface is None
    assert load_remembered() is None


def test_tab_remembers_the_interface_too() -> None:
    desk, session = desk_of(interface=None)
    assert "remembered for the next sessions" in type_in(desk, "a", "3 V", "tab")
    kept = load_remembered()
    assert kept is not None
    assert kept.max_input_dbu == pytest.approx(11.76, abs=0.01)
    assert session.source.origin is Origin.REMEMBERED


def test_the_level_of_the_model_is_typed(tmp_path: Path) -> None:
    (model,) = amps(tmp_path, "a.nam")
    desk, session = desk_of(rig_of(model))
    assert type_in(desk, "m", "15") == "a: input level 15 dBu, for this session; k keeps it"
    assert session.status().plan.input_gain.value_db == pytest.approx(12.2 - 15.0)
    assert load_kept_levels() == ()
    desk.press(["k"])
    assert "a: input level 15 dBu, as typed, kept; to undo: reamp level forget" in desk.view.message
    assert load_kept_levels()[0].how is HowKept.TYPED
    assert "14 dBu, as typed, kept" in type_in(desk, "m", "14", "tab")
    assert [kept.input_level_dbu for kept in load_kept_levels()] == [14.0]


def test_the_level_of_the_chosen_model_is_typed(tmp_path: Path) -> None:
    desk, session = desk_of(rig_of(*amps(tmp_path, "a.nam", "b.nam")))
    desk.press(["tab"])
    type_in(desk, "m", "9")
    assert [model.input_level_dbu for model in session.rig.models] == [None, 9.0]
    assert "only the level of the first model" in type_in(desk, "m", "8", "tab")


def test_wrong_text_is_said_in_one_sentence_and_can_be_mended() -> None:
    desk, session = desk_of(interface=None)
    for key, text, problem in (
        ("a", "quux", "is not in the table"),
        ("a", "12.2 dB", "unknown unit 'dB'"),
        ("a", "300 dBu", "outside -100..60 dBu"),
        ("m", "amp", "is not a level"),
    ):
        assert problem in type_in(desk, key, text)
        assert desk.view.is_error
        assert desk.view.typed == text
        desk.press(["escape"])
        assert (desk.view.page, desk.view.message) == (Page.PLAY, "nothing changed")
    desk.press(["a", *"12.2 dBX", "backspace", "u", "enter"])
    assert session.source.interface is not None


def test_pasted_text_is_text_and_no_keys() -> None:
    desk, session = desk_of(interface=None)
    desk.press([Pasted("qnq")])
    assert not desk.is_over
    assert "pasted text is not used as keys" in desk.view.message
    desk.press(["a", Pasted("12.2 dBu")])
    desk.press(["enter"])
    assert session.source.interface is not None
    # A terminal that does not mark it sends all of it at once.
    desk.press(["a", *"9 dBu", "enter", "q"])
    assert not desk.is_over
    assert session.source.interface == level_as_interface(9.0)


def test_a_level_by_ear_is_kept_and_is_as_loud(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "bare.nam")
    desk, session = desk_of(rig_of(model))
    desk.press(["k"])
    assert "turn the input until bare sounds right" in desk.view.message
    desk.press(["page up", "k"])
    assert desk.view.message.startswith("bare: input level 9.7 dBu, set by ear, kept; output ")
    assert (session.rig.input_trim_db, session.status().plan.input_gain.value_db) == (0.0, pytest.approx(2.5))
    desk.press(["k"])
    assert desk.view.is_error
    stated, _ = desk_of()
    stated.press(["up", "k"])
    assert "states its input level, 11.76 dBu" in stated.view.message


def test_what_is_said_of_a_gain_that_is_turned() -> None:
    desk, _ = desk_of(interface="Apollo Twin X")
    desk.press(["left", "up"])
    assert desk.view.message == (
        "interface gain 11 dB, for this session; to keep it: "
        "reamp interface set 'Universal Audio Apollo Twin X' --gain 11"
    )
    remember(RememberedInterface(name="Apollo Twin X", gain_db="+5"))
    desk, session = desk_of(interface="Apollo Twin X")
    desk.press(["left", "up"])
    assert desk.view.message == "interface gain 16 dB, kept for the next session"
    session.close()
    assert load_remembered().gain_db == "+6"  # type: ignore[union-attr]


def test_pages_and_the_end() -> None:
    desk, _ = desk_of()
    desk.press(["?"])
    assert desk.view.page is Page.HELP
    desk.press(["x", "f"])
    assert desk.view.page is Page.FINDINGS
    desk.press(["x", "q"])
    assert desk.is_over


def test_every_key_is_in_the_help() -> None:
    named = " ".join(keys for keys, _ in KEYS).split()
    assert set(named) == {"left", "right", "up", "down", *desk_of()[0]._keys}


def test_the_models_that_were_named_are_stepped_through(tmp_path: Path) -> None:
    paths = [gain_model(tmp_path / name) for name in ("b.nam", "c.nam", "a.nam")]
    gain_model(tmp_path / "other.nam")
    with still_session(chain(paths[0])) as session:
        desk = KeyDesk(session, named=paths, hints=HINTS)
        played = []
        for key in ("n", "n", "n", "p"):
            desk.press([key])
            played.append(session.rig.models[0].name)
    assert played == ["c", "a", "b", "a"]


def test_any_keys_in_any_order_leave_a_rig_that_plays(tmp_path: Path) -> None:
    models = amps(tmp_path, "a.nam", "b.nam")
    (tmp_path / "broken.nam").write_text("{}")
    cab = float_wav(tmp_path / "cab.wav", sine(1e3, peak=0.5, seconds=0.1))
    desk, session = desk_of(Rig(models=rig_of(*models).models, cabinets=(Cabinet(path=cab),)))
    keys = [*desk._keys, "up", "down", "page up", "page down", "0", "enter", "escape", "backspace", "x", "é"]
    chosen = random.Random(1)
    held = Held()
    for time_s in range(600):
        desk.press(chosen.choices(keys, k=chosen.randint(0, 3)))
        status = session.status()
        held = hold(held, status, time_s=time_s)
        assert len(screen(status, desk.view, held, width=80, height=24)) == 24
    assert len(session.rig.models) == 2


def test_the_knobs_of_a_model_are_typed(tmp_path: Path) -> None:
    lead = Path(knob_model().document().write(tmp_path / "lead.nam").path or "")
    with still_session(rig_of(lead)) as session:
        desk = KeyDesk(session, hints=HINTS)
        assert type_in(desk, "v", "gain=7 bright=on") == "gain 7, bright on"
        assert dict(session.rig.models[0].knobs) == {"gain": 7.0, "bright": "on"}
        assert type_in(desk, "v", "gain=11") == "gain goes from 0 to 10, got 11"
        assert desk.view.is_error
        assert desk.view.page is Page.MODEL_KNOBS  # to be corrected
        assert dict(session.rig.models[0].knobs) == {"gain": 7.0, "bright": "on"}
