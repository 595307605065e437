"""The engine plays what the official core plays, whatever the blocks, the thread and the processor."""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shared_data import SHARED_DATA

from reamp.demo import demo_model_path
from reamp.engine import OfflineModel, load, load_document
from reamp.engine.model import INSTRUCTION_SETS
from reamp.engine.reference import load_reference
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.nam import NamDocument

CONFORMANCE = SHARED_DATA / "conformance"
INDEX = CONFORMANCE / "index.json"
CASES: list[dict[str, Any]] = json.loads(INDEX.read_text()) if INDEX.exists() else []
DEMO = demo_model_path()


def esr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    error = np.sum((reference.astype(np.float64) - estimate) ** 2)
    return float(10.0 * np.log10(error / np.sum(reference.astype(np.float64) ** 2)))


def noise(frames: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.1, frames).astype(np.float32)


def runnable(instruction_set: str) -> str:
    try:
        load(DEMO, instruction_set=instruction_set)
    except ConfigError:
        pytest.skip(f"this machine does not run {instruction_set}")
    return instruction_set


def in_blocks(model: Any, x: np.ndarray, block: int) -> np.ndarray:
    return np.concatenate([model.process(x[i : i + block]) for i in range(0, len(x), block)])


@pytest.mark.skipif(not CASES, reason="needs the shared test data")
@pytest.mark.parametrize("instruction_set", INSTRUCTION_SETS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_plays_what_the_official_core_plays(case: dict[str, Any], instruction_set: str) -> None:
    model = load(CONFORMANCE / case["model"], instruction_set=runnable(instruction_set))
    if case["slim"] is not None:
        model.slim = case["slim"]
    x, official = np.load(CONFORMANCE / "input.npy"), np.load(CONFORMANCE / case["output"])
    whole = model.process(x)
    assert esr_db(official, whole) <= -104.0  # most are below -120; a recurrent net of 3 units is the worst
    for block, frames in ((1, 1_000), (7, 5_000), (64, 20_000), (512, 20_000)):
        model.reset()
        np.testing.assert_array_equal(in_blocks(model, x[:frames], block), whole[:frames])


@pytest.mark.parametrize("instruction_set", INSTRUCTION_SETS)
def test_agrees_with_the_reference(instruction_set: str) -> None:
    x = noise(10_000)
    estimate = load(DEMO, instruction_set=runnable(instruction_set)).process(x)
    assert esr_db(load_reference(DEMO).process(x), estimate) < -120.0


def test_a_random_split_into_blocks_changes_nothing() -> None:
    x, model, random = noise(20_000), load(DEMO), np.random.default_rng(3)
    whole = model.process(x)
    model.reset()
    cuts = np.sort(random.integers(0, len(x), 300))
    parts = [model.process(part) for part in np.split(x, cuts)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_in_place_and_reset_and_clone_give_the_same_sound() -> None:
    x, model = noise(5_000), load(DEMO)
    clone = model.clone()
    first = model.process(x)
    model.reset()
    in_place = x.copy()
    assert model.process(in_place, out=in_place) is in_place
    np.testing.assert_array_equal(in_place, first)
    np.testing.assert_array_equal(clone.process(x), first)


def test_a_new_model_is_settled() -> None:
    y = load(DEMO).process(np.zeros(2_000, np.float32))
    assert np.ptp(y) < 1e-6  # an unsettled one swings by 1e-2 before it rests


@pytest.mark.parametrize(
    ("x", "problem"),
    [
        (np.zeros(4), "float64"),
        (np.zeros((2, 4), np.float32), r"\(2, 4\)"),
        ([0.0, 1.0], "list"),
    ],
)
def test_refuses_what_is_not_mono_float32(x: Any, problem: str) -> None:
    with pytest.raises(AudioError, match=problem):
        load(DEMO).process(x)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_refuses_what_is_no_number(bad: float) -> None:
    x = noise(100)
    x[7] = bad
    model = load(DEMO)
    with pytest.raises(AudioError, match=f"frame 7 of x is {bad}"):
        model.process(x)
    np.testing.assert_array_equal(model.process(noise(100)), load(DEMO).process(noise(100)))


def test_refuses_an_out_of_another_length() -> None:
    with pytest.raises(AudioError, match="4 frames of x, got 3"):
        load(DEMO).process(np.zeros(4, np.float32), out=np.zeros(3, np.float32))


def test_refuses_an_out_that_overlaps_without_being_the_input() -> None:
    memory = noise(103)
    with pytest.raises(AudioError, match="out overlaps x"):
        load(DEMO).process(memory[:100], out=memory[3:])


def test_a_strided_input_is_read_as_it_is() -> None:
    x = noise(2_000)
    np.testing.assert_array_equal(load(DEMO).process(x[::2]), load(DEMO).process(x[::2].copy()))


def test_an_empty_block_is_nothing() -> None:
    assert load(DEMO).process(np.zeros(0, np.float32)).shape == (0,)


def test_errors_name_the_file_and_the_field(tmp_path: Path) -> None:
    path = tmp_path / "broken.nam"
    text = DEMO.read_text()
    path.write_text(
        text.replace('"kernel_size":3', '"kernel_size":0').replace('"kernel_size": 3', '"kernel_size": 0')
    )
    with pytest.raises(ModelFileError, match="kernel_size") as caught:
        load(path)
    assert caught.value.path == str(path)
    assert caught.value.field.startswith("config.layers[0]")


def test_a_file_name_need_not_be_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"h\xf6fner.nam")  # Latin-1, as old disks have it
    try:
        path.write_bytes(DEMO.read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this file system holds text only")
    assert load(path).info.architecture == "WaveNet"
    missing = str(tmp_path / os.fsdecode(b"\xf6.nam"))
    with pytest.raises(ModelFileError, match="cannot be read") as caught:
        load(missing)
    assert caught.value.path == missing


def test_a_file_name_with_a_nul_is_an_error() -> None:
    with pytest.raises(ModelFileError, match="its name holds a NUL"):
        load(f"{DEMO}\0.nam")


def test_a_model_that_never_forgets_has_no_receptive_field(tmp_path: Path) -> None:
    path = tmp_path / "lstm.nam"
    config = {"num_layers": 1, "input_size": 1, "hidden_size": 1}
    NamDocument.create(architecture="LSTM", config=config, weights=np.zeros(16)).write(path)
    assert load(path).info.receptive_field_frames is None
    assert load(DEMO).info.receptive_field_frames == load(DEMO).info.prewarm_frames


def test_an_unknown_instruction_set_is_an_error() -> None:
    with pytest.raises(ConfigError, match="does not run the instruction set 'sse9'"):
        load(DEMO, instruction_set="sse9")


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_several_cores_give_the_same_sound(threads: int) -> None:
    x = noise(200_000)
    expected = load(DEMO).process(x)
    model = OfflineModel(load(DEMO), threads=threads)
    parts = [model.process(part) for part in np.split(x, [70_000, 70_001, 150_000])]
    np.testing.assert_array_equal(np.concatenate(parts), expected)


def test_several_cores_work_in_place() -> None:
    x = noise(200_000)
    expected = load(DEMO).process(x)
    OfflineModel(load(DEMO), threads=4).process(x, out=x)
    np.testing.assert_array_equal(x, expected)


def test_no_threads_is_an_error() -> None:
    with pytest.raises(ConfigError, match="threads must be at least 1, got 0"):
        OfflineModel(load(DEMO), threads=0)


def test_models_play_in_several_threads_at_once() -> None:
    x = noise(48_000)
    expected = load(DEMO).process(x)
    outputs: dict[int, np.ndarray] = {}

    def play(index: int) -> None:
        outputs[index] = in_blocks(load(DEMO), x, 256)

    threads = [threading.Thread(target=play, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for output in outputs.values():
        np.testing.assert_array_equal(output, expected)
    assert len(outputs) == 4


def slimmable(folder: Path) -> Path:
    """Return a container whose small model halves its input and whose full one passes it."""
    one_tap = {"receptive_field": 1, "bias": False}
    small, full = (
        NamDocument.create(architecture="Linear", config=one_tap, weights=[gain]) for gain in (0.5, 1.0)
    )
    submodels = [{"max_value": 0.5, "model": small}, {"max_value": 1.0, "model": full}]
    path = folder / "slimmable.nam"
    NamDocument.create(architecture="SlimmableContainer", config={"submodels": submodels}).write(path)
    return path


def test_slim_chooses_the_size(tmp_path: Path) -> None:
    model, x = load(slimmable(tmp_path)), noise(100)
    assert model.info.slim_breakpoints == [0.5]
    assert model.slim == 1.0
    np.testing.assert_array_equal(model.process(x), x)
    model.slim = 0.3
    np.testing.assert_array_equal(model.process(x), 0.5 * x)
    model.slim = 0.5
    np.testing.assert_array_equal(model.process(x), x)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "a"])
def test_slim_is_between_0_and_1(tmp_path: Path, value: Any) -> None:
    with pytest.raises(ConfigError, match="slim must be between 0 and 1"):
        load(slimmable(tmp_path)).slim = value


def test_slim_may_be_set_while_the_model_plays(tmp_path: Path) -> None:
    model, x = load(slimmable(tmp_path)), np.ones(64, np.float32)
    stop = threading.Event()

    def turn() -> None:
        while not stop.wait(0.001):
            model.slim = 1.0 - model.slim

    thread = threading.Thread(target=turn)
    thread.start()
    levels: set[float] = set()
    give_up_s = time.monotonic() + 30.0
    while levels != {0.5, 1.0} and time.monotonic() < give_up_s:
        levels |= {float(level) for level in np.unique(model.process(x))}
    stop.set()
    thread.join()
    assert levels == {0.5, 1.0}


def test_a_document_plays_as_its_file_does() -> None:
    document, x = NamDocument.read(DEMO), noise(1000)
    np.testing.assert_array_equal(load_document(document).process(x), load(DEMO).process(x))


def test_errors_name_a_document_without_a_file() -> None:
    document = NamDocument.create(architecture="Linear", config={"receptive_field": 2, "bias": False})
    with pytest.raises(ModelFileError, match="new model: weights"):
        load_document(document)
