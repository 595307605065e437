"""The option `--cluster`, and the connection that a command with it makes."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from reamp.errors import ClusterError
from reamp.terminal.console import say
from reamp.terminal.progress import clear_bar

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
    """Yield the cluster at an address, and print how many workers it has, and which are left out."""
    from reamp.cluster import Cluster

    def warn(error: ClusterError) -> None:
        clear_bar()
        say(f"left out: {error}", stderr=True, style="yellow")

    with Cluster(address, libraries=libraries, on_left_out=warn) as cluster:
        if not quiet:
            count = cluster.workers
            here = f"{count} worker{'' if count == 1 else 's'}" if count else "no worker yet; waiting for one"
            say(f"{address}: {here}", stderr=True, style="dim")
        yield cluster
