"""What runs on a worker: it receives files, does one piece of work, and says what it keeps.

The functions here are called by the engine, `dask.distributed`, in the process of a worker: `perform` in the
thread of a task, the others between tasks.
"""

import dataclasses
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reamp.cluster.store import Store
from reamp.cluster.versions import versions_here
from reamp.cluster.work import WorkFolder
from reamp.errors import OutputError, ReampError
from reamp.folders import cluster_dir

__all__ = [
    "Answer",
    "Busy",
    "Failed",
    "Finished",
    "Greeting",
    "Needs",
    "Order",
    "Stopped",
    "forget",
    "greet",
    "perform",
    "receive",
    "stop",
]

_stopped: set[tuple[str, str]] = set()  # topic of the client, key
_is_tidied = threading.Event()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Greeting:
    """What a worker says first: its versions, its contents by digest, and the keys of what it keeps."""

    versions: dict[str, str | None]
    digests: list[str]
    unfinished: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Order:
    """Work as it is sent: files by their digests; events go to `topic`.

    `taken_keys` and `taken_digests` are earlier works and contents that the worker may remove.
    """

    key: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    files: Mapping[str, str]
    is_kept: bool
    topic: str
    taken_keys: Sequence[str] = ()
    taken_digests: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class Finished:
    """The work is done."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Failed:
    """The work cannot be done; `folder` is where it was tried. `has_made_nothing`: no checkpoint is there."""

    error: ReampError
    folder: str
    has_made_nothing: bool = False


@dataclasses.dataclass(frozen=True)
class Needs:
    """Contents are missing on this worker."""

    digests: list[str]


@dataclasses.dataclass(frozen=True)
class Busy:
    """Another process of this machine is at this work."""


@dataclasses.dataclass(frozen=True)
class Stopped:
    """The work was stopped by `stop`; what is kept of it stays."""


Answer = Finished | Failed | Needs | Busy | Stopped


def greet(libraries: Sequence[str]) -> Greeting:
    """Return what a client wants to know first; raises `OutputError` where the store cannot be read."""
    try:
        store = Store()
        if not _is_tidied.is_set():
            _is_tidied.set()
            store.tidy()
        digests, unfinished = store.digests(), store.unfinished()
    except OSError as error:
        raise _own(error) from error
    return Greeting(versions=versions_here(tuple(libraries)), digests=digests, unfinished=unfinished)


def receive(digest: str, data: bytes) -> None:
    """Keep a file; raises as `Store.receive`."""
    Store().receive(digest, data)


def stop(topic: str, keys: Sequence[str]) -> None:
    """Let works of these keys, of the client with this topic, end at their next report."""
    _stopped.update((topic, key) for key in keys)


def forget(keys: Sequence[str], digests: Sequence[str]) -> None:
    """Remove what the client has taken, and what it needs no more."""
    Store().forget(keys, digests)


def perform(order: Order) -> Answer:
    """Do a piece of work, or return what stands in its way.

    Raises no `OSError`: the client takes that for a lost connection.
    """
    try:
        return _perform(order)
    except ReampError as error:
        return Failed(error, "")
    except OSError as error:
        return Failed(_own(error), "")


def _own(error: OSError) -> OutputError:
    """Return an error of this machine's disk as one of Reamp."""
    return OutputError(error.filename or cluster_dir(), f"failed: {error.strerror or error}")


def _perform(order: Order) -> Answer:
    _stopped.discard((order.topic, order.key))
    store = Store()
    store.forget(order.taken_keys, order.taken_digests)
    if not order.is_kept:
        with store.temporary_folder() as folder:
            missing = store.link_files(folder, order.files)
            return (
                Needs(missing) if missing else _answer(order, WorkFolder(path=folder, report=_report(order)))
            )
    with store.kept_folder(order.key) as work_folder:
        if work_folder is None:
            return Busy()
        if (kept := work_folder.result()) is not None:
            return Finished(kept[0])
        if missing := store.link_files(work_folder.path, order.files):
            return Needs(missing)
        answer = _answer(order, WorkFolder(path=work_folder.path, report=_report(order)))
        if isinstance(answer, Finished):
            work_folder.keep(answer.value)
        if isinstance(answer, Failed):
            answer = dataclasses.replace(answer, has_made_nothing=not work_folder.has_more_than(order.files))
        return answer


def _answer(order: Order, work_folder: WorkFolder) -> Answer:
    try:
        work_folder.report({"event": "begun"})
        return Finished(order.function(work_folder, *order.arguments))
    except KeyboardInterrupt:
        return Stopped()
    except ReampError as error:
        return Failed(error, str(work_folder.path))
    except Exception as error:
        logging.getLogger("distributed.worker").exception("work %s failed", order.key)
        first_line = next(iter(str(error).splitlines()), "no reason given")
        return Failed(ReampError(f"{type(error).__name__}: {first_line}"), str(work_folder.path))


def _report(order: Order) -> Callable[[Mapping[str, object]], None]:
    from distributed import get_worker  # noqa: PLC0415  of the optional extra

    worker = get_worker()

    def report(event: Mapping[str, object]) -> None:
        if (order.topic, order.key) in _stopped:
            raise KeyboardInterrupt
        if event:
            worker.log_event(order.topic, {"key": order.key, "worker": worker.address, **event})

    return report
