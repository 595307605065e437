"""What the pages make: captures, models in training; the folder they come into, and what is heard of them."""

from collections.abc import Sequence

import numpy as np

from reamp.app.handouts import Handouts
from reamp.app.shelf import Shelf
from reamp.app.tasks import Tasks
from reamp.audio.encode import flac_bytes
from reamp.audio.signal import Signal
from reamp.audio.spectra import outline
from reamp.folders import data_dir
from reamp.train.queue_folder import QueueFolder

__all__ = ["Workshop"]

_COLUMNS = 400  # of a waveform


class Workshop:
    """The folder `captures` of the user's data, where captures, models and reports of the pages come into."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.folder = data_dir() / "captures"
        self.folder.mkdir(parents=True, exist_ok=True)
        shelf.include(self.folder)
        self.handouts = Handouts()
        self.tasks = Tasks()
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

    def tend(self) -> None:
        """See to it that training goes on; call it now and then."""
        self.queue.ensure_worker()

    def close(self) -> None:
        """Stop what runs here; training goes on by itself."""
        self.tasks.close()
