"""Write docs/cli.md: the help of every command, as the terminal shows it.

python tools/make_cli_docs.py
"""

from pathlib import Path

import click
from click.testing import CliRunner

from reamp.cli.main import COMMANDS, cli
from reamp.rig.knobs import KNOBS

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"

INTRODUCTION = """\
# The command line

Written by `tools/make_cli_docs.py` from `reamp --help`; change the commands, not this page.

A level is typed with its unit: `12.2` and `12.2dBu` are dBu, `9.98dBV` is dBV, `3.15V` is volts RMS and
`4.46Vp` peak volts. What goes wrong is one line on stderr and exit code 1; a command typed wrongly is 2,
and one that is interrupted 130 (Ctrl-C), 143 (SIGTERM) or 129 (the terminal was closed). Findings (what is
imperfect but usable) are printed and change no exit code, except those of a capture that make training
senseless; [levels](levels.md) and [capture](capture.md) say what to do.
"""


KNOBS_INTRODUCTION = """\
The knobs of a rig are one table (`src/reamp/rig/parameters.py`): `reamp render` and `reamp play` take them as
options, the screen as keys, `play --headless` as `{"set": {"JSON": NUMBER}}`, presets as numbers. A typed
trim may lie beyond the ends of its knob. The interface's gain belongs to the guitar's source, not to the rig:
it is in no preset, and its command is `{"interface_gain_db": NUMBER}`.
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


def knobs_table() -> str:
    """Return the table of knobs: of `reamp.rig.parameters`, so that it is true."""
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
    return "\n".join([INTRODUCTION, *sections, knobs])


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
