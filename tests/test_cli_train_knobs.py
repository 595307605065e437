"""`reamp train` with a folder of captures at many settings, from the plan to the file."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from cli_runner import error_of, run

from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.nam import NamDocument
from reamp.nam.knob_model import knobs_of
from reamp.train import knob_export
from reamp.train.knob_export import checkpoint_beside
from reamp.train.knob_trainer import KnobTrainer

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the overdrive at two settings to learn from and one to judge by, three seconds each."""
    folder = tmp_path_factory.mktemp("od")
    random = np.random.default_rng(0)
    bursts = 0.3 * random.standard_normal(48_000 * 3) * (np.arange(48_000 * 3) % 12_000 < 9_000)
    write(folder / "signal.wav", Signal(np.clip(bursts, -0.9, 0.9).astype(np.float32), 48_000))
    plan = folder / "od.plan"
    knob = ("--knob", "drive:0..10,avoid-ends=3")
    assert run("capture", "plan", plan, *knob, "--settings", "2", "--validation", "1").exit_code == 0
    made = folder / "od.captures"
    options = ("--plan", plan, "--send", "11.76dBu", "--signal", folder / "signal.wav")
    result = run("capture", "sim", "overdrive", *options, "-o", made)
    assert result.exit_code == 0
    assert "3/3  drive" in result.stdout
    return made


def test_a_folder_of_captures_becomes_one_model_with_knobs(captures: Path, tmp_path: Path) -> None:
    model = tmp_path / "od.nam"
    result = run("train", captures, "--architecture", "a1-nano", "--epochs", "6", "-o", model)
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    assert "drive; 2 settings to learn from, 1 to judge by" in text
    assert "6/6 mean ESR" in text
    assert "at 1 setting not used for training" in text
    document = NamDocument.read(model)
    assert [control.name for control in knobs_of(document)] == ["drive"]
    assert document.metadata.input_level_dbu == 11.76
    assert document.metadata.gear_model == "simulated overdrive"
    assert "exists" in error_of("train", captures, "-o", model)
    assert not checkpoint_beside(model).exists()
    before = model.read_bytes()
    assert "is finished" in run("train", captures, "-o", model, "--resume").stdout
    assert model.read_bytes() == before


def test_a_model_that_cannot_be_written_is_written_later(
    captures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "od.nam"
    options = ("--architecture", "a1-nano", "--epochs", "6", "-o", model)
    with monkeypatch.context() as patch:
        patch.setattr(knob_export, "LIMIT_DB", -1000.0)
        assert "the engine plays it differently" in error_of("train", captures, *options, "--quiet")
    assert checkpoint_beside(model).exists()
    assert "is an unfinished run" in error_of("train", captures, *options)
    monkeypatch.setattr(KnobTrainer, "step", lambda *_, **__: pytest.fail("it was trained again"))
    assert run("train", captures, *options, "--resume").exit_code == 0
    assert not checkpoint_beside(model).exists()
    assert [control.name for control in knobs_of(NamDocument.read(model))] == ["drive"]


def test_what_does_not_belong_together_is_one_line(captures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken.captures"
    shutil.copytree(captures, folder)
    shutil.rmtree(folder / "002.capture")
    output = tmp_path / "x.nam"
    problem = error_of("train", folder, "-o", output)
    assert "1 of 3 settings have no capture: number 2 (drive " in problem
    shutil.copytree(captures / "002.capture", folder / "002.capture")
    toml = folder / "002.capture" / "capture.toml"
    toml.write_text(toml.read_text().replace("input_level_dbu = 11.76", "input_level_dbu = 12.76"))
    problem = error_of("train", folder, "-o", output)
    assert "has another level than the first one: input_level_dbu 12.76 dBu, not 11.76 dBu" in problem
    assert "there is no plan.toml in it" in error_of("train", _empty(tmp_path / "no.captures"), "-o", output)
    assert not output.exists()


def test_options_that_do_not_apply_are_refused(captures: Path, tmp_path: Path) -> None:
    assert run("train", captures, "--listen").exit_code == 2
    assert "--listen does not apply to a model with knobs" in run("train", captures, "--listen").stderr
    assert "one folder at a time" in run("train", captures, tmp_path / "b.captures").stderr
    assert "cannot have knobs" in error_of_training(captures, "lstm-1x12", tmp_path)


def error_of_training(captures: Path, architecture: str, tmp_path: Path) -> str:
    return run("train", captures, "--architecture", architecture, "-o", tmp_path / "x.nam").stderr


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
