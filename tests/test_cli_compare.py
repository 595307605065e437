"""`reamp compare`: the report, the table it prints, and every refusal."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from cli_runner import MODEL, error_of, run
from rig_files import float_wav, gain_model, sine


@pytest.fixture(autouse=True)
def _no_own_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", sine(220.0, peak=0.25))


@pytest.fixture
def models(tmp_path: Path) -> list[Path]:
    return [
        gain_model(tmp_path / "quiet.nam", 0.5, input_level_dbu=15.0),
        gain_model(tmp_path / "loud.nam", 2.0, input_level_dbu=11.76),
    ]


def test_a_row_says_the_gains_and_the_metrics(models: list[Path], di: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    result = run("compare", *models, "--di", di, "-o", folder, "--max-input", "12.2", "--interface-gain", "0")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith(("quiet", "loud"))] == [
        ["quiet", "-2.80"],
        ["loud", "+0.44"],
    ]
    assert lines[-1] == f"{folder / 'index.html'}  0:01, made equally loud (LUFS)"
    assert (folder / "loud-left-quiet-right.wav").exists()


def test_a_target_a_cabinet_and_names(models: list[Path], di: Path, tmp_path: Path) -> None:
    stereo = np.column_stack((sine(220.0, peak=0.25), sine(330.0, peak=0.25)))
    target = float_wav(tmp_path / "amp.wav", stereo)
    ir = float_wav(tmp_path / "ir.wav", np.float32([1.0, 0.5]))
    command = ["compare", *models, "--di", di, "-o", tmp_path / "report", "--target", target, "--ir", ir]
    assert "choose one (--target-channel)" in error_of(*command)
    command += ["--target-channel", "1", "--name", "A", "--name", "B", "--target-name", "my amp"]
    result = run(*command, "--match", "peak")
    assert result.exit_code == 0
    assert [line[:6].strip() for line in result.stdout.splitlines()[-6:]] == [
        "",
        "my amp",
        "A",
        "B",
        "",
        str(tmp_path)[:6],
    ]
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "<h1>A and B against my amp</h1>" in page
    assert "ir.wav" in page


def test_a_computed_cabinet_is_behind_every_model(models: list[Path], di: Path, tmp_path: Path) -> None:
    result = run("compare", *models, "--di", di, "-o", tmp_path / "report", "--ir", "4x12")
    assert result.exit_code == 0
    assert "4x12" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_a_level_is_typed_for_the_model_it_belongs_to(models: list[Path], di: Path, tmp_path: Path) -> None:
    command = ["compare", *models, "--di", di, "-o", tmp_path / "report", "--max-input", "12.2", "--json"]
    result = json.loads(run(*command, "--model-input-level", "quiet=18dBu").stdout)
    inputs = [clip["gains"][0] for clip in result["clips"]]
    assert [gain["value_db"] for gain in inputs] == pytest.approx([-5.8, 0.44])
    assert inputs[0]["formula"] == "12.2 dBu (your interface, user) - 18 dBu (quiet, user override)"
    for wrong in ("18dBu", "nobody=18dBu"):
        message = error_of(*command, "--overwrite", "--model-input-level", wrong, exit_code=2)
        assert "--model-input-level is NAME=LEVEL" in message
    assert "'loudly'" in error_of(*command, "--overwrite", "--model-input-level", "quiet=loudly", exit_code=2)


def test_json_is_for_scripts(models: list[Path], di: Path, tmp_path: Path) -> None:
    result = json.loads(run("compare", *models, "--di", di, "-o", tmp_path / "report", "--json").stdout)
    assert result["page"] == str(tmp_path / "report" / "index.html")
    assert [clip["name"] for clip in result["clips"]] == ["quiet", "loud"]
    assert result["clips"][0]["metrics"] == {}
    assert result["clips"][1]["metrics"]["esr"] == pytest.approx(0.0, abs=1e-9)
    assert {gain["what"] for gain in result["clips"][1]["gains"]} == {"input", "output", "match"}
    assert all(finding["check"] and finding["message"] for finding in result["findings"])


def test_models_of_one_name_are_told_apart_by_their_folders(di: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        gain_model(tmp_path / folder / "amp.nam")
    models = [tmp_path / folder / "amp.nam" for folder in ("one", "two")]
    result = json.loads(run("compare", *models, "--di", di, "-o", tmp_path / "report", "--json").stdout)
    assert [clip["name"] for clip in result["clips"]] == ["one/amp", "two/amp"]
    result = json.loads(
        run("compare", models[0], models[0], "--di", di, "-o", tmp_path / "b", "--json").stdout
    )
    assert [clip["name"] for clip in result["clips"]] == ["amp 1", "amp 2"]


def test_a_long_name_is_broken_between_its_words(di: Path, tmp_path: Path) -> None:
    models = [gain_model(tmp_path / f"ceriatone_{word}_standard.nam", 0.5) for word in ("chan2", "chan3")]
    lines = run("compare", *models, "--di", di, "-o", tmp_path / "report").stdout.splitlines()
    assert [line.split()[0] for line in lines if "chan" in line or "standard" in line][:2] == [
        "ceriatone_chan2_",
        "standard",
    ]


def test_quiet_prints_nothing(models: list[Path], di: Path, tmp_path: Path) -> None:
    result = run("compare", *models, "--di", di, "-o", tmp_path / "report", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_a_report_is_replaced_only_when_told_to(models: list[Path], di: Path, tmp_path: Path) -> None:
    command = ["compare", *models, "--di", di, "-o", tmp_path / "report"]
    assert run(*command).exit_code == 0
    assert "choose another name (--overwrite)" in error_of(*command)
    assert run(*command, "--overwrite").exit_code == 0
    assert "is also an input" in error_of(
        "compare",
        *models,
        "--di",
        tmp_path / "report" / "quiet.wav",
        "-o",
        tmp_path / "report",
        "--overwrite",
    )


def test_wrong_inputs_are_one_line_and_leave_nothing(models: list[Path], di: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"

    def refused(*args: str | Path) -> str:
        message = error_of("compare", *args, "-o", folder)
        assert not folder.exists()
        return message

    assert "nothing to compare" in refused(models[0], "--di", di)
    assert "nowhere.nam: does not exist" in refused("nowhere.nam", models[0], "--di", di)
    assert "nowhere.wav: does not exist" in refused(*models, "--di", "nowhere.wav")
    assert "nowhere.wav: does not exist" in refused(*models, "--di", di, "--target", "nowhere.wav")
    disguised = Path(shutil.copy(di, tmp_path / "disguised.nam"))
    assert "is a sound file, not a model" in refused(disguised, models[0], "--di", di)
    assert "needed from 5 s on" in refused(*models, "--di", di, "--start", "5")
    assert "two of them are called 'x'" in refused(*models, "--di", di, "--name", "x", "--name", "x")
    assert "is not one interface" in refused(*models, "--di", di, "--interface", "Scarlett 2i2")
    silence = float_wav(tmp_path / "silence.wav", np.zeros(48_000, np.float32))
    assert "the guitar is silent" in refused(*models, "--di", silence)
    assert "the target is silent" in refused(*models, "--di", di, "--target", silence)


def test_wrong_options_are_usage_errors(models: list[Path], di: Path, tmp_path: Path) -> None:
    def refused(*args: str | Path) -> str:
        return error_of("compare", *args, "-o", tmp_path / "report", exit_code=2)

    assert "the guitar is --di, the real gear --target" in refused(*models, di, "--di", di)
    assert "give every model its --name: 1 names for 2 models" in refused(*models, "--di", di, "--name", "x")
    assert "--target-channel needs --target" in refused(*models, "--di", di, "--target-channel", "1")
    assert "--ir-channel needs --ir" in refused(*models, "--di", di, "--ir-channel", "1")
    assert "'--match'" in refused(*models, "--di", di, "--match", "ears")
    assert "'--di'" in refused(*models)
    assert "'MODEL...'" in refused("--di", di)


def test_a_real_model_plays(di: Path, tmp_path: Path, models: list[Path]) -> None:
    result = json.loads(run("compare", MODEL, models[0], "--di", di, "-o", tmp_path / "r", "--json").stdout)
    assert [clip["about"] for clip in result["clips"]] == ["WaveNet A1 feather", "Linear, 1 taps"]
