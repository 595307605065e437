"""The questions of `reamp capture setup` in a terminal: wrong answers, a cable, the table, Ctrl-C."""

import json
import os
from pathlib import Path

import pytest
from capture_rig import server_for_gear
from cli_runner import run
from gear_client import Gear, GearSetup, gear
from terminal import Terminal, terminal

pytestmark = [
    pytest.mark.alone,  # a server plays meanwhile
    pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals"),
]

QUESTIONS = ["capture", "setup", "--backend", "jack", "--device", "Simulated", "--send", "3", "--return", "2"]


def test_levels_are_asked_until_they_are_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    setup = GearSetup(send_full_scale_dbu=13.0, return_full_scale_dbu=20.0, device="lead-amp")
    with server_for_gear(monkeypatch), gear(setup) as client:
        with terminal(*QUESTIONS) as first:
            wrong_answers_then_ctrl_c(first)
        assert client.tell(knob_db=-30.0)["driven"] == [3]
        (kept,) = listed()
        assert kept["send_level"]["level_dbu"] == pytest.approx(13.0, abs=0.01)
        assert "return_level" not in kept
        with terminal(*QUESTIONS) as second:
            go_on_with_a_cable(second, client)
        (kept,) = listed()
        assert kept["return_level"]["level_dbu"] == pytest.approx(20.0, abs=0.02)
        assert kept["return_level"]["how"] == "loopback"
        monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "fresh"))
        with terminal(*QUESTIONS) as third:
            look_it_up(third)
        (kept,) = listed()
        assert {kept["send_level"]["how"], kept["return_level"]["how"]} == {"table"}
        with terminal(*QUESTIONS) as fourth:
            leave_all_as_it_was(fourth)
        assert listed() == [kept]


def listed() -> list[dict[str, dict[str, float]]]:
    kept: list[dict[str, dict[str, float]]] = json.loads(run("capture", "setup", "--list", "--json").stdout)
    return kept


def wrong_answers_then_ctrl_c(shown: Terminal) -> None:
    shown.wait_for("volts: ")
    shown.press("loud\r")
    shown.wait_for("Error: 'loud' is not a number")
    shown.press("-3\r")
    shown.wait_for("got -3")
    shown.press("6 dBu\r")
    shown.wait_for("Error: '6 dBu'")
    shown.press("3,46 V\r")
    shown.wait_for("measure: ")
    shown.press("\x03")
    assert shown.wait_for_end() == 130
    assert "Traceback" not in shown.read()
    assert shown.is_as_before


def go_on_with_a_cable(shown: Terminal, client: Gear) -> None:
    shown.wait_for("Enter keeps 13.00 dBu: voltmeter, ±0.2 dB, 3.46 V")
    shown.press("\r")
    shown.wait_for("measure: ")
    shown.press("yes\r")
    shown.wait_for("Error: press Enter to measure, or type skip")
    shown.press("\r")  # the gear is still there
    shown.wait_for("there is not just a cable")
    client.tell(device="wire")
    client.tell(knob_db=0.0)
    shown.press("\r")
    assert "Simulated 4i4  output 3 into the gear" in shown.wait_for("remembered in")
    assert shown.wait_for_end() == 0


def look_it_up(shown: Terminal) -> None:
    shown.wait_for("volts: ")
    shown.press("\r")
    shown.wait_for("interface: ")
    shown.press("Scarlet 2i9\r")
    shown.wait_for("Error: ")
    shown.press("Scarlett 2i2 4th Gen\r")
    shown.wait_for("measure: ")
    shown.press("skip\r")
    shown.wait_for("remembered in")
    assert shown.wait_for_end() == 0


def leave_all_as_it_was(shown: Terminal) -> None:
    shown.wait_for("Enter keeps")
    shown.press("\r")
    shown.wait_for("measure: ")
    shown.press("SKIP\r")
    assert shown.wait_for_end() == 0
