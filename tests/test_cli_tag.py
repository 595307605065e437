"""`reamp tag`: the metadata changes, and all other bytes stay."""

import shlex
import shutil
from pathlib import Path

import pytest
from cli_runner import MODEL, error_of, run

from reamp.nam import GearType, NamDocument
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copy(MODEL, tmp_path / "amp.nam"))


def test_fields_change_in_place_and_are_shown(model: Path) -> None:
    result = run(
        "tag",
        model,
        "--gear-make",
        "PRS",
        "--input-level-dbu",
        "9.98 dBV",
        "--gear-type",
        "amp_cab",
        "--overwrite",
    )
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        str(model),
        "  gear-type         pedal -> amp_cab",
        "  gear-make         Reamp -> PRS",
        "  input-level-dbu   11.76 -> 12.198",
        f"  to undo: reamp tag {model} --gear-type pedal --gear-make Reamp"
        " --input-level-dbu 11.76 --overwrite",
    ]
    metadata = NamDocument.read(model).metadata
    assert (metadata.gear_make, metadata.gear_type) == ("PRS", GearType.AMP_CAB)
    assert metadata.input_level_dbu == pytest.approx(12.198, abs=0.001)


def test_everything_else_keeps_its_bytes(model: Path) -> None:
    run("tag", model, "--gear-make", "PRS", "--overwrite")
    before, after = Path(MODEL).read_bytes(), model.read_bytes()
    assert after == before.replace(b'"gear_make": "Reamp"', b'"gear_make": "PRS"')


def test_a_field_is_removed(model: Path) -> None:
    assert (
        "  date              2026-11-22"
        in run("tag", model, "--unset", "date", "--unset", "training", "--overwrite").stdout
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


def test_an_unreadable_field_is_repaired(model: Path) -> None:
    text = model.read_text()
    model.write_text(text.replace('"loudness": ', '"loudness": "loud", "x": '))
    assert "metadata.loudness: expected a number, got 'loud'" in error_of("info", model)
    assert (
        run("tag", model, "--unset", "loudness_db", "--unset", "input-level-dbu", "--overwrite").exit_code
        == 0
    )
    metadata = NamDocument.read(model).metadata
    assert (metadata.loudness_db, metadata.input_level_dbu) == (None, None)


def test_nothing_new_is_said_so(model: Path) -> None:
    assert run("tag", model, "--gear-make", "Reamp", "--overwrite").stdout == (
        f"{model}\n  already set, nothing to do\n"
    )
    assert model.read_bytes() == Path(MODEL).read_bytes()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "nothing to change"),
        (["--name", "x", "--unset", "name"], "name is both set and unset"),
        (["--unset", "weights"], "'weights' is not one of"),
        (["--gear-type", "kazoo"], "'kazoo' is not one of"),
        (["--name", "x", "-o", "x.wav"], "x.wav must end in .nam"),
        (["--name", "x"], "write a copy with -o FILE, or change"),
        (["--output-level-dbu", "12 dBm"], "unknown unit 'dBm'"),
    ],
)
def test_wrong_options_are_usage_errors(args: list[str], message: str, model: Path) -> None:
    assert message in error_of("tag", model, *args, exit_code=2)
    assert model.read_bytes() == Path(MODEL).read_bytes()


def test_what_cannot_be_written_is_one_line(model: Path, tmp_path: Path) -> None:
    assert "nowhere.nam: does not exist" in error_of("tag", "nowhere.nam", "--name", "x", "--overwrite")
    assert "does not exist; create it" in error_of(
        "tag", model, "--name", "x", "-o", tmp_path / "no" / "x.nam"
    )


def test_an_estimate_is_marked_until_a_level_is_measured(model: Path) -> None:
    assert run("tag", model, "--input-level-dbu", "9", "--estimated", "--overwrite").exit_code == 0
    assert NamDocument.read(model).metadata.is_estimated("input_level_dbu")
    run("tag", model, "--output-level-dbu", "10", "--estimated", "--overwrite")
    metadata = NamDocument.read(model).metadata
    assert metadata.is_estimated("input_level_dbu")
    assert metadata.is_estimated("output_level_dbu")
    run("tag", model, "--input-level-dbu", "9.1", "--overwrite")
    assert not NamDocument.read(model).metadata.is_estimated("input_level_dbu")
    assert "--estimated needs --input-level-dbu" in error_of(
        "tag", model, "--name", "x", "--estimated", "--overwrite", exit_code=2
    )


def undo_of(stdout: str) -> list[str]:
    (line,) = (line for line in stdout.splitlines() if line.startswith("  to undo: reamp tag "))
    return shlex.split(line)[4:]


