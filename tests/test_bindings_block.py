"""Blocks of samples are checked: what cannot be played is refused in one sentence, the rest is played."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reamp._core import Model, OfflineModel
from reamp.demo import demo_model_path
from reamp.errors import AudioError

MODEL = Model.load(bytes(demo_model_path()))
PROCESSORS = [MODEL, OfflineModel(MODEL, 2)]
FOUR = np.zeros(4, np.float32)


def noise(frames: int) -> np.ndarray:
    return np.random.default_rng(5).normal(0.0, 0.1, frames).astype(np.float32)


def unaligned(frames: int) -> np.ndarray:
    samples = np.zeros(4 * frames + 1, np.uint8)[1:].view(np.float32)
    samples[:] = noise(frames)
    assert not samples.flags.aligned
    return samples


def read_only(frames: int) -> np.ndarray:
    samples = noise(frames)
    samples.flags.writeable = False
    return samples


@pytest.mark.parametrize("processor", PROCESSORS, ids=["model", "offline"])
@pytest.mark.parametrize(
    ("x", "found"),
    [
        (np.zeros(4), r"float64 \(4,\)"),
        (np.zeros(4, np.float16), r"float16 \(4,\)"),
        (np.zeros(4, np.int16), r"int16 \(4,\)"),
        (np.zeros(4, ">f4"), r">f4 \(4,\)"),
        (np.zeros(4, "M8[D]"), r"datetime64\[D\] \(4,\)"),
        (np.zeros((2, 4), np.float32), r"float32 \(2, 4\)"),
        (np.array(1.0, np.float32), r"float32 \(\)"),
        (np.float32(1.0), "float32"),
        ([0.0, 1.0], "list"),
        (memoryview(FOUR), "memoryview"),
        (None, "NoneType"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_mono_float32_array_is_refused(processor: Any, x: Any, found: str) -> None:
    message = rf"^x must be a float32 array of shape \(frames,\), got {found}$"
    with pytest.raises(AudioError, match=message):
        processor.process(x)
    with pytest.raises(AudioError, match=message):
        processor.process(x, FOUR)


@pytest.mark.parametrize("processor", PROCESSORS, ids=["model", "offline"])
@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros(3, np.float32), "out must have the 4 frames of x, got 3"),
        (np.zeros(8, np.float32)[::2], "out must be contiguous and writeable"),
        (unaligned(4), "out must be contiguous and writeable"),
        (read_only(4), "out must be contiguous and writeable"),
        (np.zeros(4), r"out must be a float32 array of shape \(frames,\), got float64 \(4,\)"),
        ([0.0] * 4, r"out must be a float32 array of shape \(frames,\), got list"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused(processor: Any, out: Any, message: str) -> None:
    with pytest.raises(AudioError, match=f"^{message}$"):
        processor.process(FOUR, out)


def test_a_masked_array_is_refused_as_its_mask_would_be_lost() -> None:
    masked = np.ma.masked_array(FOUR, mask=[0, 1, 0, 0])
    with pytest.raises(AudioError, match=r"^x is a masked array; .* x\.filled\(0\.0\)$"):
        MODEL.process(masked)
    with pytest.raises(AudioError, match="out is a masked array"):
        MODEL.process(FOUR, masked)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("frame", [0, 63, 4_096, 9_999])
def test_the_first_sample_that_is_no_number_is_named(frame: int, bad: float) -> None:
    x = noise(10_000)
    x[frame:] = bad
    with pytest.raises(AudioError, match=rf"^frame {frame} of x is {bad}$"):
        MODEL.process(x)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (3, 0), (0, 99), (99, 0)])
def test_an_output_that_overlaps_is_refused(first: int, second: int) -> None:
    memory = noise(200)
    with pytest.raises(AudioError, match="out overlaps x; pass x itself, or memory of its own"):
        MODEL.process(memory[first : first + 100], memory[second : second + 100])


def test_an_output_that_only_touches_is_written() -> None:
    memory = noise(200)
    assert np.shares_memory(MODEL.process(memory[:100], memory[100:]), memory)


@pytest.mark.parametrize(
    "samples_of",
    [
        unaligned,
        read_only,
        lambda frames: noise(2 * frames)[::2],
        lambda frames: noise(frames)[::-1],
        lambda frames: np.broadcast_to(np.float32(0.1), (frames,)),
    ],
    ids=["unaligned", "read-only", "strided", "reversed", "broadcast"],
)
def test_an_array_of_another_layout_is_played(samples_of: Callable[[int], np.ndarray]) -> None:
    x = samples_of(300)
    expected = MODEL.clone().process(np.array(x))
    out = MODEL.clone().process(x)
    np.testing.assert_array_equal(out, expected)
    assert type(out) is np.ndarray
    assert out.flags.c_contiguous


def test_a_memory_map_is_played(tmp_path: Path) -> None:
    x = np.memmap(tmp_path / "x", np.float32, "w+", shape=(300,))
    x[:] = noise(300)
    np.testing.assert_array_equal(MODEL.clone().process(x), MODEL.clone().process(noise(300)))
