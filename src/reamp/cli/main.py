"""The entry point of the `reamp` command; a subcommand's module is imported when it runs."""

import contextlib
import errno
import io
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from reamp.cli.ending import end_requests, interrupted_exit_code
from reamp.end_requests import EndRequests
from reamp.errors import ReampError
from reamp.interruption import answer
from reamp.near_names import no_such_command

__all__ = ["COMMANDS", "cli", "main"]

# The first line of each command's help is repeated here, so that `reamp --help` imports no command.
COMMANDS = {
    "app": "Play with a mouse, in the browser.",
    "play": "Play through models, live.",
    "render": "Play a recorded guitar through models, at the right level.",
    "gain": "Plan every gain between the guitar and the output.",
    "preset": "Keep rigs as files that can be shared.",
    "page": "Write a page that plays a model, calibrated.",
    "compare": "Compare models with each other, or with the real gear.",
    "info": "Show what a model is, what it costs, and its levels.",
    "signal": "Write the test signal to play through the gear.",
    "capture": "Keep what went into the gear and what came out, and check it.",
    "train": "Train models of captured gear.",
    "bake": "Write a setting of a model with knobs as a plain model.",
    "level": "Measure levels, step by step; list the kept ones.",
    "align": "Find the unknown level of a model by its sound.",
    "library": "Find models among thousands: by words, numbers and sound.",
    "interfaces": "Find the level of an audio interface, or keep your own.",
    "plugins": "Find the level that a plug-in or modeler takes as full scale.",
    "plugin": "Install Reamp's plug-in for DAWs.",
    "interface": "Remember the interface of this machine, or of a device.",
    "devices": "List the devices to play on.",
    "stage": "Find the right gain of the interface from hard strums.",
    "tag": "Edit the metadata of models, and nothing else.",
    "tone3000": "Sign in at TONE3000, choose tones, and download them.",
    "study": "Show what calibration does, with numbers and sound.",
    "demo": "Render the bundled guitar through the bundled model.",
    "help": "Show the help of a command.",
}
"""Every subcommand with its one line of help; its module in this package has the same name."""


class _UsageProblem(click.ClickException):
    """A usage error that prints only its message, not the usage of the command."""

    exit_code = 2


class _LazyGroup(click.Group):
    """Imports a subcommand when it runs, and prints every error in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"reamp.cli.{cmd_name}"), cmd_name)
        requests = end_requests(ctx)
        if (
            requests is not None
        ):  # before this there was nothing to clean up, so a signal could end the process
            requests.listen()
        return command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _in_one_line():
            return super().make_context(*args, **kwargs)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(no_such_command(ctx.command_path, args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _in_one_line():
                return super().invoke(ctx)
        except ReampError as error:
            from reamp.cli.hints import error_text

            raise click.ClickException(error_text(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of the pipe is gone; click ends without a message
                raise
            raise click.ClickException(str(error)) from error
        except click.Abort as abort:
            if not isinstance(abort.__context__, KeyboardInterrupt):  # the input has ended
                raise
            _end_interrupted(ctx, abort.__context__)
        except KeyboardInterrupt as interruption:
            _end_interrupted(ctx, interruption)


def _end_interrupted(ctx: click.Context, interruption: KeyboardInterrupt) -> NoReturn:
    answer(interruption)
    with contextlib.suppress(OSError):  # the terminal may be gone
        details = f": {interruption}" if interruption.args else "."
        click.echo(f"\nInterrupted{details}", err=True)
    ctx.exit(interrupted_exit_code(ctx))


@contextlib.contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise _UsageProblem(error.format_message() + _example_for(error)) from error


def _example_for(error: click.UsageError) -> str:
    """Return the first example of a command that lacks an argument, to follow the error."""
    if not isinstance(error, click.MissingParameter) or error.ctx is None:
        return ""
    help_lines = map(str.strip, (error.ctx.command.help or "").splitlines())
    return next((f" For example: {line}" for line in help_lines if line.startswith("reamp ")), "")


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reamp", message="reamp %(version)s")
def cli() -> None:
    """Play, capture and train Neural Amp Models (.nam) at the level of the real gear.

    $ reamp render amp.nam di.wav -o amp.wav --interface "Scarlett 2i2 4th Gen"
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run the command with the arguments of the process, or with `args`; always raises `SystemExit`."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file name may not be valid text
        sys.stdout.reconfigure(errors="backslashreplace")
    with EndRequests() as requests:
        cli.main(args=args, prog_name="reamp", obj=requests)
