"""How a command imports PyTorch: it sees that it is there, and sets how its threads wait."""

import contextlib
import importlib.util
import os
from importlib import import_module

import click

from reamp.cli.ending import end_requests
from reamp.errors import MissingExtraError

__all__ = ["need_torch"]

# How often the threads of GNU OpenMP look for work before they sleep. The default, 300 000, takes a core from
# the training kernels for milliseconds a step: two cores are 1.6 times as fast as one, with this 1.8 times.
_SPINS = "10000"


def need_torch(what: str) -> None:
    """Import PyTorch, which takes seconds; raises `MissingExtraError` where it is not installed.

    Call it before there is anything to tidy up: a signal ends the process at once meanwhile.
    """
    if importlib.util.find_spec("torch") is None:
        raise MissingExtraError(what, library="PyTorch", extra="train")
    os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)
    requests = end_requests(click.get_current_context(silent=True))
    with contextlib.nullcontext() if requests is None else requests.end_at_once():
        import_module("reamp.train.job")
