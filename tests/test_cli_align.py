"""`reamp align`: the level of a model in words, in JSON and in a copy; refusals are one line."""

import json
from pathlib import Path

import pytest
from cli_runner import DI, MODEL, error_of, run
from rig_files import float_wav, gain_model
from shifted_models import shifted_model

from reamp.audio.files import read
from reamp.nam import NamDocument


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    return shifted_model(Path(MODEL), tmp_path / "unknown.nam", input_db=-6.02, output_db=-2.3, wrong=0.01)


@pytest.fixture
def guitar(tmp_path: Path) -> tuple[str, Path]:
    """A part of the bundled guitar that is quickly played."""
    return "--di", float_wav(tmp_path / "di.wav", read(Path(DI)).samples[4 * 48_000 : 5 * 48_000])


def test_it_says_the_levels_and_writes_them_into_a_copy(
    unknown: Path, guitar: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reamp.cli.align.demo_di_path", lambda: guitar[1])  # played unless another is named
    copy = unknown.with_name("found.nam")
    result = run("align", MODEL, unknown, "-o", copy)
    assert result.exit_code == 0
    title, level, output, residual, written = result.stdout.splitlines()
    assert title == str(unknown)
    assert level.startswith("  input level   5.")
    assert level.endswith("dB from overdrive.nam")
    assert output.startswith("  output level  ")
    assert output.endswith(" dB")
    assert residual.startswith("  residual      -")
    assert written == f"  written to {copy}, marked as estimated"
    assert NamDocument.read(copy).metadata.input_level_dbu == pytest.approx(5.74, abs=0.15)
    assert "input level      5." in (info := run("info", copy).stdout)
    assert "dBu, estimated" in info
    assert "(estimated)" in run("gain", copy, "--max-input", "12.2").stdout
    assert "--overwrite" in error_of("align", MODEL, unknown, "-o", copy)


def test_it_says_them_to_scripts(unknown: Path, guitar: tuple[str, Path]) -> None:
    facts = json.loads(run("align", MODEL, unknown, *guitar, "--json").stdout)
    assert facts["input_level_dbu"] == pytest.approx(5.74, abs=0.15)
    assert facts["input_difference_db"] == pytest.approx(-6.02, abs=0.15)
    assert 0.0 < facts["uncertainty_db"] < 0.5
    assert facts["findings"] == []


def test_refusals_are_one_line(unknown: Path, tmp_path: Path, guitar: tuple[str, Path]) -> None:
    wire = gain_model(tmp_path / "wire.nam", input_level_dbu=12.0)
    pad = gain_model(tmp_path / "pad.nam", 0.5)
    assert "dB; either the gear hardly distorts" in error_of("align", wire, pad, *guitar)
    assert "the level cannot be determined" in error_of("align", wire, unknown, *guitar)
    assert "does not state its input level" in error_of("align", unknown, MODEL)


def test_options_that_need_others(unknown: Path) -> None:
    assert "--channel needs --di" in error_of("align", MODEL, unknown, "--channel", "1", exit_code=2)
    assert "--overwrite needs -o" in error_of("align", MODEL, unknown, "--overwrite", exit_code=2)
    assert "must end in .nam" in error_of("align", MODEL, unknown, "-o", "x.wav", exit_code=2)
