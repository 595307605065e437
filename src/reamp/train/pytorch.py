"""How a program imports PyTorch: it sees that it is there, and sets how its threads wait."""

import contextlib
import importlib.util
import os
from contextlib import AbstractContextManager
from importlib import import_module

from reamp.errors import MissingExtraError

__all__ = ["import_torch"]

# How often the threads of GNU OpenMP look for work before they sleep. The default, 300 000, takes a core from
# the training kernels for milliseconds a step: two cores are 1.6 times as fast as one, with this 1.8 times.
_SPINS = "10000"


def import_torch(what: str, *, during: AbstractContextManager[object] | None = None) -> None:
    """Import PyTorch, which takes seconds; raises `MissingExtraError` where it is not installed.

    `during` is entered meanwhile, as `EndRequests.end_at_once`.
    """
    if importlib.util.find_spec("torch") is None:
        raise MissingExtraError(what, library="PyTorch", extra="train")
    os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)
    with contextlib.nullcontext() if during is None else during:
        import_module("reamp.train.job")
