"""The command as a whole: fast help, one-line errors, exit codes."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from cli_runner import error_of, run

from reamp.cli import main as main_module
from reamp.cli.main import COMMANDS, cli, main
from reamp.demo import demo_model_path

# What only a subcommand needs; `reamp --help` must come at once.
HEAVY = {"numpy", "rich", "soundfile", "soxr", "rapidfuzz", "msgspec", "platformdirs"}


def command(path: str) -> click.Command:
    """Return `name`, or `group name`."""
    name, _, inner = path.partition(" ")
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    if not inner:
        return found
    assert isinstance(found, click.Group)
    return found.commands[inner]


def paths() -> list[str]:
    groups = {name: found for name in COMMANDS if isinstance(found := command(name), click.Group)}
    inner = [f"{name} {each}" for name, group in groups.items() for each in group.commands]
    return [*COMMANDS, *inner]


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name, summary in COMMANDS.items():
        assert f"  {name}" in result.stdout
        assert summary in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_what_the_help_says(name: str) -> None:
    assert command(name).get_short_help_str(limit=100) == COMMANDS[name]


@pytest.mark.parametrize("name", paths())
def test_every_command_ends_its_help_with_an_example(name: str) -> None:
    paragraphs = (command(name).help or "").strip().split("\n\n")
    heading, *examples = paragraphs[-1].splitlines()
    assert heading.strip() in {"Example:", "Examples:"}
    assert all(line.strip().startswith(f"reamp {name}") for line in examples)


@pytest.mark.parametrize("name", paths())
def test_every_option_has_help(name: str) -> None:
    options = [param for param in command(name).params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_every_command_has_a_module_and_a_test_file() -> None:
    for name in COMMANDS:
        assert name in import_module(f"reamp.cli.{name}").__all__
        assert Path(__file__).with_name(f"test_cli_{name}.py").exists()


def test_help_imports_no_command() -> None:
    code = (
        "import sys, json\nfrom reamp.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    modules = json.loads(result.stdout.splitlines()[-1])
    assert HEAVY & {name.split(".")[0] for name in modules} == set()
    assert [name for name in modules if name.startswith("reamp.cli.")] == [
        "reamp.cli.ending",
        "reamp.cli.main",
    ]


def test_version_is_the_package_s() -> None:
    assert run("--version").stdout.startswith("reamp 0.")


def test_an_unknown_command_is_a_usage_error() -> None:
    assert "reamp has no command 'rendr'; did you mean render?" in error_of("rendr", exit_code=2)


def test_an_error_of_the_library_is_one_line() -> None:
    assert error_of("info", "nowhere.nam") == "nowhere.nam: does not exist"


def test_ctrl_c_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "import_module", interrupted)
    result = run("info", "amp.nam")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "\nInterrupted.\n")


def test_an_interruption_says_what_was_not_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt("amp.nam was not written")

    monkeypatch.setattr(main_module, "import_module", interrupted)
    assert run("info", "amp.nam").stderr == "\nInterrupted: amp.nam was not written\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_is_like_ctrl_c(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    info = click.Command("info", callback=lambda: signal.raise_signal(number))
    monkeypatch.setattr(main_module, "import_module", lambda _: SimpleNamespace(info=info))
    found = signal.signal(number, signal.SIG_DFL)  # tests run under nohup too, which ignores one
    try:
        with pytest.raises(SystemExit) as exit_info:
            main(["info"])
        assert exit_info.value.code == 128 + number
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, found)


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with pytest.raises(SystemExit):
            main(["--version"])
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_full_disk_behind_the_output_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(main_module, "import_module", full)
    assert error_of("info", "amp.nam") == "[Errno 28] No space left on device"


def test_a_name_that_is_no_text_is_printed(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.nam")
    shutil.copy(demo_model_path(), path)
    code = "from reamp.cli.main import main; main()"
    result = subprocess.run([sys.executable, "-c", code, "info", path], check=True, capture_output=True)
    assert rb"\udcff.nam" in result.stdout


def test_main_exits(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["info", "nowhere.nam"])
    assert exit_info.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1
