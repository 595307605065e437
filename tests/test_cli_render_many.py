"""`reamp render` for many models: a file for each; kept, failed and interrupted ones."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile
from cli_runner import MODEL, error_of, run
from rig_files import float_wav, gain_model, sine

from reamp.cli import render_many as render_many_module


@pytest.fixture(autouse=True)
def _no_own_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", sine(1000.0, peak=0.25))


@pytest.fixture
def amps(tmp_path: Path) -> Path:
    folder = tmp_path / "amps"
    folder.mkdir()
    for number, level_dbu in ((10, 15.0), (2, 9.2), (3, None)):
        gain_model(folder / f"amp {number}.nam", input_level_dbu=level_dbu, loudness_db=-20.0)
    return folder


def test_a_folder_of_models_is_rendered_into_a_folder(amps: Path, di: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("--max-input", "12.2", "--interface-gain", "0", "--format", "16", "--bass", "6")
    result = run("render", amps, di, "-o", out, *options)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "Model   Input gain dB        Output gain dB    Peak dBFS",
        "amp 2   +3.0 calibrated      +7.2 normalized        -1.9",
        "amp 3   +0.0 not calibrated  +10.0 normalized       -2.1",
        "amp 10  -2.8 calibrated      +13.0 normalized       -1.9",
    ]
    assert lines[5].startswith(f"3 of 3 models rendered into {out} in 0:0")
    assert result.stderr.startswith("warning: amp 3: the input level is unknown")
    for name in ("amp 2", "amp 3", "amp 10"):
        alone = tmp_path / "alone.wav"
        run("render", amps / f"{name}.nam", di, "-o", alone, *options, "--overwrite")
        assert (out / f"{name}.wav").read_bytes() == alone.read_bytes()
    assert len(list(out.iterdir())) == 3


def test_the_output_that_was_limited_is_named(amps: Path, di: Path, tmp_path: Path) -> None:
    result = run("render", amps, di, "-o", tmp_path / "out", "--output-trim", "12", "--max-input", "12.2")
    limited = [line for line in result.stderr.splitlines() if "the limiter lowered" in line]
    assert limited
    assert all(line.startswith("warning: amp ") for line in limited)


def test_a_broken_model_does_not_stop_the_others(amps: Path, di: Path, tmp_path: Path) -> None:
    (amps / "bad.nam").write_text("{}")
    result = run("render", *amps.iterdir(), di, "-o", tmp_path / "out", "--interface", "none")
    assert result.exit_code == 1
    assert "bad: version: is missing; every .nam file has it\n" in result.stdout
    assert result.stdout.endswith("x real time\n1 failed\n")
    assert result.stderr.count("the maximum input level of the interface is unknown") == 1
    quiet = run("render", amps, di, "-o", tmp_path / "again", "--quiet")
    path = amps / "bad.nam"
    assert (quiet.exit_code, quiet.stdout) == (1, "")
    assert quiet.stderr == f"Error: {path}: version: is missing; every .nam file has it\n"


def test_files_that_exist_are_kept(amps: Path, di: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "amp 2.wav").write_text("precious")
    result = run("render", amps, di, "-o", out)
    assert result.exit_code == 0
    assert "amp 2   kept: the file exists\n" in result.stdout
    assert "\n1 kept, because the files exist (--overwrite replaces them)\n" in result.stdout
    assert (out / "amp 2.wav").read_text() == "precious"
    result = run("render", amps, di, "-o", out, "--overwrite")
    assert (result.exit_code, "kept:" in result.stdout) == (0, False)
    assert soundfile.info(out / "amp 2.wav").frames == 48_000


def test_ctrl_c_keeps_what_is_finished_and_says_so(
    amps: Path, di: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = render_many_module.counted

    def interrupted(items: Iterable[object], **options: Any) -> Iterator[object]:
        for number, item in enumerate(real(items, **options)):
            if number == 2:
                raise KeyboardInterrupt
            yield item

    monkeypatch.setattr(render_many_module, "counted", interrupted)
    result = run("render", amps, di, "-o", tmp_path / "out", "--threads", "1")
    assert result.exit_code == 130
    assert "2 of 3 models rendered" in result.stdout
    assert result.stdout.endswith("1 not rendered: repeat the command to continue\n")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".wav"}


def test_several_models_need_a_folder_or_the_word_chain(amps: Path, di: Path, tmp_path: Path) -> None:
    models = sorted(amps.iterdir())[:2]
    out = tmp_path / "out.wav"
    assert error_of("render", *models, di, "-o", out, exit_code=2) == (
        "2 models are rendered into a folder, as in -o out/; --chain plays each into the next"
    )
    (tmp_path / "text").write_text("")
    assert "is a file; name a folder" in error_of("render", amps, di, "-o", tmp_path / "text")
    assert "does not exist; create it first" in error_of("render", amps, di, "-o", tmp_path / "no" / "out")
    assert "gone.wav: does not exist" in error_of("render", amps, "gone.wav", "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    run("preset", "save", "lead", MODEL)
    assert "leave out --chain" in error_of(
        "render", "--preset", "lead", "--chain", di, "-o", out, exit_code=2
    )


def test_a_pedal_into_each_amp(amps: Path, di: Path, tmp_path: Path) -> None:
    pedal = gain_model(tmp_path / "pedal.nam")
    result = run("render", pedal, ">", amps, di, "-o", tmp_path / "out")
    assert "pedal > amp 10  " in result.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "pedal+amp 10.wav",
        "pedal+amp 2.wav",
        "pedal+amp 3.wav",
    ]


def test_a_folder_where_nothing_is_rendered_is_not_made(di: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.nam").write_text("{}")
    (tmp_path / "worse.nam").write_text("[]")
    result = run("render", tmp_path, di, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "0 of 2 models rendered" in result.stdout
    assert not (tmp_path / "out").exists()
