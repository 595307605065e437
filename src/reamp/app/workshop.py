"""What the pages make: captures, models in training; the folder they come into, and what is heard of them."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from reamp.app.handouts import Handouts
from reamp.app.level_bench import LevelBench, Quiet
from reamp.app.online import Online
from reamp.app.searches import Searches
from reamp.app.shelf import Shelf
from reamp.app.tasks import Tasks
from reamp.audio.encode import flac_bytes
from reamp.audio.signal import Signal
from reamp.audio.spectra import outline
from reamp.errors import LibraryError, OutputError
from reamp.folders import data_dir
from reamp.hosting.installed import InstalledPlugin
from reamp.library.index import Library
from reamp.nam.backups import Backups
from reamp.study.apart import StudyRun
from reamp.train.queue_folder import QueueFolder

__all__ = ["Workshop"]

_COLUMNS = 400  # of a waveform


class Workshop:
    """The folders of the user's data that captures, models and pages come into.

    `quiet` keeps the rig silent while gear is played on a device. Raises `OutputError` where the folders
    cannot be made.
    """

    def __init__(self, shelf: Shelf, *, quiet: Quiet = contextlib.nullcontext) -> None:
        self.shelf = shelf
        self.quiet = quiet
        self.bench = LevelBench(quiet)
        self.plugins: dict[str, InstalledPlugin] = {}
        self.folder, self.comparisons, self.studies = map(_made, ("captures", "comparisons", "studies"))
        self.downloads = _made("tone3000")
        self.online = Online()
        self.backups = Backups(data_dir() / "backups")
        for folder in (self.folder, self.downloads, _made("recordings")):
            shelf.include(folder)
        self._studies: dict[str, StudyRun] = {}
        self.handouts = Handouts()
        self._recordings: dict[Path, Signal] = {}
        self._put_library_on(shelf)
        self.tasks = Tasks()
        self.searches = Searches()
        self.queue = QueueFolder(data_dir() / "training")

    def clips(self, named: Sequence[tuple[str, Signal]]) -> dict[str, object]:
        """Return sounds of one length as what the player of the pages takes."""
        low, high = outline(named[0][1].samples, _COLUMNS)
        return {
            "duration_s": named[0][1].duration_s,
            "rate_hz": named[0][1].rate_hz,
            "low": np.round(low, 3).tolist(),
            "high": np.round(high, 3).tolist(),
            "clips": [
                {"name": name, "url": self.handouts.give(flac_bytes(signal), "audio/flac")}
                for name, signal in named
            ],
        }

    def study(self, name: str) -> StudyRun:
        """Return the study of a name, of which there may be nothing yet."""
        return self._studies.setdefault(name, StudyRun(self.studies / name))

    def recording(self, path: Path, reader: Callable[[Path], Signal]) -> Signal:
        """Return a recording, the last one from memory: a click must be heard at once."""
        if path not in self._recordings:
            self._recordings = {path: reader(path)}
        return self._recordings[path]

    def keep_training(self) -> None:
        """Start the worker of the queue where it has ended; call it now and then."""
        self.queue.ensure_worker()

    def _put_library_on(self, shelf: Shelf) -> None:
        """Let the models of the index be played: the user took their folders into it."""
        with contextlib.suppress(LibraryError), Library() as index:  # the page Models says what is wrong
            for folder in index.folders():
                if folder.path.is_dir():
                    shelf.include(folder.path)

    def close(self) -> None:
        """Stop what runs here; training and studies go on by themselves."""
        self.bench.close()
        self.online.close()
        self.tasks.close()
        self.queue.close()
        for study in self._studies.values():
            study.close()


def _made(name: str) -> Path:
    """Return a folder of the user's data, which is made."""
    folder = data_dir() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"cannot be created: {error.strerror or error}") from error
    return folder.resolve()
