"""Lets many machines do the work of one: training, measuring models, rendering. See docs/cluster.md.

with Cluster("tcp://10.0.0.5:8786", libraries=("torch",)) as cluster:
    for outcome in run_queue(jobs, settings, cluster=cluster): ...
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reamp.cluster.connection import Cluster

__all__ = ["Cluster"]

if not TYPE_CHECKING:  # otherwise a type checker would accept any name

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'reamp.cluster' has no attribute {name!r}")
        return getattr(import_module("reamp.cluster.connection"), name)
