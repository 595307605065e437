"""Every example runs as it is, and does what it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reamp.audio.files import probe, read
from reamp.demo import demo_di_path, demo_model_path
from reamp.engine import load

EXAMPLES = Path(__file__).parents[1] / "examples"
RUN = {"compare_models", "render_file", "gain_plan", "play_blocks", "render_folder", "fine_tune"}


def output_of(example: str, *args: str | Path, folder: Path) -> list[str]:
    command = [sys.executable, "-W", "error", EXAMPLES / f"{example}.py", *args]
    environment = os.environ | {"REAMP_CONFIG_DIR": str(folder)}
    result = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=folder, env=environment, timeout=600
    )
    assert result.stderr == ""
    return result.stdout.splitlines()


def test_every_example_is_run_here() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == RUN


def test_render_file(tmp_path: Path) -> None:
    assert output_of("render_file", folder=tmp_path) == ["rendered.wav: 14.0 s, gain +0.44 dB"]
    assert probe(tmp_path / "rendered.wav").frames == probe(demo_di_path()).frames


def test_gain_plan(tmp_path: Path) -> None:
    lines = output_of("gain_plan", folder=tmp_path)
    assert lines[0].startswith("into the pedal      -4.56 dB = 12.2 dBu (Universal Audio Apollo Twin X")
    assert lines[1].startswith("from pedal to amp   -2.70 dB = 12.3 dBu (pedal")
    assert lines[2].startswith("output              +2.40 dB = -18 dB (target loudness)")


def test_play_blocks(tmp_path: Path) -> None:
    (line,) = output_of("play_blocks", folder=tmp_path)
    assert line.startswith(f"blocks.wav: {probe(demo_di_path()).frames} frames in blocks of 64, on ")
    assert np.abs(read(tmp_path / "blocks.wav").samples).max() > 0.1


@pytest.mark.slow
def test_fine_tune(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (line,) = output_of("fine_tune", folder=tmp_path)
    found = re.fullmatch(r"tuned\.nam: ESR (\S+) before, (\S+) after", line)
    assert found
    before, after = map(float, found.groups())
    assert after < 0.5 * before
    assert load(tmp_path / "tuned.nam").info.architecture == "WaveNet"


@pytest.mark.slow
def test_compare_models(tmp_path: Path) -> None:
    words, page = output_of("compare_models", folder=tmp_path)
    assert words.startswith("overdrive -10 dB ")
    assert "overdrive +0 dB: their difference is " in words
    assert (tmp_path / page).stat().st_size < 15_000_000


@pytest.mark.parametrize("broken", [False, True])
def test_render_folder(tmp_path: Path, broken: bool) -> None:
    models = tmp_path / "models"
    models.mkdir()
    for name in ("a.nam", "b.nam"):
        shutil.copy(demo_model_path(), models / name)
    if broken:
        (models / "a.nam").write_text("{}")
    lines = output_of("render_folder", models, folder=tmp_path)
    assert len(lines) == 2
    assert any("a.nam: version: " in line for line in lines) is broken
    assert any(line.startswith(f"{Path('rendered', 'b.wav')}  -") for line in lines)
