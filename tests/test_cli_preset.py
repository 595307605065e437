"""`reamp preset`: a rig is saved, shown, and played like its options."""

from pathlib import Path

import pytest
from cli_runner import DI, MODEL, error_of, run
from rig_files import float_wav, sine


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def test_a_preset_plays_as_its_options_do(tmp_path: Path) -> None:
    ir = float_wav(tmp_path / "cab.wav", sine(1000.0, peak=0.5, seconds=0.01))
    options = ("--gate", "-60", "--bass", "6", "--ir", ir, "--ir-pan", "0.5", "--output-trim", "-6")
    typed, by_name = tmp_path / "typed.wav", tmp_path / "preset.wav"
    saved = run("preset", "save", "crunch", MODEL, *options)
    assert saved.stdout.startswith("overdrive.nam  saved as ")
    run("render", MODEL, DI, "-o", typed, *options)
    result = run("render", "--preset", "crunch", DI, "-o", by_name)
    assert "overdrive.nam" in result.stdout
    assert by_name.read_bytes() == typed.read_bytes()


def test_list_and_show() -> None:
    assert run("preset", "list").stdout == ""
    run("preset", "save", "lead", MODEL, "--treble", "7")
    assert run("preset", "list").stdout == "lead\n"
    shown = run("preset", "show", "lead").stdout
    assert shown.startswith(f"# {Path(MODEL).resolve()}\n")
    assert "treble = 7.0" in shown


def test_a_preset_is_not_lost(tmp_path: Path) -> None:
    run("preset", "save", "lead", MODEL)
    assert "--overwrite" in error_of("preset", "save", "lead", MODEL)
    assert run("preset", "save", "lead", MODEL, "--overwrite").exit_code == 0
    model = tmp_path / "amp.toml"
    model.write_bytes(Path(MODEL).read_bytes())
    assert "is also an input" in error_of("preset", "save", model, model, "--overwrite")


@pytest.mark.parametrize(
    "more", [(MODEL, DI), (DI, "--gate", "-60"), (DI, "--output", "raw"), (DI, "--slim", "1")]
)
def test_a_preset_is_a_whole_rig(more: tuple[str, ...], tmp_path: Path) -> None:
    run("preset", "save", "lead", MODEL)
    error = error_of("render", "--preset", "lead", *more, "-o", tmp_path / "out.wav", exit_code=2)
    assert "--preset is a whole rig" in error


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    assert "no such preset" in error_of("render", "--preset", "gone", DI, "-o", tmp_path / "out.wav")
    assert "no such preset" in error_of("preset", "show", "gone")
    assert "gone.nam" in error_of("preset", "save", "lead", tmp_path / "gone.nam")
    assert "gone.wav does not exist" in error_of(
        "preset", "save", "lead", MODEL, "--ir", tmp_path / "gone.wav"
    )


def test_load_is_to_play() -> None:
    run("preset", "save", "lead", MODEL)
    assert "needs a terminal" in error_of("preset", "load", "lead", exit_code=2)
    usage = run("preset", "load", "lead", "--bass", "11").stderr
    assert usage == "Error: --bass goes from 0 to 10; got 11\n"
    assert "no such preset" in error_of("preset", "load", "gone", "--headless", "--block", "64")
    assert "--preset is a whole rig" in error_of(
        "preset", "load", "lead", "--headless", "--gate", "-60", exit_code=2
    )


def test_several_models_of_a_preset_are_a_chain_that_is_said() -> None:
    assert "a preset takes one model or one chain, got 2; --chain" in error_of(
        "preset", "save", "lead", MODEL, "other.nam", exit_code=2
    )
    for typed in ((MODEL, MODEL, "--chain"), (MODEL, ">", MODEL)):
        saved = run("preset", "save", "lead", *typed, "--overwrite")
        assert saved.stdout.startswith("overdrive.nam > overdrive.nam  saved as ")
