"""Imports PyTorch for a command."""

import click

from reamp.cli.ending import end_requests
from reamp.train.pytorch import import_torch

__all__ = ["need_torch"]


def need_torch(what: str) -> None:
    """Import PyTorch before there is anything to clean up, so that a signal can end the process at once."""
    requests = end_requests(click.get_current_context(silent=True))
    import_torch(what, during=None if requests is None else requests.end_at_once())
