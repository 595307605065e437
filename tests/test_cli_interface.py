"""`reamp interface`: the remembered interface is used if none is typed, and always named."""

import json
from pathlib import Path

import pytest
from cli_runner import DI, MODEL, error_of, run


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def input_gain_db(*typed: str) -> float:
    value: float = json.loads(run("gain", MODEL, "--json", *typed).stdout)["input_gain"]["value_db"]
    return value


def test_set_show_and_clear() -> None:
    words = "Universal Audio Apollo Twin X"
    assert run("interface", "set", "Apollo Twin X", "--gain", "20").stdout.startswith(words)
    shown = run("interface", "show").stdout
    assert shown.startswith(words)
    assert "12.2 dBu" in shown
    assert "gain at 20 dB" in shown
    run("interface", "set", "--max-input", "2", "--device", "USB Audio CODEC")
    assert "2 dBu (user); for the device 'USB Audio CODEC'" in run("interface", "show").stdout
    kept = json.loads(run("interface", "show", "--json").stdout)
    assert [each.get("gain_db") for each in kept] == [20.0, None]
    assert run("interface", "clear").stdout == "The interface is forgotten.\n"
    assert run("interface", "clear").stdout == "No interface was remembered.\n"
    assert run("interface", "show").stdout.startswith("No interface is remembered")


def test_an_interface_whose_level_is_disputed_is_remembered_with_a_warning() -> None:
    said = run("interface", "set", "UMC202HD")
    first, *rest = said.stdout.splitlines()
    assert (said.exit_code, first.partition(";")[0]) == (
        0,
        "Behringer UMC202HD  instrument (pad off), level unknown",
    )
    words = " ".join(" ".join(rest).split())
    assert words.startswith(
        "warning: Behringer UMC202HD: the sources disagree about its level, so none is used"
    )
    assert words.endswith("enter its maximum input level (--max-input)")


def test_the_remembered_one_is_used_where_none_is_typed_and_said() -> None:
    run("interface", "set", "Apollo Twin X", "--gain", "20")
    assert input_gain_db() == pytest.approx(12.2 - 11.76 - 10.0, abs=1e-9)
    text = " ".join(run("gain", MODEL).stdout.split())
    assert "Apollo Twin X (community table, remembered)" in text
    assert (
        "Universal Audio Apollo Twin X: using the remembered interface of this machine, gain 20 dB." in text
    )


def test_what_is_typed_comes_first() -> None:
    run("interface", "set", "--max-input", "12.2dBu")
    assert input_gain_db("--max-input", "15") == pytest.approx(15.0 - 11.76, abs=1e-9)
    assert input_gain_db("--interface-gain", "5") == pytest.approx(12.2 - 11.76 - 5.0, abs=1e-9)
    assert input_gain_db("--interface", "none") == 0.0
    assert "remembered" not in run("gain", MODEL, "--max-input", "15").stdout


def test_a_render_says_where_its_level_came_from(tmp_path: Path) -> None:
    run("interface", "set", "--max-input", "12.2dBu")
    result = run("render", MODEL, DI, "-o", tmp_path / "out.wav")
    assert "input +0.4 dB, calibrated" in result.stdout
    assert "the remembered interface of this machine" in " ".join(result.stderr.split())


@pytest.mark.parametrize("typed", [[], ["--interface", "Apollo Twin X"], ["--interface", "ua apollo twin x"]])
def test_a_recording_with_a_remembered_gain_is_a_warning_with_what_to_type(
    tmp_path: Path, typed: list[str]
) -> None:
    run("interface", "set", "Apollo Twin X", "--gain", "30")
    for quiet in ([], ["--quiet"]):
        result = run("render", MODEL, DI, "-o", tmp_path / f"{len(quiet)}.wav", *typed, *quiet)
        (warning,) = [
            line for line in " ".join(result.stderr.split()).split("note: ") if line.startswith("warning")
        ]
        assert warning.startswith(
            "warning: Universal Audio Apollo Twin X: assuming that this recording was made at the remembered "
            "gain, 30 dB."
        )
        advice = warning.strip().partition("If it was ")[2]
        other = "" if typed else "; if another interface recorded it, name that"
        expected = f"recorded at another gain, enter that gain{other} (--interface-gain 10, --interface)"
        assert advice == expected
        assert ("input -19.6 dB, calibrated" in result.stdout) == (not quiet)
    typed_gain = run("render", MODEL, DI, "-o", tmp_path / "typed.wav", *typed, "--interface-gain", "+20")
    assert "input -19.6 dB, calibrated" in typed_gain.stdout
    assert "warning" not in typed_gain.stderr


def test_gain_with_a_recording_warns_and_without_one_notes() -> None:
    run("interface", "set", "Apollo Twin X", "--gain", "+20")
    assert "assuming that this recording" in run("gain", MODEL, "--di", DI).stdout
    planned = " ".join(run("gain", MODEL).stdout.split())
    assert "warning" not in planned
    assert "the remembered interface of this machine, gain 20 dB above its lowest" in planned


def test_a_gain_below_the_lowest_says_both_readings() -> None:
    error = error_of("interface", "set", "Apollo Twin X", "--gain", "5")
    assert "5 dB above the lowest is 15, or type +5" in error
    assert "gain at 5 dB above its lowest" in run("interface", "set", "Apollo Twin X", "--gain", "+5").stdout
    assert input_gain_db() == pytest.approx(12.2 - 11.76 - 5.0, abs=1e-9)


def test_how_sure_the_level_is_is_said_once(tmp_path: Path) -> None:
    once = run("interface", "set", "Apollo Twin X").stdout
    assert "is from a community table" in " ".join(once.split())
    assert "is from a community table" in " ".join(run("gain", MODEL).stdout.split())
    rendered = run("render", MODEL, DI, "-o", tmp_path / "out.wav")
    assert "community table" not in " ".join(rendered.stderr.split())


def test_one_of_name_and_level_is_needed() -> None:
    assert "type either the interface's name" in error_of("interface", "set", exit_code=2)
    assert "type either the interface's name" in error_of(
        "interface", "set", "SSL 2+", "--max-input", "15", exit_code=2
    )
    assert "--input needs" in error_of(
        "interface", "set", "--max-input", "15", "--input", "line", exit_code=2
    )
    assert "--interface-gain needs" in error_of("gain", MODEL, "--interface-gain", "5", exit_code=2)
    assert "is not in the table" in error_of("interface", "set", "Quux 9000")
