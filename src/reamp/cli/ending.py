"""The requests to end a command."""

import click

from reamp.end_requests import EndRequests

__all__ = ["end_requests", "interrupted_exit_code"]


def end_requests(ctx: click.Context | None) -> EndRequests | None:
    """Return the object that listens to the signals, None if `main` did not run the command."""
    return None if ctx is None else ctx.find_object(EndRequests)


def interrupted_exit_code(ctx: click.Context) -> int:
    """Return the exit code of a command that a signal ended."""
    return (end_requests(ctx) or EndRequests()).exit_code
