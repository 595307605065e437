import json
from pathlib import Path

import pytest
from cli_runner import error_of, run
from library_cases import clipper
from rig_files import float_wav

from reamp.audio.files import read
from reamp.demo import demo_di_path
from reamp.engine import load


@pytest.fixture
def amps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    amps = tmp_path / "amps"
    amps.mkdir()
    clipper(amps / "lead.nam", drive=30.0, gear_make="Peavey", gear_model="5150", input_level_dbu=18.3)
    clipper(amps / "crunch.nam", drive=8.0, modeled_by="Ann")
    clipper(amps / "clean.nam", drive=0.2)
    (amps / "broken.nam").write_text("{")
    return amps


@pytest.fixture
def guitar(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", read(demo_di_path()).samples[4 * 48_000 : 5 * 48_000])


def test_a_folder_is_added_and_searched(amps: Path) -> None:
    assert run("library", "add", amps).output.splitlines() == [
        "3 models in the library: 4 added",
        "1 file is no model; reamp library search --broken says why",
    ]
    lines = run("library", "search", "pevaey").output.splitlines()
    assert lines[0] == "no model has the word pevaey; searched for peavey"
    assert lines[2].split()[:3] == ["lead.nam", "Peavey", "5150"]
    assert run("library", "search", "--broken").output.splitlines()[1].startswith("broken.nam: is incomplete")
    assert run("library", "update").output.splitlines()[0] == "3 models in the library: nothing changed"
    assert "amps" in run("library", "add").output
    assert run("library", "remove", amps).exit_code == 0


def test_json_has_what_is_known(amps: Path) -> None:
    run("library", "add", amps)
    found = json.loads(run("library", "search", "--sort", "gain", "--limit", "1", "--json").output)
    assert (found["total"], found["models"][0]["input_level_dbu"]) == (3, 18.3)
    assert found["models"][0]["is_calibrated"]
    like = json.loads(run("library", "like", amps / "crunch.nam", "--less-gain", "--json").output)
    assert [Path(each["path"]).stem for each in like] == ["clean"]
    findings = json.loads(run("library", "check", "--json").output)
    assert [each["check"] for each in findings] == ["model-unreadable"]


def test_a_level_is_proposed_only_for_the_same_name(amps: Path, guitar: Path) -> None:
    """The crunch is the lead with less gain, which no sound can tell from another level."""
    clipper(amps / "lead nano.nam", drive=12.0, gear_make="Peavey")
    run("library", "add", amps)
    found = json.loads(run("library", "levels", "--di", guitar, "--json").output)
    (level,), (other,) = found["proposals"], found["lookalikes"]
    assert (Path(level["path"]).stem, Path(level["known"]).stem) == ("lead nano", "lead")
    assert level["input_level_dbu"] == pytest.approx(18.3 - 7.96, abs=0.1)  # 30 to 12 in drive
    assert (Path(other["path"]).stem, other["difference"]) == ("crunch", "other file names")
    lines = run("library", "levels", "--di", guitar).output.splitlines()
    assert lines[1].split()[:3] == ["lead", "nano.nam", "10.34"]
    assert lines[5].split() == ["crunch.nam", "lead.nam", "other", "file", "names"]
    assert lines[-1] == "reamp align KNOWN UNKNOWN -o FOUND"


def test_levels_are_written_when_asked(amps: Path, guitar: Path) -> None:
    clipper(amps / "lead nano.nam", drive=12.0)
    run("library", "add", amps)
    assert "--write puts them into the files." in run("library", "levels", "--di", guitar).output
    before = {path.name: path.read_bytes() for path in amps.iterdir()}
    assert "Written, marked as estimated." in run("library", "levels", "--write", "--di", guitar).output
    assert [name for name in before if (amps / name).read_bytes() != before[name]] == ["lead nano.nam"]
    found = json.loads(run("library", "search", "nano", "--calibrated", "--json").output)
    assert found["models"][0]["input_level_origin"] == "estimated"


def test_a_recording_names_its_model(amps: Path, tmp_path: Path) -> None:
    run("library", "add", amps)
    played = load(amps / "crunch.nam").process(read(demo_di_path()).samples)
    tone = float_wav(tmp_path / "tone.wav", 0.3 * played)
    lines = run("library", "like", "--recording", tone, "--di", demo_di_path()).output.splitlines()
    assert lines[1].startswith("crunch.nam")


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("like",), "name a model, or a --recording with its --di"),
        (("like", "--recording", "a.wav"), "--recording and --di belong together"),
        (("like", "a.nam", "--than", "b.nam"), "--than needs what to compare: --more-gain, --darker, ..."),
        (("serach",), "reamp library has no command 'serach'; did you mean search?"),
    ],
)
def test_what_is_typed_wrongly(args: tuple[str, ...], problem: str) -> None:
    assert error_of("library", *args, exit_code=2) == problem


def test_an_empty_library_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    assert error_of("library", "search", "amp").endswith(
        "holds no folder of models yet (reamp library add FOLDER)"
    )
