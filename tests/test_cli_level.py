"""`reamp level`: the sums of the measurements, and the steps where nothing was measured."""

import json

import pytest
from cli_runner import error_of, run


def test_the_send_in_volts() -> None:
    assert run("level", "send", "--volts", "6.40").stdout.splitlines() == [
        "Send            18.34 dBu  at full scale",
        "                20 log10(6.4 V / 0.7746 V)",
        "",
        "reamp capture new --send 18.34dBu ...",
    ]


def test_the_return_is_a_sum() -> None:
    args = ("--send", "18.3dBu", "--tone", "-6.5", "--reading", "-0.5")
    assert run("level", "return", *args).stdout.splitlines() == [
        "Return          12.30 dBu  at full scale",
        "                18.30 dBu  send",
        "            +   -6.50 dBFS tone",
        "            -   -0.50 dBFS reading",
        "",
        "reamp capture new --return 12.3dBu ...",
    ]


def test_the_input_of_an_interface() -> None:
    lines = run("level", "input", "--level", "1Vp", "--reading", "-13").stdout.splitlines()
    assert lines[0] == "Max input       12.21 dBu  at full scale"
    assert lines[-1] == 'reamp interfaces --add "NAME" --max-input 12.21dBu --measured'


@pytest.mark.parametrize(
    ("args", "name", "level_dbu"),
    [
        (("send", "--volts", "6.40"), "send_dbu", 18.342),
        (("return", "--send", "18.3", "--tone", "-6.5", "--reading", "-0.5"), "return_dbu", 12.3),
        (("input", "--level", "-0.79dBu", "--reading", "-13"), "max_input_dbu", 12.21),
    ],
)
def test_json_is_the_level_and_what_is_doubtful(args: tuple[str, ...], name: str, level_dbu: float) -> None:
    answer = json.loads(run("level", *args, "--json").stdout)
    assert answer == {name: pytest.approx(level_dbu, abs=1e-3), "findings": []}


def test_a_reading_at_full_scale_is_doubted() -> None:
    args = ("level", "return", "--send", "12", "--tone", "-3", "--reading", "0")
    result = run(*args)
    assert result.exit_code == 0
    assert "warning: the reading, 0.0 dBFS, is at full scale; it must stay below -0.1 dBFS" in result.stdout
    (finding,) = json.loads(run(*args, "--json").stdout)["findings"]
    assert (finding["check"], finding["severity"]) == ("reading-clips", "warning")


@pytest.mark.parametrize("name", ["send", "return", "input"])
def test_without_options_come_the_steps(name: str) -> None:
    result = run("level", name)
    assert result.exit_code == 0
    steps = [line for line in result.stdout.splitlines() if line[:2] in {"1.", "2.", "3.", "4.", "5."}]
    assert len(steps) >= 4
    assert max(map(len, result.stdout.splitlines())) <= 80
    # The last step is a command that runs as it is shown.
    *_, command = result.stdout.splitlines()
    assert command.startswith(f"   reamp level {name} --")
    assert run(*command.split()[1:]).exit_code == 0


def test_half_of_the_options_is_a_usage_error() -> None:
    message = error_of("level", "return", "--send", "12", exit_code=2)
    assert message == "--tone and --reading missing; without options come the steps to measure"
    assert error_of("level", "send", "--json", exit_code=2).startswith("--volts missing")


@pytest.mark.parametrize(
    ("args", "message", "exit_code"),
    [
        (("send", "--volts", "0"), "must be above 0", 1),
        (("send", "--volts", "much"), "is not a number", 2),
        (("return", "--send", "12", "--tone", "6", "--reading", "-1"), "at or below 0, got 6", 1),
        (("input", "--level", "loud", "--reading", "-13"), "'loud' is not a level", 2),
    ],
)
def test_what_cannot_be_is_one_line(args: tuple[str, ...], message: str, exit_code: int) -> None:
    assert message in error_of("level", *args, exit_code=exit_code)
