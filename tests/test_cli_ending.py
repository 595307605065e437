"""The exit code of a command that a signal ended."""

import signal

import click

from reamp.cli.ending import end_requests, interrupted_exit_code
from reamp.end_requests import EndRequests


def test_it_is_that_of_the_signal_and_else_that_of_ctrl_c() -> None:
    requests = EndRequests()
    requests._number = signal.SIGTERM
    asked = click.Context(click.Command("any"), obj=requests)
    assert end_requests(asked) is requests
    assert interrupted_exit_code(asked) == 128 + signal.SIGTERM
    assert end_requests(None) is None
    assert interrupted_exit_code(click.Context(click.Command("any"))) == 128 + signal.SIGINT
