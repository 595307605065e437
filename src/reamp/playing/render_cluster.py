"""Plays one recorded guitar through many rigs on a cluster; each worker gets the guitar once."""

import dataclasses
import io
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.signal import Signal
from reamp.cluster.connection import Cluster
from reamp.cluster.work import SentFile, Work, WorkFolder
from reamp.errors import OutputError, ReampError, StrPath
from reamp.findings import Finding
from reamp.plan.inputs import ModelLevels, RecordingLevels
from reamp.plan.source import Source
from reamp.playing.play import Played, block_frames, play_recording
from reamp.playing.recording import Recording, recording_of
from reamp.rig.rig import Rig, rig_of

__all__ = ["play_on"]

_DI = "di.npy"


@dataclass(frozen=True, kw_only=True)
class _Order:
    """A rig whose paths are names in the folder of the work, and what the client has read for it.

    `levels` are those of the client, with the levels that its user keeps.
    """

    rig: Rig
    levels: tuple[ModelLevels, ...]
    source: Source
    rate_hz: int
    recording: RecordingLevels
    findings: tuple[Finding, ...]


def play_on(
    cluster: Cluster, rigs: Iterable[Rig | StrPath], recording: Recording, *, source: Source
) -> Generator[tuple[Rig | StrPath, Played | ReampError], None, None]:
    """Yield each rig with its result or its error as soon as it is done, in any order."""
    early: deque[tuple[Rig | StrPath, ReampError]] = deque()
    di = SentFile.holding(_as_npy(recording), is_shared=True)

    def works() -> Iterator[Work]:
        for number, given in enumerate(rigs):
            try:
                yield _work(number, given, recording, di, source)
            except ReampError as error:
                early.append((given, error))

    for done in cluster.run(works()):
        while early:
            yield early.popleft()
        yield done.work.tag, done.value if done.error is None else done.error
    yield from early


def _as_npy(recording: Recording) -> bytes:
    file = io.BytesIO()
    np.save(file, np.concatenate(list(recording.blocks(block_frames(1)))))
    return file.getvalue()


def _work(number: int, given: Rig | StrPath, recording: Recording, di: SentFile, source: Source) -> Work:
    rig = rig_of(given)
    levels = rig.read_levels()
    files = {_DI: di}

    def sent(path: Path) -> Path:
        name = f"{len(files)}/{path.name}"
        try:
            files[name] = SentFile.of(path, is_shared=True)
        except OSError as error:
            raise OutputError(path, f"cannot be read: {error.strerror or error}") from error
        return Path(name)

    models = tuple(dataclasses.replace(each, path=sent(each.path)) for each in rig.models)
    cabinets = tuple(
        each if each.file is None else dataclasses.replace(each, path=sent(each.file))
        for each in rig.cabinets
    )
    order = _Order(
        rig=dataclasses.replace(rig, models=models, cabinets=cabinets),
        levels=levels,
        source=source,
        rate_hz=recording.rate_hz,
        recording=recording.levels,
        findings=recording.findings,
    )
    return Work(key=f"play-{number}", function=_play, arguments=(order,), files=files, tag=given)


def _play(work_folder: WorkFolder, order: _Order) -> Played:
    """Play a rig on a worker."""
    models = tuple(dataclasses.replace(each, path=work_folder.path / each.path) for each in order.rig.models)
    cabinets = tuple(
        each if each.file is None else dataclasses.replace(each, path=work_folder.path / each.file)
        for each in order.rig.cabinets
    )
    rig = dataclasses.replace(order.rig, models=models, cabinets=cabinets)
    read = recording_of(Signal(np.load(work_folder.path / _DI), order.rate_hz))
    recording = dataclasses.replace(read, levels=order.recording, findings=order.findings)
    return play_recording(rig, recording, source=order.source, threads=1, levels=order.levels)
