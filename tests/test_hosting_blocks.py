"""Files through a plug-in block by block: its latency is taken off, however long the blocks are."""

from pathlib import Path

import numpy as np
import pytest

from reamp.hosting.blocks import play_blocks
from reamp.hosting.facts import Answer


def delayed(x: np.ndarray, late: int, block_frames: int, folder: Path) -> tuple[np.ndarray, list[Answer]]:
    """Return what comes out of a wire that is late and reports it, and what it answered."""
    np.save(folder / "x.npy", x)
    waiting, said = np.zeros(late, np.float32), list[Answer]()

    def process(block: np.ndarray) -> np.ndarray:
        nonlocal waiting
        assert block.shape == (block_frames,)
        line = np.concatenate([waiting, block])
        waiting = line[block_frames:]
        return line[None, :block_frames]

    play_blocks(
        folder / "x.npy",
        folder / "y.npy",
        block_frames=block_frames,
        outputs=1,
        process=process,
        latency_frames=lambda: late,
        say=said.append,
    )
    return np.load(folder / "y.npy"), said


@pytest.mark.parametrize("frames", [1, 63, 64, 50_000])
@pytest.mark.parametrize("late", [0, 1, 64, 1000])
@pytest.mark.parametrize("block_frames", [64, 500])
def test_any_latency_is_taken_off(tmp_path: Path, frames: int, late: int, block_frames: int) -> None:
    x = np.random.default_rng(0).normal(size=frames).astype(np.float32)
    y, said = delayed(x, late, block_frames, tmp_path)
    assert np.array_equal(y, x[None])
    assert [answer.frames for answer in said] == sorted(answer.frames for answer in said)


def test_a_latency_that_cannot_be(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros(10, np.float32))
    with pytest.raises(ValueError, match="reports a latency of -1 frames"):
        play_blocks(
            tmp_path / "x.npy",
            tmp_path / "y.npy",
            block_frames=4,
            outputs=1,
            process=lambda block: block[None],
            latency_frames=lambda: -1,
            say=lambda _: None,
        )
    with pytest.raises(ValueError, match="returns 0 of 10 frames"):
        play_blocks(
            tmp_path / "x.npy",
            tmp_path / "y.npy",
            block_frames=65_536,
            outputs=1,
            process=lambda block: block[None, :0],
            latency_frames=lambda: 0,
            say=lambda _: None,
        )
