"""The commands for knobs: plan, bake, --set."""

from pathlib import Path

import pytest
from cli_runner import DI, MODEL, error_of, run
from knob_cases import knob_model

from reamp.audio.files import read
from reamp.knobs.plan import read_plan


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    return Path(knob_model().document().write(tmp_path / "lead.nam").path or "")


def test_a_plan_is_written_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "mt15.plan"
    args = ("capture", "plan", path, "--knob", "gain:0..10", "--switch", "bright:off,on", "--settings", "8")
    text = run(*args).stdout
    assert "8 settings to learn from, 3 to judge by" in text.replace("\n", " ")
    assert [control.name for control in read_plan(path).controls] == ["gain", "bright"]
    assert "exists" in error_of(*args)
    assert error_of("capture", "plan", tmp_path / "x.plan") == (
        "a plan needs at least one knob or switch: --knob gain:0..10"
    )


def test_info_shows_the_knobs(lead: Path) -> None:
    lines = [" ".join(line.split()) for line in run("info", lead).stdout.splitlines()]
    assert "knob gain 0 to 10; 5 by default" in lines
    assert "knob bright off, on; off by default" in lines


def test_a_baked_setting_renders_like_the_model_with_knobs(lead: Path, tmp_path: Path) -> None:
    baked = tmp_path / "lead-7.nam"
    text = run("bake", lead, "--set", "gain=7", "--set", "bright=on", "-o", baked).stdout
    assert "gain 7, bright on; loudness" in text.replace("\n", " ")
    sounds = []
    for name, args in (
        ("a.wav", (lead, DI, "--set", "gain=7", "--set", "bright=on")),
        ("b.wav", (baked, DI)),
    ):
        assert run("render", *args, "--output", "raw", "-o", tmp_path / name).exit_code == 0
        sounds.append(read(tmp_path / name).samples)
    assert (sounds[0] == sounds[1]).all()


def test_a_preset_keeps_where_the_knobs_stand(
    lead: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    assert run("preset", "save", "hot", lead, "--set", "gain=9").exit_code == 0
    (path,) = (tmp_path / "config").rglob("hot.*")
    assert "gain = 9.0" in path.read_text()
    assert run("render", "--preset", "hot", DI, "-o", tmp_path / "hot.wav").exit_code == 0


def test_wrong_knobs_are_one_line(lead: Path, tmp_path: Path) -> None:
    assert (
        error_of("bake", lead, "--set", "gain=11", "-o", tmp_path / "x.nam")
        == "gain goes from 0 to 10, got 11"
    )
    assert error_of("bake", lead, "--set", "gain", "-o", tmp_path / "x.nam").startswith("'gain' sets no knob")
    assert error_of("bake", MODEL, "-o", tmp_path / "x.nam").endswith("this is not a model with knobs")
    assert "there is no knob 'gian'; did you mean gain?" in error_of(
        "render", lead, DI, "--set", "gian=7", "-o", tmp_path / "x.wav"
    )
    assert "it is not a model with knobs" in error_of(
        "render", MODEL, DI, "--set", "gain=7", "-o", tmp_path / "x.wav"
    )
