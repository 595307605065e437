"""What is done before PyTorch is imported: see that it is there, and how its threads wait."""

import importlib.util
import os

from reamp.errors import MissingExtraError

__all__ = ["need_torch"]

# How often the threads of GNU OpenMP look for work before they sleep. The default, 300 000, takes a core from
# the training kernels for milliseconds a step: two cores are 1.6 times as fast as one, with this 1.8 times.
_SPINS = "10000"


def need_torch(what: str) -> None:
    """Make PyTorch ready to be imported; raises `MissingExtraError` where it is not installed."""
    if importlib.util.find_spec("torch") is None:
        raise MissingExtraError(what, library="PyTorch", extra="train")
    os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)
