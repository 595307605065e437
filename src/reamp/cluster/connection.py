"""A cluster of `dask.distributed` that does work: of many machines, or of processes on this one."""

import asyncio
import concurrent.futures
import contextlib
import importlib.util
import logging
import os
import queue
import threading
import warnings
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from reamp.cluster.work import Done, Work
from reamp.errors import ClusterError, ConfigError, MissingExtraError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

    from reamp.cluster.dispatch import Dispatch
    from reamp.cluster.roster import Roster

__all__ = ["LOCAL", "Cluster", "check_address"]

LOCAL = "local"
"""The address of a cluster of processes on this machine; `local:4` is one of four."""

_CONNECT_S = 10.0
_LOOK_S = 1.0  # a wait without a limit cannot be interrupted on Windows
_AHEAD = 8

_Result = TypeVar("_Result")
_Event = tuple[Work, dict[str, Any]]


@dataclass(frozen=True)
class _LeftOut:
    error: ClusterError


class Cluster:
    """The workers of a scheduler, at `tcp://HOST:PORT` or `tls://HOST:PORT`, or `local` processes.

    A context: it connects when it is entered. Raises `MissingExtraError` without the extra `cluster`,
    `ConfigError` for what is no address, and `ClusterError` when no scheduler answers, or when a worker has
    other versions of Python, Reamp or `libraries`. A scheduler that is lost is waited for during
    `patience_s`, and so is one that is started anew at the same address. A worker of other versions that
    joins later is left out; `run` calls `on_left_out` with the reason, once for each machine.

    The engine unpickles what it receives: who may connect to the scheduler or to a worker may run any code
    there. See docs/cluster.md for TLS.
    """

    def __init__(
        self,
        address: str = LOCAL,
        *,
        libraries: Sequence[str] = (),
        patience_s: float = 120.0,
        on_left_out: Callable[[ClusterError], None] | None = None,
    ) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise MissingExtraError("a cluster", library="Dask", extra="cluster")
        self.address = check_address(address)
        self._on_left_out = on_left_out
        self._libraries, self._patience_s = tuple(libraries), patience_s
        self._out: queue.SimpleQueue[Done | _Event | _LeftOut | ClusterError] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        # The engine leaves tasks with errors behind, which asyncio would print.
        self._loop.set_exception_handler(lambda *_: None)
        self._thread = threading.Thread(target=self._loop.run_forever, name="reamp-cluster", daemon=True)
        self._stack = contextlib.ExitStack()
        self._not_written: set[str] = set()
        self._local: LocalCluster | None = None
        self._roster: Roster
        self._dispatch: Dispatch

    def __enter__(self) -> Self:
        self._stack.enter_context(_quiet())
        self._thread.start()
        try:
            self._wait(self._open())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def workers(self) -> int:
        """How many workers there are at the moment."""
        return len(self._roster.members)

    def run(
        self, works: Iterable[Work], *, on_event: Callable[[Work, dict[str, Any]], None] | None = None
    ) -> Generator[Done, None, None]:
        """Let the workers do works, and yield each outcome as soon as it is there, in any order.

        A worker keeps what it has made until the caller asks for the next outcome, so the caller writes each
        one before that, or calls `keep_on_worker`. What a failed work has made so far stays, too. A worker
        that is lost does not end it: its works go to others. `works` is read only as needed. Where there is
        no worker, it waits for one. If the caller stops, so do the works. Raises `ClusterError` when the
        scheduler is lost for good.
        """
        remaining, outstanding, keys = iter(works), 0, set[str]()
        try:
            while True:
                ahead = list(islice(remaining, max(0, self._ahead() - outstanding)))
                if ahead:
                    keys |= {each.key for each in ahead}
                    outstanding += len(ahead)
                    if len(keys) != outstanding:
                        raise ConfigError("two works have the same key")
                    self._loop.call_soon_threadsafe(self._dispatch.add, ahead)
                if not outstanding:
                    return
                try:
                    item = self._out.get(timeout=_LOOK_S)
                except queue.Empty:
                    continue
                if isinstance(item, ClusterError):
                    raise item
                if isinstance(item, Done):
                    outstanding -= 1
                    keys.discard(item.work.key)
                    yield from self._hand_over(item)
                else:
                    self._tell(item, on_event)
        finally:
            if outstanding and not self._loop.is_closed():
                self._wait(self._dispatch.stop())
                while not self._out.empty():
                    self._out.get()

    def _tell(self, item: _Event | _LeftOut, on_event: Callable[[Work, dict[str, Any]], None] | None) -> None:
        if isinstance(item, _LeftOut):
            if self._on_left_out is not None:
                self._on_left_out(item.error)
        elif on_event is not None:
            on_event(*item)

    def _hand_over(self, done: Done) -> Generator[Done, None, None]:
        is_safe = False  # a caller that stops here may not have written it
        try:
            yield done
            is_safe = done.error is None and done.work.key not in self._not_written
        finally:
            self._not_written.discard(done.work.key)
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._dispatch.taken, done, is_safe)

    def keep_on_worker(self, done: Done) -> None:
        """Leave the result of kept work where it is, as the caller could not write it.

        Call it before the next outcome is asked for. The same work gives the same result later.
        """
        self._not_written.add(done.work.key)

    def _ahead(self) -> int:
        return _AHEAD + 2 * sum(member.threads for member in list(self._roster.members.values()))

    async def _open(self) -> None:
        from reamp.cluster.dispatch import Dispatch  # noqa: PLC0415  of the optional extra
        from reamp.cluster.roster import Roster  # noqa: PLC0415

        if self.address.startswith("tls:"):
            self._check_certificates()
        if self.address.startswith(LOCAL):
            await self._start_local()
        self._roster = Roster(
            self.address,
            self._connect,
            libraries=self._libraries,
            patience_s=self._patience_s,
            on_lost=self._out.put,
            on_left_out=lambda error: self._out.put(_LeftOut(error)),
        )
        self._dispatch = Dispatch(
            self._roster,
            on_done=self._out.put,
            on_event=lambda work, event: self._out.put((work, event)),
        )
        await self._roster.start()

    def _check_certificates(self) -> None:
        from distributed.security import Security  # noqa: PLC0415  of the optional extra

        if Security().get_connection_args("client").get("ssl_context") is None:
            problem = "Dask's configuration names no certificates for it; see docs/cluster.md"
            raise ClusterError(self.address, problem)

    async def _start_local(self) -> None:
        from distributed import LocalCluster  # noqa: PLC0415  of the optional extra

        if importlib.util.find_spec("cryptography") is None:
            problem = "the library cryptography is not installed, so any user of this machine could connect"
            raise ClusterError(self.address, f"{problem}; install it: pip install 'reamp[cluster]'")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        count = int(self.address.partition(":")[2] or cores)
        threads = str(max(1, cores // count))
        try:
            self._local = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                asynchronous=True,
                dashboard_address="127.0.0.1:0",
                security=True,  # against other users of this machine
                memory_limit=0,
                silence_logs=logging.CRITICAL,
                preload=["reamp.cluster.local_worker"],
                env={"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            )
            await self._local
        except Exception as error:  # of the engine, as RuntimeError where a process does not start
            first_line = next(iter(str(error).splitlines()), type(error).__name__)
            raise ClusterError(self.address, f"its workers did not start: {first_line}") from error

    async def _connect(self) -> "Client":
        from distributed import Client  # noqa: PLC0415  of the optional extra
        from distributed.versions import VersionMismatchWarning  # noqa: PLC0415

        target = self.address if self._local is None else self._local
        client = Client(target, asynchronous=True, timeout=_CONNECT_S, set_as_default=False)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", VersionMismatchWarning)  # what matters is refused in one line
                await client
        except BaseException:
            with contextlib.suppress(Exception):
                await client.close()
            raise
        return client

    def _end(self) -> None:
        with contextlib.suppress(Exception):  # what is left to close is closed by the end of the process
            self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CONNECT_S)
        if not self._thread.is_alive():
            self._loop.close()
        self._stack.close()

    async def _close(self) -> None:
        try:
            if hasattr(self, "_dispatch"):
                try:
                    await self._dispatch.stop()
                finally:
                    await self._roster.close()
        finally:
            if self._local is not None:
                await self._local.close()

    def _wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            while True:
                try:
                    return future.result(_LOOK_S)
                except (concurrent.futures.TimeoutError, TimeoutError):
                    if future.done():  # otherwise it is the wait that took too long
                        return future.result()
        except BaseException:
            future.cancel()
            raise


def check_address(address: str) -> str:
    """Return an address of a scheduler, or `local`; raises `ConfigError` for another text.

    >>> check_address("tcp://10.0.0.5:8786")
    'tcp://10.0.0.5:8786'
    """
    name, _, rest = address.partition(":")
    if name == LOCAL and (not rest or (rest.isascii() and rest.isdigit() and int(rest) > 0)):
        return address
    host, _, port = rest.removeprefix("//").rpartition(":")
    if name in ("tcp", "tls") and rest.startswith("//") and host and port.isascii() and port.isdigit():
        return address
    choices = f"tcp://HOST:PORT, tls://HOST:PORT or {LOCAL}"
    raise ConfigError(f"{address!r} is no address of a cluster; write {choices}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the engine from printing: what matters of it is raised."""
    import_module("distributed")  # it makes its loggers, each with a level and a handler of its own
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    loggers = [logger for logger in map(logging.getLogger, names) if not logger.disabled]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loggers:
            logger.disabled = False
