"""What pages ask for: parsed strictly, done as a whole or not at all, and answered in one line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_cases import demo_desk
from rig_files import float_wav, gain_model, sine

from reamp.app.commands import COMMANDS_OF_PAGES, answer, read_envelope
from reamp.app.page_desk import PageDesk
from reamp.errors import ConfigError
from reamp.plan.inputs import OutputMode
from reamp.rig.rig import chain


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JACK_DEFAULT_SERVER", f"none-{tmp_path.name}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PageDesk]:
    (tmp_path / "amps").mkdir()
    for name in ("a", "b"):
        gain_model(tmp_path / "amps" / f"{name}.nam", input_level_dbu=12.0)
    float_wav(tmp_path / "amps" / "cab.wav", sine(100.0, peak=0.5))
    with demo_desk(chain(tmp_path / "amps" / "a.nam"), folders=(tmp_path / "amps",)) as desk:
        yield desk


def ask(desk: PageDesk, do: str, **said: Any) -> Any:
    envelope = read_envelope(json.dumps({"id": 7, "do": do, "said": said}))
    came = answer(desk, COMMANDS_OF_PAGES, envelope)
    assert came["id"] == 7
    assert ("ok" in came) != ("error" in came)
    return came["ok"] if "ok" in came else ValueError(came["error"])


def error_of(desk: PageDesk, do: str, **said: Any) -> str:
    answer = ask(desk, do, **said)
    assert isinstance(answer, ValueError), answer
    return str(answer)


def key(desk: PageDesk, name: str) -> str:
    return next(file["key"] for file in ask(desk, "files") if file["name"] == name)


def names(desk: PageDesk) -> list[str]:
    return [model.name for model in desk.session.rig.models]


def test_knobs_are_set_by_number_by_text_and_off(desk: PageDesk) -> None:
    ask(desk, "set", set={"bass": 6.5, "treble": "7,5", "gate": "-60 dBFS", "output": "raw"})
    rig = desk.session.rig
    assert (rig.tone.bass, rig.tone.treble, rig.output_mode) == (6.5, 7.5, OutputMode.RAW)
    assert rig.gate is not None
    ask(desk, "set", set={"gate": None})
    assert desk.session.rig.gate is None
    assert error_of(desk, "set", set={"bass": 60}) == "bass must be 0 to 10, got 60"
    assert "unknown field trebel" in error_of(desk, "set", set={"trebel": 5})
    ask(desk, "reset", knob="bass")
    assert desk.session.rig.tone.bass == 5.0
    assert "no knob" in error_of(desk, "reset", knob="depth")


def test_a_chain_is_built_moved_and_taken_apart(desk: PageDesk) -> None:
    ask(desk, "add", part="model", file=key(desk, "b"))
    assert names(desk) == ["a", "b"]
    ask(desk, "move", part="model", index=1, to=0)
    assert names(desk) == ["b", "a"]
    ask(desk, "bypass", part="model", index=0, is_off=True)
    assert names(desk) == ["a"]
    ask(desk, "remove", part="model", index=0)
    assert "at least one model" in error_of(desk, "remove", part="model", index=0)
    ask(desk, "replace", part="model", index=0, file=key(desk, "b"))
    assert names(desk) == ["b"]
    ask(desk, "add", part="cabinet", file="computed/4x12")
    ask(desk, "replace", part="cabinet", index=0, file=key(desk, "cab"))
    assert [cabinet.path.name for cabinet in desk.session.rig.cabinets] == ["cab.wav"]
    ask(desk, "undo")
    assert [cabinet.path.name for cabinet in desk.session.rig.cabinets] == ["4x12"]
    ask(desk, "redo")
    ask(desk, "step", part="model", index=0, by=1)
    assert names(desk) == ["a"]


@pytest.mark.parametrize("file", ["/etc/passwd", "../../secret.nam", "computed/../x", "0/a.nam", ""])
def test_a_page_names_no_paths(desk: PageDesk, file: str) -> None:
    for do, said in (
        ("add", {"part": "model"}),
        ("replace", {"part": "model"}),
        ("add", {"part": "cabinet"}),
        ("input", {"kind": "file"}),
    ):
        assert "no such file" in error_of(desk, do, file=file, **said)


def test_a_preset_is_a_name_and_no_path(desk: PageDesk) -> None:
    assert ask(desk, "save preset", name="crunch") is True
    assert ask(desk, "save preset", name="crunch") is False
    assert ask(desk, "save preset", name="crunch", overwrite=True) is True
    assert ask(desk, "load preset", name="crunch") is None
    for name in ("../crunch", "/tmp/x.toml", "x.toml", "a/b"):
        assert "not a preset name" in error_of(desk, "load preset", name=name)
        assert "not a preset name" in error_of(desk, "save preset", name=name)


def test_levels_are_typed(desk: PageDesk) -> None:
    ask(desk, "interface", text="12,2 dBu")
    ask(desk, "gain", text="+3")
    ask(desk, "level", index=0, text="15 dBu")
    assert desk.session.status().plan.input_gain.value_db == pytest.approx(12.2 - 15.0 - 3.0)
    assert "unit" in error_of(desk, "level", index=0, text="12 dB")
    assert "no model 5" in error_of(desk, "level", index=4, text="12 dBu")


def test_an_interface_is_found_as_it_is_typed(desk: PageDesk) -> None:
    first, *_ = ask(desk, "interfaces", text="scarlett 2i2 4th")
    assert first["name"] == "Focusrite Scarlett 2i2 4th Gen"
    assert first["level_dbu"] == 12.0
    assert first["is_named"]
    assert ask(desk, "interfaces", text="  ") == []
    ask(desk, "interface", text=first["name"], is_kept=True)
    assert (desk.session.status().calibration.interface.name) == first["name"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("nonsense", "this is no command"),
        ('{"id": 1}', "this is no command"),
        ('{"id": -1, "do": "undo"}', "this is no command"),
        ('{"id": 1, "do": "undo", "more": 1}', "this is no command"),
        ('{"id": 1, "do": "shutdown"}', "there is no command 'shutdown'"),
        ('{"id": 1, "do": "undo", "said": {"x": 1}}', "unknown field x"),
        ('{"id": 1, "do": "bypass", "said": {"part": "amp", "is_off": true}}', "part"),
        ('{"id": 1, "do": "move", "said": {"part": "model", "index": 1e9, "to": 0}}', "index"),
        ('{"id": 1, "do": "step", "said": {"part": "model", "by": 7}}', "by"),
        ('{"id": 1, "do": "play", "said": [1]}', "expected"),
        ("[" * 100_000, "this is no command"),
    ],
)
def test_what_is_no_command_is_refused_in_one_line(desk: PageDesk, message: str, why: str) -> None:
    before = desk.board
    try:
        error = answer(desk, COMMANDS_OF_PAGES, read_envelope(message))["error"]
    except ConfigError as refused:
        error = str(refused)
    assert why in error
    assert "\n" not in error
    assert desk.board == before


def test_where_no_device_works_the_answer_says_why(desk: PageDesk) -> None:
    assert "JACK" in error_of(desk, "input", kind="device", backend="jack")


def test_every_command_answers_an_empty_wish(desk: PageDesk) -> None:
    for do in COMMANDS_OF_PAGES:
        if do != "devices":  # asks the machine
            ask(desk, do)