@pytest.mark.parametrize(
    "options",
    [
        ["--input-level-dbu", "12.2"],
        ["--name", 'it\'s "mine"', "--gear-model", "Höfner 500/1", "--tone-type", "fuzz"],
        ["--unset", "input-level-dbu", "--unset", "gear-make"],
        ["--input-level-dbu", "9", "--output-level-dbu", "9.00000001", "--estimated"],
        ["--input-level-dbu", "11.76", "--estimated"],
    ],
)
def test_what_is_printed_undoes_the_change(model: Path, options: list[str]) -> None:
    before = NamDocument.read(model).metadata
    done = run("tag", model, *options, "--overwrite")
    assert NamDocument.read(model).metadata != before
    assert run("tag", *undo_of(done.stdout)).exit_code == 0
    assert NamDocument.read(model).metadata == before


def test_a_mark_of_another_level_survives_undoing(model: Path) -> None:
    run("tag", model, "--output-level-dbu", "10", "--estimated", "--overwrite")
    before = NamDocument.read(model).metadata
    done = run("tag", model, "--input-level-dbu", "9", "--estimated", "--overwrite")
    run("tag", *undo_of(done.stdout))
    after = NamDocument.read(model).metadata
    for level in ("input_level_dbu", "output_level_dbu"):
        assert getattr(after, level) == getattr(before, level)
        assert after.is_estimated(level) == before.is_estimated(level)


def test_what_cannot_be_undone_is_said(model: Path) -> None:
    args = ("--unset", "date", "--unset", "gain", "--gear-type", "amp", "--overwrite")
    assert "  cannot be undone: date, gain\n" in run("tag", model, *args).stdout
    copy = model.with_name("copy.nam")
    assert "to undo" not in run("tag", model, "--name", "x", "-o", copy).stdout  # the model is still there


def test_without_a_word_no_file_changes(model: Path) -> None:
    before = model.read_bytes()
    assert error_of("tag", model, "--input-level-dbu", "12.2", exit_code=2) == (
        f"write a copy with -o FILE, or change {model} itself with --overwrite"
    )
    assert "-o FOLDER, or change the files themselves" in error_of(
        "tag", model.parent, "--name", "x", exit_code=2
    )
    assert model.read_bytes() == before


def test_a_folder_is_tagged_as_a_whole(model: Path) -> None:
    other = Path(shutil.copy(model, model.with_name("amp 2.nam")))
    (model.parent / "bad.nam").write_text("[]")
    result = run("tag", model.parent, "--input-level-dbu", "12.2dBu", "--overwrite")
    assert result.exit_code == 1
    for path in (model, other):
        assert f"{path}\n  input-level-dbu   11.76 -> 12.2\n  to undo: reamp tag " in result.stdout
        assert NamDocument.read(path).metadata.input_level_dbu == 12.2
    assert result.stdout.endswith("\n2 of 3 models tagged\n")
    assert result.stderr.endswith("bad.nam: is not a NAM model; a .nam file is a JSON object\n")


def test_copies_of_several_go_into_a_folder(model: Path, tmp_path: Path) -> None:
    (tmp_path / "vox").mkdir()
    other = Path(shutil.copy(model, tmp_path / "vox" / "amp.nam"))
    before = model.read_bytes()
    args = ("tag", model, other, "--input-level-dbu", "9", "-o", tmp_path / "copies")
    assert run(*args).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == [
        f"{tmp_path.name}-amp.nam",
        "vox-amp.nam",
    ]
    assert model.read_bytes() == before
    again = run(*args)
    assert (again.exit_code, again.stderr.count("choose another name (--overwrite)")) == (1, 2)
    assert run(*args, "--overwrite").exit_code == 0
    assert "is not a folder; the copies of several" in error_of(*args[:-1], "x.nam", exit_code=2)
    assert "cannot be made: No such file" in error_of(*args[:-1], tmp_path / "no" / "copies")


def test_a_kept_level_is_written_as_set_by_ear_and_what_is_printed_undoes_it(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    run("tag", model, "--unset", "input-level-dbu", "--overwrite")
    before = model.read_bytes()
    assert "no input level is kept for it" in error_of("tag", model, "--kept", "--overwrite")
    document = NamDocument.read(model)
    keep_level(level_to_keep(document, input_level_dbu=9.5, how=HowKept.BY_EAR))
    copy = tmp_path / "copy.nam"
    run("tag", model, "--kept", "-o", copy)
    assert model.read_bytes() == before
    said = NamDocument.read(copy).metadata
    assert (said.input_level_dbu, said.is_set_by_ear("input_level_dbu")) == (9.5, True)
    assert "9.5 dBu, set by ear" in run("info", copy).stdout
    *_, undo = run("tag", model, "--kept", "--overwrite").stdout.splitlines()
    run(*shlex.split(undo.partition("reamp ")[2]))
    assert NamDocument.read(model).metadata == document.metadata
    keep_level(level_to_keep(document, input_level_dbu=8.0, how=HowKept.TYPED))
    run("tag", model, "--kept", "--overwrite")
    assert not NamDocument.read(model).metadata.is_estimated("input_level_dbu")
    assert "leave out the other options" in error_of(
        "tag", model, "--kept", "--input-level-dbu", "3", "--overwrite", exit_code=2
    )
