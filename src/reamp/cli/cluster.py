"""The option `--cluster`, and the connection that a command with it makes."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from reamp.terminal.console import say

if TYPE_CHECKING:
    from reamp.cluster import Cluster

__all__ = ["cluster_option", "opened_cluster"]

cluster_option = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Let a cluster do it: tcp://HOST:PORT, tls://HOST:PORT, or local for processes on this machine.",
)


@contextlib.contextmanager
def opened_cluster(address: str, *, libraries: Sequence[str] = (), quiet: bool) -> Iterator["Cluster"]:
    """Yield the cluster at an address, and print how many workers it has."""
    from reamp.cluster import Cluster

    with Cluster(address, libraries=libraries) as cluster:
        if not quiet:
            count = cluster.workers
            here = f"{count} worker{'' if count == 1 else 's'}" if count else "no worker yet; waiting for one"
            say(f"{address}: {here}", stderr=True, style="dim")
        yield cluster
