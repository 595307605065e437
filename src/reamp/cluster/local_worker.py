"""Loaded into each worker process of this machine: Ctrl-C is for the command, which stops them itself."""

import signal

__all__ = ["dask_setup"]


def dask_setup(_: object) -> None:
    """Ignore Ctrl-C, which the terminal sends to all processes of the command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
