"""`reamp help`: the same as `--help`, for users who type it first."""

import click

from reamp.cli.params import Command

__all__ = ["help"]


@click.command(cls=Command)
@click.argument("words", nargs=-1, metavar="[COMMAND]")
@click.pass_context
def help(ctx: click.Context, *, words: tuple[str, ...]) -> None:  # the command's name
    """Show the help of a command.

    Example:
      reamp help
      reamp help render
    """
    assert ctx.parent is not None  # it is run by `reamp`
    found, path = ctx.parent.command, ctx.parent
    for word in words:
        inner = found.resolve_command(path, [word])[1] if isinstance(found, click.Group) else None
        if inner is None:
            ctx.fail(f"{path.command_path} has no command {word!r}")
        path = click.Context(inner, info_name=word, parent=path)
        found = inner
    click.echo(found.get_help(path))
