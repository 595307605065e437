"""Commands and groups with their help and their usage errors, and what almost every command has."""

from inspect import cleandoc
from pathlib import Path

import click

from reamp.cli.numbers import Quantity, with_units
from reamp.near_names import no_such_command
from reamp.units import is_unit

__all__ = ["FILE", "Command", "Group", "json_option"]


def _write_help(help_text: str | None, formatter: click.HelpFormatter) -> None:
    """Write a docstring; paragraphs are wrapped, except those with indented lines."""
    paragraphs = cleandoc(help_text or "").split("\n\n")
    marked = (f"\b\n{paragraph}" if "\n  " in paragraph else paragraph for paragraph in paragraphs)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text("\n\n".join(marked))


class Command(click.Command):
    """A command whose docstring may have indented lines, such as examples; they keep their line breaks."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the docstring."""
        _write_help(self.help, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Join units to their numbers, and refuse an option that was typed twice but can have one value."""
        numbers = {name for param in self.params if isinstance(param.type, Quantity) for name in param.opts}
        args = with_units(args, options=numbers)
        values, _, typed = self.make_parser(ctx).parse_args(args=list(args))
        for param in typed:
            is_single = isinstance(param, click.Option) and not (param.multiple or param.is_flag)
            if is_single and typed.count(param) > 1:
                raise click.UsageError(f"{param.opts[-1]} can be given only once", ctx)
            if isinstance(param, click.Argument) and isinstance(param.type, click.Path):
                _refuse_units(values[param.name], ctx)
        return super().parse_args(ctx, args)


def _refuse_units(typed: object, ctx: click.Context) -> None:
    """Raise a usage error for a unit in the place of a file."""
    for path in typed if isinstance(typed, list | tuple) else (typed,):
        if isinstance(path, str) and is_unit(path):
            raise click.UsageError(
                f"{path} is a unit without its number; type both, as in 12.2dBu "
                f"(if a file has that name: ./{path})",
                ctx,
            )


class Group(click.Group):
    """Commands under one name, in the order of their definition, with a docstring like a `Command`."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command with that name; if there is none, fail and suggest the nearest."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(no_such_command(ctx.command_path, args[0], self.commands))
        return super().resolve_command(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the docstring."""
        _write_help(self.help, formatter)


FILE = click.Path(path_type=Path, readable=False)
"""Any path. The code that reads the file reports its problems, in the same words for every command."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
