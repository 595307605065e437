"""`reamp level`: the sums of the measurements, and the steps without options."""

import json
from pathlib import Path

import pytest
from cli_runner import DI, error_of, run
from rig_files import gain_model

from reamp.nam import NamDocument
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep, load_kept_levels


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def keep(model: Path, level_dbu: float, how: HowKept = HowKept.BY_EAR) -> None:
    interface = "Apollo Twin X" if how is HowKept.BY_EAR else None
    keep_level(
        level_to_keep(NamDocument.read(model), input_level_dbu=level_dbu, how=how, interface=interface)
    )


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
    assert message == "--tone and --reading missing; run the command without options to see the steps"
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


def test_kept_levels_are_listed_and_forgotten_by_file_name_or_network(tmp_path: Path) -> None:
    assert run("level", "kept").stdout == "No level is kept. The k key in reamp play keeps one.\n"
    models = [gain_model(tmp_path / f"amp{number}.nam", 0.1 * number) for number in (1, 2, 3)]
    for model, how in zip(models, (HowKept.BY_EAR, HowKept.TYPED, HowKept.BY_EAR), strict=True):
        keep(model, 9.5, how)
    heading, *lines = run("level", "kept").stdout.splitlines()
    assert heading.split() == ["Model", "Input", "level", "How", "Network"]
    assert lines[0].startswith("amp1.nam     9.50 dBu  set by ear, Apollo Twin X, 20")
    assert "typed, 20" in lines[1]
    listed = json.loads(run("level", "kept", "--json").stdout)
    assert [each["how"] for each in listed] == ["by ear", "typed", "by ear"]
    renamed = models[0].rename(tmp_path / "x.nam")
    assert run("level", "forget", renamed).stdout == ("amp1.nam: the input level of 9.5 dBu is forgotten.\n")
    run("level", "forget", "amp2")
    run("level", "forget", listed[2]["network"][:8])
    assert load_kept_levels() == ()


def test_what_is_not_kept_cannot_be_forgotten(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam")
    assert "no level is kept for" in error_of("level", "forget", model)
    assert "is not a file, and no level is kept" in error_of("level", "forget", "amp9")
    keep(model, 9.5)
    (tmp_path / "other").mkdir()
    keep(gain_model(tmp_path / "other" / "amp.nam", 0.5), 8.0)
    assert "2 levels are kept under that name; type the network: " in error_of("level", "forget", "amp")


def test_a_kept_level_is_used_by_gain_render_and_info(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam", 0.5)
    keep(model, 9.5)
    lines = run("gain", model, "--max-input", "12.2", "--interface-gain", "+0").stdout.splitlines()
    assert lines[:3] == [
        "Input gain      +2.70 dB   calibrated",
        "                12.20 dBu  your interface (user)",
        "            -    9.50 dBu  amp (set by ear)",
    ]
    rendered = run(
        "render", model, DI, "-o", tmp_path / "a.wav", "--max-input", "12.2", "--interface-gain", "+0"
    )
    assert "input +2.7 dB, calibrated" in rendered.stdout
    assert "9.5 dBu, set by ear and kept here; the file says unknown" in run("info", model).stdout
    assert run("info", tmp_path, "--calibrated").stdout.splitlines()[1].split()[:3] == [
        "amp",
        "Linear",
        "kept",
    ]
