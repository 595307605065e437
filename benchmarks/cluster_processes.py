"""Processes of the simulations of clusters: schedulers, workers and clients, killed and started again.

They are forked from one process that has imported everything, so that a start takes no seconds of imports.
"""

import contextlib
import ctypes
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from reamp.audio import Signal
from reamp.audio.files import write
from reamp.capture.capture import Capture

__all__ = ["Completion", "Run", "completions", "kill", "make_captures"]

_RATE_HZ = 16_000
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["reamp.train.queue_cluster", "reamp.cli.train", "distributed.cli.dask_worker", "cluster_preload"]
)


def make_captures(folder: Path, count: int, *, seconds: float = 6.0) -> list[Path]:
    """Write captures of a gain and a delay, each with another gain; return their folders."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    x = (0.1 * rng.normal(size=round(seconds * _RATE_HZ)).clip(-4.0, 4.0)).astype(np.float32)
    signal_path = folder / "signal.wav"
    write(signal_path, Signal(x, _RATE_HZ))
    y = np.concatenate([np.zeros(250, np.float32), x, np.zeros(_RATE_HZ // 2, np.float32)])
    write(folder / "recording.wav", Signal(y, _RATE_HZ))
    first = folder / "first.capture"
    Capture.create(first, signal_path=signal_path, recording_path=folder / "recording.wav")
    paths = [folder / f"c{number:03}.capture" for number in range(count)]
    for number, path in enumerate(paths):
        shutil.copytree(first, path)
        gain = np.float32(0.2 + 0.6 * number / max(1, count))
        recording = Capture.open(path).recording_path
        recording.unlink()
        write(recording, Signal(gain * y, _RATE_HZ))
    shutil.rmtree(first)
    return paths


class Run:
    """The folders and processes of a simulation; everything that it started ends with it."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.log = folder / "completions.txt"
        self._processes: list[BaseProcess] = []

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            kill(process)

    def scheduler(self) -> BaseProcess:
        """Start a scheduler."""
        host, _, port = self.address.removeprefix("tcp://").partition(":")
        return self.start(
            "scheduler", ["dask", "scheduler", "--host", host, "--port", port, "--no-dashboard"]
        )

    def worker(self, number: int, *, host: str = "127.0.0.1", namespace: str | None = None) -> BaseProcess:
        """Start a worker with one thread and a store of its own."""
        command = [
            *("dask", "worker", self.address, "--nthreads", "1", "--no-nanny", "--host", host),
            *("--no-dashboard", "--memory-limit", "0", "--death-timeout", "60"),
        ]
        store = str(self.folder / f"store{number}")
        return self.start(f"worker{number}", command, namespace=namespace, REAMP_CLUSTER_DIR=store)

    def client(self, captures: Sequence[Path], *, epochs: int = 1) -> BaseProcess:
        """Start `reamp train --cluster --resume`."""
        command = [
            *("reamp", "train", *map(str, captures), "--cluster", self.address, "--resume"),
            *("--architecture", "a1-nano", "--epochs", str(epochs), "--no-report", "--keep-failed"),
            *("--quiet", "--device", "cpu"),
        ]
        return self.start("client", command)

    def start(
        self, name: str, command: Sequence[str], *, namespace: str | None = None, **env: str
    ) -> BaseProcess:
        """Start a command of `dask` or `reamp`, whose output goes to a file."""
        env["REAMP_COMPLETIONS"] = str(self.log)
        log = self.folder / f"{name}.log"
        process = _FORKS.Process(target=_be, args=(list(command), env, str(log), namespace))
        process.start()
        self._processes.append(process)
        return process


def kill(process: BaseProcess) -> None:
    """Kill a process, as a power cut does."""
    with contextlib.suppress(ProcessLookupError, TypeError):
        os.kill(process.pid, signal.SIGKILL)  # type: ignore[arg-type]
    process.join()


class Completion(NamedTuple):
    """A training that came to its end: its model, its processor seconds, and when it was."""

    model: str
    processor_s: float
    started_s: float
    ended_s: float


def completions(log: Path) -> list[Completion]:
    """Return each training that came to its end."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [Completion(line.split()[0], *map(float, line.split()[2:])) for line in lines]


def wait_for(condition: Callable[[], Any], *, at_most_s: float) -> bool:
    """Wait until a function returns true; return whether it did."""
    until_s = time.monotonic() + at_most_s
    while time.monotonic() < until_s:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _be(command: list[str], env: dict[str, str], log: str, namespace: str | None) -> None:
    import dask
    import torch

    if namespace is not None:
        with Path("/run/netns", namespace).open() as file:
            if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), 0) != 0:
                raise OSError(ctypes.get_errno(), f"no network namespace {namespace}")
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(env)
    torch.set_num_threads(1)
    # A worker that is cut off is given up after 15 s, not after five minutes.
    dask.config.set({"distributed.scheduler.worker-ttl": "15s", "distributed.comm.timeouts.tcp": "12s"})
    sys.argv = command
    if command[0] == "reamp":
        from reamp.__main__ import main
    else:
        from dask.__main__ import main
    main()
