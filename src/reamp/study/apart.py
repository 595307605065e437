"""A study in a separate process that outlives the program that started it; files hold its order and progress.

`python -m reamp.study.apart FOLDER` runs the study that `NAME.order.json` beside the folder describes, or
goes on with one that was interrupted.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from reamp.atomic import atomic_write
from reamp.detached import leave, start_detached
from reamp.errors import ConfigError, ReampError
from reamp.file_lock import only_one
from reamp.interfaces.gain import LOWEST_GAIN
from reamp.interfaces.table import level_as_interface
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.study.events import StudyEvent, StudyStep

if TYPE_CHECKING:
    from reamp.study.run import StudyRecordings

__all__ = ["StudyOrder", "StudyProgress", "StudyRun", "StudyState"]

_NICENESS = 5
_TERMINATED_S = 5.0
_LOOK_S = 0.2


class StudyState(StrEnum):
    """What happens with a study."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


class StudyOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to study: `device` is a simulated device or a folder of captures; `is_fast` as `--fast`."""

    device: str
    is_fast: bool = True
    epochs: int | None = None
    signal_s: float | None = None
    di: str | None = None
    """The file of the user's guitar, which goes with captures."""
    interface: str | None = None
    """Where that guitar was recorded: the name of an interface, as people type it."""
    interface_level_dbu: float | None = None
    """The level of that interface at full scale, instead of its name."""
    target: str | None = None
    target_level_dbu: float | None = None

    @property
    def recordings(self) -> "StudyRecordings":
        """The user's own recordings; raises `InterfaceError` for an unknown interface."""
        from reamp.study.run import NO_RECORDINGS, StudyRecordings  # noqa: PLC0415  it brings PyTorch

        if self.di is None:
            return NO_RECORDINGS
        source = UNKNOWN_SOURCE
        if self.interface_level_dbu is not None:
            source = Source.named(level_as_interface(self.interface_level_dbu), gain=LOWEST_GAIN)
        elif self.interface is not None:
            source = Source.named(self.interface)
        return StudyRecordings(
            di=Path(self.di),
            source=source,
            target=None if self.target is None else Path(self.target),
            target_full_scale_dbu=self.target_level_dbu,
        )


class StudyProgress(msgspec.Struct, kw_only=True):
    """How far a study is: its step in words, and which of how many of that kind."""

    state: StudyState = StudyState.STOPPED
    step: str = ""
    number: int = 0
    count: int = 0
    error: str | None = None


class StudyRun:
    """The study of a folder; its order and its progress are files beside the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def page(self) -> Path:
        """The page of the finished study."""
        return self.folder / "index.html"

    @property
    def order(self) -> StudyOrder:
        """What is studied; raises `ConfigError` where that is not to be read."""
        try:
            return msgspec.json.decode(self._beside("order").read_bytes(), type=StudyOrder)
        except (OSError, msgspec.DecodeError) as error:
            raise ConfigError(f"{self._beside('order')}: cannot be read: {error}") from error

    def begin(self, order: StudyOrder) -> None:
        """Begin a study; raises `ConfigError` where there is one of that name."""
        if self._beside("order").exists():
            raise ConfigError(f"there is a study {self.folder.name} already")
        with atomic_write(self._beside("order")) as file:
            file.write(msgspec.json.encode(order))
        self.go_on()

    def go_on(self) -> None:
        """Go on with a study that was stopped."""
        if self.is_running:
            return
        self._beside("stop").unlink(missing_ok=True)
        log = self._beside("log")
        self._process = start_detached("reamp.study.apart", self.folder, log=log)

    def close(self) -> None:
        """Leave the study to itself: it goes on."""
        leave(self._process)

    def stop(self) -> None:
        """Stop it; what it has made so far is kept for `go_on`.

        A file asks for it, and its process looks for that file: no number of a process is trusted.
        """
        if not self.is_running:
            return
        self._beside("stop").touch()
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_TERMINATED_S)

    @property
    def is_running(self) -> bool:
        """Whether its process runs, of this program or of one before."""
        if self._process is not None and self._process.poll() is None:
            return True
        with only_one(self._beside("lock")) as is_free:
            return not is_free

    def progress(self) -> StudyProgress:
        """Return how far it is."""
        progress = self._read()
        if self.is_running:
            progress.state = StudyState.RUNNING
        elif progress.state is StudyState.RUNNING:  # its process was killed
            progress.state = StudyState.STOPPED
        return progress

    def run(self) -> None:
        """Run the study in this process; for the process of its own."""
        from reamp.study.config import FAST, FULL  # noqa: PLC0415  these bring PyTorch
        from reamp.study.run import run_study, study_subject, usual_speaker  # noqa: PLC0415

        with only_one(self._beside("lock")) as is_ours:
            if not is_ours:
                return
            self._note(StudyProgress(state=StudyState.RUNNING))
            is_over = threading.Event()
            threading.Thread(target=self._obey, args=(is_over,), name="reamp-study", daemon=True).start()
            try:
                order = self.order
                config = FAST if order.is_fast else FULL
                if order.epochs is not None:
                    config = replace(config, epochs=order.epochs)
                if order.signal_s is not None:
                    config = replace(config, signal_s=order.signal_s)
                run_study(
                    study_subject(order.device),
                    config,
                    self.folder,
                    recordings=order.recordings,
                    speaker=usual_speaker(order.device),
                    resume=True,
                    on_progress=self._hear,
                )
            except KeyboardInterrupt:
                self._note(StudyProgress(state=StudyState.STOPPED))
            except (ReampError, OSError) as error:
                self._note(StudyProgress(state=StudyState.FAILED, error=str(error)))
            else:
                self._note(StudyProgress(state=StudyState.DONE))
            finally:
                is_over.set()

    def _obey(self, is_over: threading.Event) -> None:
        """Interrupt this process, as Ctrl-C does, when the file asks for it."""
        while not is_over.wait(_LOOK_S):
            if self._beside("stop").exists():
                signal.raise_signal(signal.SIGINT)
                return

    def _hear(self, event: StudyEvent) -> None:
        if isinstance(event, StudyStep):
            self._note(
                StudyProgress(
                    state=StudyState.RUNNING,
                    step=event.what,
                    number=event.number,
                    count=event.count,
                )
            )

    def _read(self) -> StudyProgress:
        try:
            return msgspec.json.decode(self._beside("progress").read_bytes(), type=StudyProgress)
        except (OSError, msgspec.DecodeError):
            return StudyProgress()

    def _note(self, progress: StudyProgress) -> None:
        with atomic_write(self._beside("progress")) as file:
            file.write(msgspec.json.encode(progress))

    def _beside(self, what: str) -> Path:
        suffix = "json" if what in ("order", "progress") else what
        name = f"{self.folder.name}.{what}.json" if suffix == "json" else f"{self.folder.name}.{what}"
        return self.folder.with_name(name)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)
    StudyRun(Path(sys.argv[1])).run()
