"""Which channel of a recording is the instrument: chosen when it is certain, never mixed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reamp.findings import Check, Finding, Severity
from reamp.units import ratio_to_db

__all__ = ["SILENT_CHANNEL_DB", "ChannelScan", "choose_channel"]

SILENT_CHANNEL_DB = -60.0
"""A channel whose peak is this far below the loudest holds only the noise of an open input."""


class ChannelScan:
    """What a pass over a file finds in its channels: `peaks` as ratios, and whether they are `identical`."""

    def __init__(self, channels: int) -> None:
        self.peaks: npt.NDArray[np.float64] = np.zeros(channels)
        self.identical = True

    def add(self, block: npt.NDArray[Any]) -> None:
        """Take the next block, shape (frames, channels)."""
        self.peaks = np.maximum(self.peaks, np.abs(block).max(axis=0, initial=0.0))
        self.identical = self.identical and bool((block == block[:, :1]).all())


def choose_channel(peaks: Sequence[float], *, identical: bool) -> tuple[int, Finding] | None:
    """Return the one channel to read, counted from 1, and a note that says why; None when there is a choice.

    The choice is certain when all channels hold the same samples, or when all but one are silent.

    >>> choose_channel([0.5, 0.25], identical=False) is None
    True
    >>> channel, note = choose_channel([0.0, 0.5], identical=False)
    >>> print(channel, note.message)
    2 only channel 2 of 2 has sound, so it is the one used
    """
    count = len(peaks)
    if identical:
        message = f"the {count} channels are identical, so channel 1 is used"
        return 1, Finding(check=Check.DUAL_MONO, severity=Severity.NOTE, message=message)
    loudest, next_loudest = sorted(range(count), key=peaks.__getitem__, reverse=True)[:2]
    below_db = ratio_to_db(peaks[next_loudest] / peaks[loudest])
    if below_db >= SILENT_CHANNEL_DB:
        return None
    channel = loudest + 1
    message = f"only channel {channel} of {count} has sound, so it is the one used"
    return channel, Finding(check=Check.ONE_CHANNEL_HAS_SOUND, severity=Severity.NOTE, message=message)
