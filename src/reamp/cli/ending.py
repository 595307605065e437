"""What a command knows of requests to end it."""

import click

from reamp.end_requests import EndRequests

__all__ = ["end_requests", "interrupted_exit_code"]


def end_requests(ctx: click.Context | None) -> EndRequests | None:
    """Return what listens to the signals, None where the command was not run by `main`."""
    return None if ctx is None else ctx.find_object(EndRequests)


def interrupted_exit_code(ctx: click.Context) -> int:
    """Return the exit code of a command that ended because it was asked to."""
    return (end_requests(ctx) or EndRequests()).exit_code
