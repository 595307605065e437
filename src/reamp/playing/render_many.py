"""Plays one recorded guitar through many rigs, several at a time: into memory or into files."""

import contextlib
import dataclasses
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import chain as joined
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from reamp.audio.signal import Samples, Signal
from reamp.errors import ConfigError, ReampError, StrPath
from reamp.nam.folder import models_in
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.play import Played, available_threads, check_threads, play_recording
from reamp.playing.recording import Recording, read_recording
from reamp.playing.render import RenderConfig, RenderResult, render_recording
from reamp.rig.rig import Rig, rig_of

if TYPE_CHECKING:
    from reamp.cluster.connection import Cluster

__all__ = ["Rendered", "render_files", "render_many"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class Rendered(NamedTuple, Generic[_Item, _Result]):
    """The outcome of one of many: the rig or path as it was given, and the result or the error."""

    rig: _Item
    outcome: _Result | ReampError


def render_many(
    rigs: Iterable[Rig | StrPath] | StrPath,
    di: StrPath | Signal,
    *,
    source: Source = UNKNOWN_SOURCE,
    channel: int | None = None,
    threads: int | None = None,
    cluster: "Cluster | str | None" = None,
) -> Iterator[Rendered[Rig | StrPath, Played]]:
    """Play one recorded guitar through many rigs, and yield each result as soon as it is done, in any order.

    rigs: paths of models, rigs, or the path of a folder of models; a generator is read only as needed. di: a
    file, read once, or a signal. It was recorded at `source`, such as `Source.named("SSL 2+")`. `channel`
    counts from 1. `threads` is how many cores to use, None for all. Each core plays another model. About one
    result for each core waits for the caller, so the memory does not grow with the number of rigs.

    `cluster` is an open `reamp.cluster.Cluster` or the address of one, whose workers play instead; `threads`
    is about this machine only. The result has the same bits. Raises `ClusterError` as `Cluster` does.

    A rig that cannot be played yields its `ReampError`. Before it plays anything, this raises `AudioError`
    for the recording, `ModelFileError` for a folder without models, and `ConfigError` for other options.
    """
    recording = read_recording(di, channel=channel)
    given: Iterable[Rig | StrPath] = models_in(rigs) if isinstance(rigs, str | os.PathLike) else rigs

    if cluster is not None:
        check_threads(threads)
        return _on_cluster(cluster, given, recording, source)

    def work(rig: Rig | StrPath, recording: Recording, threads: int) -> Played:
        return play_recording(rig_of(rig), recording, source=source, threads=threads)

    return _each(given, work, recording, threads=threads)


def render_files(
    outputs: Iterable[tuple[Rig | StrPath, StrPath]],
    di: StrPath | Signal,
    *,
    source: Source = UNKNOWN_SOURCE,
    config: RenderConfig | None = None,
) -> Iterator[Rendered[Rig | StrPath, RenderResult]]:
    """Play one recorded guitar through many rigs, each into its own file; see `render_many` for the rest.

    outputs: each rig with its file. An existing file is kept unless `config.overwrite`; its outcome is the
    `OutputExistsError`. After an error, Ctrl-C or an early end by the caller, there are only whole files.
    """
    config = config or RenderConfig()
    recording = read_recording(di, channel=config.channel)

    def work(each: tuple[Rig | StrPath, StrPath], recording: Recording, threads: int) -> RenderResult:
        rig, output = each
        own = dataclasses.replace(config, threads=threads)
        return render_recording(rig_of(rig), recording, output=Path(output), source=source, config=own)

    done = _each(outputs, work, recording, threads=config.threads)
    return (Rendered(rig, outcome) for (rig, _), outcome in done)


def _on_cluster(
    cluster: "Cluster | str", rigs: Iterable[Rig | StrPath], recording: Recording, source: Source
) -> Iterator[Rendered[Rig | StrPath, Played]]:
    from reamp.cluster.connection import Cluster  # noqa: PLC0415  most renders need none of it
    from reamp.playing.render_cluster import play_on  # noqa: PLC0415

    _refuse_one(rigs)
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(Cluster(cluster)) if isinstance(cluster, str) else cluster
        played = stack.enter_context(contextlib.closing(play_on(opened, rigs, recording, source=source)))
        for rig, outcome in played:
            yield Rendered(rig, outcome)


class _StoppedError(Exception):
    """The caller has stopped taking results."""


def _each(
    items: Iterable[_Item],
    work: Callable[[_Item, Recording, int], _Result],
    recording: Recording,
    *,
    threads: int | None,
) -> Iterator[Rendered[_Item, _Result]]:
    """Yield the result for each item as soon as it is done; if the caller stops, so does the work."""
    _refuse_one(items)
    cores = check_threads(threads) or available_threads()
    stopped = threading.Event()

    def blocks(frames: int) -> Iterator[Samples]:
        for block in recording.blocks(frames):
            if stopped.is_set():
                raise _StoppedError
            yield block

    stoppable = dataclasses.replace(recording, blocks=blocks)

    def attempt(item: _Item, threads: int) -> Rendered[_Item, _Result]:
        try:
            return Rendered(item, work(item, stoppable, threads))
        except ReampError as error:
            return Rendered(item, error)

    def run() -> Iterator[Rendered[_Item, _Result]]:
        remaining = iter(items)
        first = list(islice(remaining, cores))
        if not first:
            return
        remaining = joined(first, remaining)
        pool = ThreadPoolExecutor(len(first))
        pending: set[Future[Rendered[_Item, _Result]]] = set()
        try:
            # One item more than threads, so that no thread waits while the caller is busy.
            for item in remaining:
                pending.add(pool.submit(attempt, item, cores // len(first)))
                if len(pending) > len(first):
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    while done:
                        yield done.pop().result()
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                while done:
                    yield done.pop().result()
        finally:
            stopped.set()
            pool.shutdown(cancel_futures=True)

    return run()


def _refuse_one(items: object) -> None:
    if isinstance(items, Rig):
        raise ConfigError("expected several rigs, got one; render plays one rig")
