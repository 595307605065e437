"""Play a file of samples through a plug-in block by block, and take off its latency."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reamp.hosting.facts import Answer

__all__ = ["play_blocks"]

Block = npt.NDArray[np.float32]

_ANSWER_FRAMES = 24_000  # between two signs of life; even a slow plug-in takes a second at most
_MAX_LATENCY_FRAMES = 2_000_000


def play_blocks(
    source: Path,
    target: Path,
    *,
    block_frames: int,
    outputs: int,
    process: Callable[[Block], Block],
    latency_frames: Callable[[], int],
    say: Callable[[Answer], None],
) -> None:
    """Play `source` (frames,) in blocks and write `target` (outputs, frames), in time with it.

    `process` takes a block of shape (block_frames,) and returns (outputs, block_frames); the last block is
    filled with silence. `latency_frames` is asked when the first block is played. Raises `ValueError` for a
    latency that is too long to be true.
    """
    x = np.load(source, mmap_mode="r", allow_pickle=False)
    y = np.lib.format.open_memmap(target, mode="w+", dtype=np.float32, shape=(outputs, len(x)))
    frames, given, taken, late, said = len(x), 0, 0, None, 0
    while taken < frames:
        block = np.zeros(block_frames, np.float32)
        part = x[given : given + block_frames]
        block[: len(part)] = part
        out = process(block)
        given += block_frames
        if given > frames + _MAX_LATENCY_FRAMES + block_frames:
            raise ValueError(f"returns {taken} of {frames} frames")
        if late is None:
            late = latency_frames()
            if not 0 <= late <= _MAX_LATENCY_FRAMES:
                raise ValueError(f"reports a latency of {late} frames, which cannot be")
        first = max(0, late - (given - block_frames))
        kept = out[:, first:][:, : frames - taken]
        y[:, taken : taken + kept.shape[1]] = kept
        taken += kept.shape[1]
        if given - said >= _ANSWER_FRAMES:
            said = given
            say(Answer(step="play", frames=min(taken, frames)))
    y.flush()
