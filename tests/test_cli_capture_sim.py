"""`reamp capture sim`: a capture without hardware, and what it says about volts."""

import json
import re
from pathlib import Path

import pytest
from capture_cases import RATE_HZ, played
from cli_runner import error_of, run
from rig_files import float_wav

from reamp.capture.capture import Capture
from reamp.sim.device import device_names


@pytest.fixture
def signal(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "noise.wav", played(), RATE_HZ)


def lines(text: str) -> list[str]:
    return re.sub(r"\d+ % sure", "N % sure", text).splitlines()


def test_the_devices_are_listed() -> None:
    text = run("capture", "sim", "--list").stdout
    assert [line.split()[0] for line in text.splitlines()] == list(device_names())
    assert "a cable: gain 1, linear" in text
    listed = json.loads(run("capture", "sim", "--list", "--json").stdout)
    assert [device["name"] for device in listed] == list(device_names())


def test_the_volts_at_the_jacks_are_said(tmp_path: Path, signal: Path) -> None:
    path = tmp_path / "pad.capture"
    result = run("capture", "sim", "pad", "--send", "11.76dBu", "--signal", signal, "-o", path)
    assert result.exit_code == 0
    assert lines(result.stdout)[:7] == [
        str(path),
        "  gear       Reamp simulated pad",
        "  signal     noise.wav, a signal of your own, 0:11 to train on",
        "  recording  pad.wav, 16 kHz",
        "  latency    255 frames (15.94 ms), by correlation, N % sure",
        "  send       11.76 dBu at full scale, so 1.7 V peak into the gear",
        "  return     1 dBu at full scale, set for 0.866 V peak out of it: -3.0 dBFS",
    ]
    made = Capture.open(path)
    assert (made.levels.input_level_dbu, made.levels.output_level_dbu) == (11.76, 1.0)


def test_an_interface_sends_and_takes_what_its_table_says(tmp_path: Path, signal: Path) -> None:
    path = tmp_path / "wire.capture"
    interface = ["--interface", "Scarlett 2i2 4th Gen", "--interface-input", "line"]
    result = run("capture", "sim", "wire", *interface, "--signal", signal, "-o", path)
    assert lines(result.stdout)[5:8] == [
        "  send       16 dBu at full scale, so 2.76 V peak into the gear",
        "  return     12 dBu at full scale, set for 2.76 V peak out of it: -4.0 dBFS",
        "  interface  Focusrite Scarlett 2i2 4th Gen, its gain at 10 dB",
    ]
    error = error_of("capture", "sim", "wire", *interface, "--send", "18", "-o", tmp_path / "b.capture")
    assert "puts out 16 dBu at 0 dBFS, so it cannot send 18 dBu; send less" in error


def test_without_a_send_it_is_that_of_the_demo_guitar_and_the_steps_are_told(
    tmp_path: Path, signal: Path
) -> None:
    for number, more in enumerate([[], ["--interface", "none"]]):
        path = tmp_path / f"{number}.capture"
        result = run("capture", "sim", "wire", *more, "--signal", signal, "-o", path)
        assert "  send       12.2 dBu at full scale" in result.stdout
        assert "interface" not in result.stdout
        assert result.stderr == "playing into the wire\nlooking at the recording\n"


def test_too_hot_a_return_is_noticed(tmp_path: Path, signal: Path) -> None:
    path = tmp_path / "wire.capture"
    levels = ["--send", "11.76", "--return", "-8"]
    result = run("capture", "sim", "wire", *levels, "--signal", signal, "-o", path)
    assert "  return     -8 dBu at full scale, so 1.7 V peak out of it: 11.8 dBFS\n" in result.stdout
    assert "warning: the recording clips the converter in " in result.stdout
    assert result.exit_code == 0


def test_the_gain_of_an_interface_is_shown_from_where_it_begins(tmp_path: Path, signal: Path) -> None:
    path = tmp_path / "wire.capture"
    apollo = ["--interface", "Apollo Twin X", "--send", "20"]
    result = run("capture", "sim", "wire", *apollo, "--signal", signal, "-o", path)
    assert "  interface  Universal Audio Apollo Twin X, its gain at 10 dB, its lowest\n" in result.stdout


def test_converters_can_be_bad(tmp_path: Path, signal: Path) -> None:
    bad = ["--dynamic-range", "60", "--bit-depth", "12"]
    run("capture", "sim", "wire", "--send", "0", *bad, "--signal", signal, "-o", tmp_path / "a.capture")
    steps = 2.0**11 * Capture.open(tmp_path / "a.capture").recording().samples
    assert (steps == steps.round()).all()


def test_json_has_the_volts(tmp_path: Path, signal: Path) -> None:
    result = run(
        "capture", "sim", "wire", "--send", "11.76", "--name", "Cable", "--json",
        "--signal", signal, "-o", tmp_path / "a.capture",
    )  # fmt: skip
    facts = json.loads(result.stdout)
    assert facts["peak_in_v"] == pytest.approx(facts["peak_out_v"]) == pytest.approx(1.697, abs=1e-3)
    assert (facts["gear"]["name"], facts["is_trainable"]) == ("Cable", True)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "DEVICE is missing; reamp capture sim --list says which devices there are"),
        (["wire", "--send", "0"], "-o NAME.capture is missing"),
        (["wire", "--send", "0", "--interface-input", "line", "-o", "a.capture"], "needs --interface"),
    ],
)
def test_what_is_missing_is_said(args: list[str], message: str) -> None:
    assert message in error_of("capture", "sim", *args, exit_code=2)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["valve", "--send", "0", "-o", "a.capture"],
            "there is no simulated device 'valve'; there are lead-amp",
        ),
        (["valve", "-o", "a.capture", "--interface", "nonesuch"], "there is no simulated device 'valve'"),
        (["wire", "--send", "0", "-o", "a"], "a capture is a folder whose name ends in .capture"),
        (["wire", "--send", "0", "--bit-depth", "32", "-o", "a.capture"], "bit_depth must be 8 to 24"),
        (["wire", "--send", "0", "--interface", "nonesuch", "-o", "a.capture"], "is not in the table"),
        (
            ["wire", "--send", "0", "--interface", "Apollo Twin X", "--return", "18", "-o", "a.capture"],
            "takes 12.2 dBu at its lowest gain, so the return cannot be 18 dBu",
        ),
    ],
)
def test_what_cannot_be_is_one_line(
    args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in error_of("capture", "sim", *args, "--signal", signal)
