"""Write docs/cli.md: the help of every command, as the terminal shows it, and the table of findings.

python tools/make_cli_docs.py
"""

from pathlib import Path

import click
from click.testing import CliRunner

from reamp.cli.main import COMMANDS, cli
from reamp.findings import Check

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"

INTRODUCTION = """\
# The command line

Written by `tools/make_cli_docs.py` from `reamp --help`; change the commands, not this page.

A level is typed with its unit: `12.2` and `12.2dBu` are dBu, `9.98dBV` is dBV, `3.15V` is volts RMS and
`4.46Vp` peak volts. What goes wrong is one line on stderr and exit code 1; a command typed wrongly is 2,
Ctrl-C is 130. Findings (what is imperfect but usable) are printed and change no exit code, except those of
a capture that make training senseless; [levels](levels.md) and [capture](capture.md) say what to do.

The JSON of every command has the same shape: NaN and infinity (the level of silence) are null, and a
finding is an object with `check`, `severity` (note, warning, blocker), `subject` (the model, file or
interface it is about, empty where there is only one), `message`, `advice`, `measured` and `limit` in `unit`,
and `effect_db`. A script knows a finding by its `check`, never by its words; [the table](#findings) has all.
"""

FINDINGS = """\
## Findings

| check | what was noticed |
| --- | --- |
"""


def help_text(*command: str) -> str:
    """Return what `reamp COMMAND --help` prints on a screen of 80 columns."""
    result = CliRunner(env={"COLUMNS": "80"}).invoke(cli, [*command, "--help"], prog_name="reamp")
    return result.stdout.rstrip()


def commands() -> list[tuple[str, ...]]:
    """Return every command as it is typed after `reamp`, those of a group after it."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        inner = command.commands if isinstance(command, click.Group) else {}
        found += [(name,), *((name, each) for each in inner)]
    return found


def cli_page() -> str:
    """Return the whole page."""
    sections = [
        f"## {' '.join(('reamp', *command))}\n\n```text\n{help_text(*command)}\n```\n"
        for command in ((), *commands())
    ]
    checks = "".join(f"| `{check}` | {check.meaning} |\n" for check in sorted(Check))
    return "\n".join([INTRODUCTION, *sections, FINDINGS + checks])


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
