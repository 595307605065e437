"""Write docs/cli.md: the help of every command, as the terminal shows it, and the table of findings.

python tools/make_cli_docs.py
"""

from pathlib import Path

import click
from click.testing import CliRunner

from reamp.cli.main import COMMANDS, cli
from reamp.findings import Check
from reamp.rig.knobs import KNOBS

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"

INTRODUCTION = """\
# The command line

Written by `tools/make_cli_docs.py` from `reamp --help`; change the commands, not this page.

A level is typed with its unit: `12.2` and `12.2dBu` are dBu, `9.98dBV` is dBV, `3.15V` is volts RMS and
`4.46Vp` peak volts. An error is one line on stderr. The exit code is 1 for an error, 2 for a command typed
wrongly, 130 after Ctrl-C, 143 after SIGTERM, and 129 if the terminal was closed. Findings report what is
imperfect but usable. They do not change the exit code, except those of a capture that make training
senseless; [levels](levels.md) and [capture](capture.md) say what to do.

The JSON of every command has the same shape: NaN and infinity (the level of silence) are null, and a finding
is an object with `check`, `severity` (note, warning, blocker), `subject` (the model, file or interface it is
about, empty if there is only one), `message`, `advice`, `measured` and `limit` in `unit`, and `effect_db`.
Scripts should use the `check`, because the words may change; [the table](#findings) has all checks.
"""


KNOBS_INTRODUCTION = """\
The knobs of a rig are one table (`src/reamp/rig/parameters.py`): `reamp render` and `reamp play` take them as
options, the screen as keys, `reamp play --headless` as `{"set": {"JSON": NUMBER}}`, presets as numbers. A
typed trim may lie beyond the ends of its knob. The interface's gain belongs to the guitar's source, not to
the rig: it is in no preset, and its command is `{"interface_gain_db": NUMBER}`.
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
    """Return the words of every command after `reamp`; the commands of a group follow it."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        inner = command.commands if isinstance(command, click.Group) else {}
        found += [(name,), *((name, each) for each in inner)]
    return found


def knobs_table() -> str:
    """Return the table of knobs, made from `reamp.rig.parameters`."""
    rows = ["| knob | option | JSON | range | default | |", "| --- | --- | --- | --- | --- | --- |"]
    for knob in KNOBS:
        default = knob.text(knob.initial)
        rows.append(
            f"| {knob.name} | `{knob.option}` | `{knob.key}` | {knob.range_text} | {default} | {knob.help} |"
        )
    return "\n".join(rows)


def cli_page() -> str:
    """Return the whole page."""
    knobs = f"## Knobs\n\n{KNOBS_INTRODUCTION}\n{knobs_table()}\n"
    sections = [
        f"## {' '.join(('reamp', *command))}\n\n```text\n{help_text(*command)}\n```\n"
        for command in ((), *commands())
    ]
    checks = "".join(f"| `{check}` | {check.meaning} |\n" for check in sorted(Check))
    return "\n".join([INTRODUCTION, *sections, knobs, FINDINGS + checks])


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
