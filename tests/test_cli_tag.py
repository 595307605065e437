"""`reamp tag`: metadata changes, and everything else keeps its bytes."""

import shutil
from pathlib import Path

import pytest
from cli_runner import MODEL, error_of, run

from reamp.nam import GearType, NamDocument


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copy(MODEL, tmp_path / "amp.nam"))


def test_fields_change_in_place_and_are_shown(model: Path) -> None:
    result = run(
        "tag", model, "--gear-make", "PRS", "--input-level-dbu", "9.98 dBV", "--gear-type", "amp_cab"
    )
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        str(model),
        "  gear-type         pedal -> amp_cab",
        "  gear-make         Reamp -> PRS",
        "  input-level-dbu   11.76 -> 12.198",
    ]
    metadata = NamDocument.read(model).metadata
    assert (metadata.gear_make, metadata.gear_type) == ("PRS", GearType.AMP_CAB)
    assert metadata.input_level_dbu == pytest.approx(12.198, abs=0.001)


def test_everything_else_keeps_its_bytes(model: Path) -> None:
    run("tag", model, "--gear-make", "PRS")
    before, after = Path(MODEL).read_bytes(), model.read_bytes()
    assert after == before.replace(b'"gear_make": "Reamp"', b'"gear_make": "PRS"')


def test_a_field_is_removed(model: Path) -> None:
    assert (
        "  date              2026-11-22" in run("tag", model, "--unset", "date", "--unset", "training").stdout
    )
    metadata = NamDocument.read(model).metadata
    assert (metadata.date, metadata.training, metadata.name) == (None, None, "Reamp demo overdrive")


def test_a_copy_leaves_the_model_alone(model: Path) -> None:
    copy = model.with_name("copy.nam")
    assert run("tag", model, "--name", "Höfner", "-o", copy).stdout.startswith(f"{copy}\n")
    assert NamDocument.read(copy).metadata.name == "Höfner"
    assert model.read_bytes() == Path(MODEL).read_bytes()
    assert "choose another name (--overwrite)" in error_of("tag", model, "--name", "x", "-o", copy)
    assert run("tag", model, "--name", "x", "-o", copy, "--overwrite").exit_code == 0
    assert "is also an input" in error_of("tag", model, "--name", "x", "-o", model, "--overwrite")


def test_a_field_that_nobody_can_read_is_repaired(model: Path) -> None:
    text = model.read_text()
    model.write_text(text.replace('"loudness": ', '"loudness": "loud", "x": '))
    assert "metadata.loudness: expected a number, got 'loud'" in error_of("info", model)
    assert run("tag", model, "--unset", "loudness_db", "--unset", "input-level-dbu").exit_code == 0
    metadata = NamDocument.read(model).metadata
    assert (metadata.loudness_db, metadata.input_level_dbu) == (None, None)


def test_nothing_new_is_said_so(model: Path) -> None:
    assert run("tag", model, "--gear-make", "Reamp").stdout == f"{model}\n  says so already\n"
    assert model.read_bytes() == Path(MODEL).read_bytes()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "nothing to change"),
        (["--name", "x", "--unset", "name"], "name is both set and unset"),
        (["--unset", "weights"], "'weights' is not one of"),
        (["--gear-type", "kazoo"], "'kazoo' is not one of"),
        (["--name", "x", "-o", "x.wav"], "x.wav is no name of a model: it ends in .nam"),
        (["--name", "x", "--overwrite"], "--overwrite belongs to -o"),
        (["--output-level-dbu", "12 dBm"], "unknown unit 'dBm'"),
    ],
)
def test_wrong_options_are_usage_errors(args: list[str], message: str, model: Path) -> None:
    assert message in error_of("tag", model, *args, exit_code=2)
    assert model.read_bytes() == Path(MODEL).read_bytes()


def test_what_cannot_be_written_is_one_line(model: Path, tmp_path: Path) -> None:
    assert "nowhere.nam: does not exist" in error_of("tag", "nowhere.nam", "--name", "x")
    assert "does not exist; create it" in error_of(
        "tag", model, "--name", "x", "-o", tmp_path / "no" / "x.nam"
    )


def test_an_estimate_is_marked_until_a_level_is_measured(model: Path) -> None:
    assert run("tag", model, "--input-level-dbu", "9", "--estimated").exit_code == 0
    assert NamDocument.read(model).metadata.is_estimated("input_level_dbu")
    run("tag", model, "--output-level-dbu", "10", "--estimated")
    metadata = NamDocument.read(model).metadata
    assert metadata.is_estimated("input_level_dbu")
    assert metadata.is_estimated("output_level_dbu")
    run("tag", model, "--input-level-dbu", "9.1")
    assert not NamDocument.read(model).metadata.is_estimated("input_level_dbu")
    assert "--estimated belongs to --input-level-dbu" in error_of(
        "tag", model, "--name", "x", "--estimated", exit_code=2
    )
