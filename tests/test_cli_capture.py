"""`reamp capture`: makes, shows and checks a capture; exit code 1 if training makes no sense."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from capture_cases import LATENCY, RATE_HZ, played, recorded, wavs
from cli_runner import MODEL, error_of, run
from rig_files import float_wav

from reamp.capture.capture import Capture
from reamp.errors import install_command


def new(
    folder: Path, *args: str | Path, x: np.ndarray | None = None, y: np.ndarray | None = None
) -> list[str]:
    """Return the arguments that make a.capture from a signal and its recording."""
    signal, recording = wavs(folder, x=x, y=y)
    files = ["--signal", signal, "--recording", recording, "-o", folder / "a.capture"]
    return ["capture", "new", *map(str, (*files, *args))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    assert run(*new(tmp_path)).exit_code == 0
    return tmp_path / "a.capture"


def test_new_keeps_levels_and_gear(tmp_path: Path) -> None:
    gear = ["--gear-make", "PRS", "--gear-model", "MT 15", "--gear-type", "amp", "--modeled-by", "Me"]
    result = run(*new(tmp_path, "--send", "11.76dBu", "--return", "9.98dBV", *gear))
    assert result.exit_code == 0
    made = Capture.open(tmp_path / "a.capture")
    assert made.levels.input_level_dbu == 11.76
    assert made.levels.output_level_dbu == pytest.approx(12.198, abs=1e-3)
    assert (made.gear.gear_make, made.gear.gear_type, made.gear.name) == ("PRS", "amp", None)
    lines = re.sub(r"\d+ % sure", "N % sure", result.stdout).splitlines()
    assert lines[:7] == [
        str(tmp_path / "a.capture"),
        "  gear       PRS MT 15",
        "  signal     signal.wav, a signal of your own, 0:11 to train on",
        "  recording  amp.wav, 16 kHz",
        f"  latency    {LATENCY - 1} frames (15.56 ms), by correlation, N % sure",
        "  send       11.76 dBu at full scale",
        "  return     12.2 dBu at full scale",
    ]
    assert "note: the signal is your own, not a known test signal" in result.stdout


def test_what_is_not_known_is_unknown(tmp_path: Path) -> None:
    lines = run(*new(tmp_path)).stdout.splitlines()
    assert {"  gear       unknown", "  send       unknown", "  return     unknown"} <= set(lines)


def test_a_latency_of_one_s_own_wins(tmp_path: Path) -> None:
    result = run(*new(tmp_path, "--latency", "300"))
    assert "  latency    300 frames (18.75 ms), given by you\n" in result.stdout
    assert "warning: the latency you give, 300 frames, is more than a millisecond" in result.stdout


def test_a_stereo_recording_needs_a_channel(tmp_path: Path) -> None:
    y = recorded(played())
    stereo = np.column_stack((0.1 * y, y))
    assert "choose one (--channel)" in error_of(*new(tmp_path, y=stereo))
    assert run(*new(tmp_path, "--channel", "2", y=stereo)).exit_code == 0
    kept = Capture.open(tmp_path / "a.capture").recording().samples
    assert np.abs(kept - y).max() < 2.0**-22


def test_a_recording_that_ends_early_has_less_to_train_on(tmp_path: Path) -> None:
    result = run(*new(tmp_path, y=recorded(played())[: 5 * RATE_HZ + LATENCY - 1]))
    assert ", 0:05 to train on\n" in result.stdout


def test_a_silent_recording_is_kept_and_said_to_be_senseless(tmp_path: Path) -> None:
    result = run(*new(tmp_path, y=np.zeros(13 * RATE_HZ, np.float32)))
    assert result.exit_code == 1
    assert "  latency    unknown\n" in result.stdout
    assert "blocker: the recording is silent" in result.stdout
    assert result.stdout.endswith("\nTraining on this capture makes no sense.\n")
    checked = run("capture", "check", tmp_path / "a.capture")
    assert (checked.exit_code, "blocker: the recording is silent" in checked.stdout) == (1, True)
    assert not (tmp_path / "a.capture" / "alignment.png").exists()


def test_check_draws_into_the_capture_unless_told_otherwise(path: Path, tmp_path: Path) -> None:
    result = run("capture", "check", path)
    assert result.exit_code == 0
    assert f"  picture    {path / 'alignment.png'}\n" in result.stdout
    inside = (path / "alignment.png").read_bytes()
    assert inside.startswith(b"\x89PNG")
    run("capture", "check", path, "--picture", tmp_path / "mine.png")
    assert (tmp_path / "mine.png").read_bytes() == inside
    assert Capture.open(path).check() == Capture.open(path).findings


def test_check_looks_again(path: Path) -> None:
    output = path / "output.flac"
    output.unlink()
    (path / "output.wav").write_bytes(
        float_wav(path.parent / "clipped.wav", np.clip(100 * recorded(played()), -1, 1), RATE_HZ).read_bytes()
    )
    document = path / "capture.toml"
    document.write_text(document.read_text().replace("output.flac", "output.wav"))
    result = run("capture", "check", path)
    assert result.exit_code == 0
    assert "warning: the recording clips the converter in " in result.stdout


def test_json_has_findings_latency_and_picture(path: Path) -> None:
    facts = json.loads(run("capture", "check", path, "--json").stdout)
    assert list(facts) == [
        "path",
        "rate_hz",
        "layout",
        "latency",
        "levels",
        "gear",
        "plugin",
        "findings",
        "picture",
        "is_trainable",
    ]
    assert facts["latency"]["frames"] == LATENCY - 1
    assert {finding["check"] for finding in facts["findings"]} == {"signal-unknown", "signal-short"}
    assert (facts["picture"], facts["is_trainable"]) == (str(path / "alignment.png"), True)


def test_without_matplotlib_there_is_a_hint(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    result = run("capture", "check", path)
    assert result.exit_code == 0
    assert result.stderr == f"no picture: a picture needs Matplotlib: {install_command('plots')}\n"
    assert "picture" not in result.stdout
    assert "needs Matplotlib" in error_of("capture", "check", path, "--picture", path.parent / "a.png")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["capture", "check", "nowhere.capture"], "is not a capture: it does not exist"),
        (["capture", "check", MODEL], "is a model, not a capture"),
        (
            ["capture", "new", "--signal", MODEL, "--recording", MODEL, "-o", "a.capture"],
            "is not a sound file",
        ),
        (["capture", "new", "--signal", MODEL, "--recording", MODEL, "-o", "a"], "ends in .capture"),
    ],
)
def test_what_is_no_capture_is_one_line(
    args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in error_of(*args)


def test_a_capture_is_never_replaced(path: Path, tmp_path: Path) -> None:
    assert "exists, and a capture is never replaced" in error_of(*new(tmp_path))
    assert "there is no test signal 'v9'" in error_of(
        "capture", "new", "--signal", tmp_path / "signal.wav", "--recording", tmp_path / "amp.wav",
        "--layout", "v9", "-o", tmp_path / "b.capture",
    )  # fmt: skip
