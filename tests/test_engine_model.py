"""The engine plays what the official core plays, whatever the blocks, the thread and the processor."""

import copy
import json
import os
import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shared_data import SHARED_DATA

from reamp.demo import demo_di_path, demo_model_path
from reamp.engine import OfflineModel, load, load_document
from reamp.engine.model import INSTRUCTION_SETS
from reamp.engine.reference import load_reference
from reamp.errors import AudioError, ConfigError, ModelFileError
from reamp.nam import NamDocument
from reamp.nam.metadata import check_levels, metadata_from_json

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


def test_a_block_that_is_refused_is_not_heard() -> None:
    x = noise(100)
    x[7] = np.nan
    model = load(DEMO)
    with pytest.raises(AudioError, match="frame 7 of x is nan"):
        model.process(x)
    np.testing.assert_array_equal(model.process(noise(100)), load(DEMO).process(noise(100)))


def test_an_empty_block_gives_an_empty_output() -> None:
    assert load(DEMO).process(np.zeros(0, np.float32)).shape == (0,)


@pytest.mark.parametrize("path", [123, None, b"a.nam", ["a.nam"]])
def test_what_is_no_path_is_an_error(path: Any) -> None:
    with pytest.raises(ConfigError, match="path of a model must be a text or a Path, got"):
        load(path)


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


def said_by(metadata: object) -> Any:
    """Return the information on a model whose file has this metadata."""
    text = (
        '{"version": "0.5.4", "architecture": "Linear", "config": {"receptive_field": 1, "bias": false}, '
        f'"weights": [1.0], "metadata": {json.dumps(metadata)}}}'
    )
    return load_document(NamDocument.parse(text.encode())).info


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        None,
        [1],
        {"input_level_dbu": 12, "output_level_dbu": -3.5, "loudness": -18.25},
        {"input_level_dbu": None, "output_level_dbu": 0.1, "name": 5},
        {"input_level_dbu": 5.7, "level_estimate": {"input_level_dbu": 5.7, "output_level_dbu": 1.0}},
        {"input_level_dbu": 5.7, "output_level_dbu": 3, "level_estimate": {"output_level_dbu": 3.0}},
        {"input_level_dbu": 5.7, "level_estimate": {"input_level_dbu": 5.6}},
        {"input_level_dbu": 5.7, "level_estimate": {"input_level_dbu": 5.7, "from": "set by ear"}},
        {"input_level_dbu": 5.7, "level_estimate": {"input_level_dbu": 5.7, "from": ["set by ear"]}},
        {"input_level_dbu": 5.7, "level_estimate": {"from": "set by ear"}},
        {"input_level_dbu": 5.7, "level_estimate": 5.7},
    ],
)
def test_the_levels_in_a_file_are_those_of_its_document(metadata: object) -> None:
    said, document = said_by(metadata), metadata_from_json(metadata)
    assert said.input_level_dbu == document.input_level_dbu
    assert said.output_level_dbu == document.output_level_dbu
    assert said.loudness_db == document.loudness_db
    assert said.is_input_level_estimated == document.is_estimated("input_level_dbu")
    assert said.is_input_level_set_by_ear == document.is_set_by_ear("input_level_dbu")
    assert said.is_output_level_estimated == document.is_estimated("output_level_dbu")


@pytest.mark.parametrize("level", ["12.5", True, [12.5], {}, 1e300])
@pytest.mark.parametrize("key", ["loudness", "input_level_dbu", "output_level_dbu"])
def test_a_level_that_is_no_number_is_an_error_as_in_the_document(key: str, level: object) -> None:
    with pytest.raises(ModelFileError, match="expected a number, got") as caught:
        said_by({key: level})
    assert caught.value.field == f"metadata.{key}"
    with pytest.raises(ModelFileError, match="expected a number, got"):
        check_levels(metadata_from_json({key: level}), "a.nam")


@pytest.mark.parametrize(
    "levels",
    [None, 5, {}, {"peak_dbfs": None}, {"peak_dbfs": "loud"}, {"peak_dbfs": True}, {"peak_dbfs": 1e9}],
)
def test_what_other_trainers_write_of_their_input_is_no_peak(levels: object) -> None:
    assert said_by({"training": {"input_levels": levels}}).trained_peak_dbfs is None
    assert said_by({"training": 3}).trained_peak_dbfs is None
    assert said_by({"training": {"input_levels": {"peak_dbfs": -0.5}}}).trained_peak_dbfs == -0.5


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


def test_zero_threads_are_refused() -> None:
    for threads in (0, -1, 1.5, True, "2"):
        with pytest.raises(ConfigError, match=f"threads must be at least 1, got {threads}"):
            OfflineModel(load(DEMO), threads=threads)  # type: ignore[arg-type]


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
    assert model.info.slim_breakpoints == (0.5,)
    assert model.slim == 1.0
    np.testing.assert_array_equal(model.process(x), x)
    model.slim = 0.3
    np.testing.assert_array_equal(model.process(x), 0.5 * x)
    model.slim = 0.5
    np.testing.assert_array_equal(model.process(x), x)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "a", True, np.True_, None])
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


def test_a_sound_file_is_reported_as_one() -> None:
    with pytest.raises(ModelFileError, match=r"guitar_di\.flac: is a sound file, not a model"):
        load(demo_di_path())


def test_errors_name_a_document_without_a_file() -> None:
    document = NamDocument.create(architecture="Linear", config={"receptive_field": 2, "bias": False})
    with pytest.raises(ModelFileError, match="new model: weights"):
        load_document(document)


@pytest.mark.parametrize("kind", [float, np.float32, np.float64])
def test_slim_may_be_a_numpy_scalar(tmp_path: Path, kind: type) -> None:
    model = load(slimmable(tmp_path))
    model.slim = kind(0.25)
    assert model.slim == 0.25
    assert type(model.slim) is float


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_is_settled_and_on_its_own(copied: Callable[[Any], Any], tmp_path: Path) -> None:
    x, path = noise(1_000), slimmable(tmp_path)
    for model in (load(path), load_document(NamDocument.read(path)), load(DEMO, instruction_set="baseline")):
        model.slim = 0.25
        model.process(noise(1_000, seed=9))
        other = copied(model)
        assert (other.path, other.slim, other.info) == (model.path, 0.25, model.info)
        assert other.instruction_set == model.instruction_set
        model.reset()
        np.testing.assert_array_equal(other.process(x), model.process(x))
        np.testing.assert_array_equal(other.process(x), model.process(x))


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_an_offline_model_is_copied_as_new(copied: Callable[[Any], Any], tmp_path: Path) -> None:
    model = load(slimmable(tmp_path))
    model.slim = 0.25
    offline = OfflineModel(model, threads=2)
    offline.process(noise(1_000))
    np.testing.assert_array_equal(copied(offline).process(noise(100)), model.process(noise(100)))
    assert repr(copied(offline)) == repr(offline) == f"<OfflineModel {str(model.path)!r}, 2 threads>"


def test_a_pickle_holds_the_path_and_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "amp.nam"
    path.write_bytes(DEMO.read_bytes())
    pickled = pickle.dumps(load(path))
    assert len(pickled) < 500
    path.unlink()
    with pytest.raises(ModelFileError, match="cannot be read"):
        pickle.loads(pickled)


def test_the_facts_of_a_model_are_a_value(tmp_path: Path) -> None:
    path = slimmable(tmp_path)
    info = load(path).info
    assert info == load(path).info != load(DEMO).info
    assert {info: 1}[pickle.loads(pickle.dumps(info))] == 1
    assert "architecture='SlimmableContainer'" in repr(info)
    assert asdict(info)["slim_breakpoints"] == (0.5,)


def test_a_model_tells_what_its_file_says() -> None:
    document = NamDocument.read(DEMO)
    assert load(DEMO).metadata == document.metadata
    assert load(DEMO).document.text == load_document(document).document.text == document.text


def test_a_document_with_bytes_behind_it_that_are_no_text_plays(tmp_path: Path) -> None:
    path = tmp_path / "odd.nam"
    path.write_bytes(DEMO.read_bytes() + b"\xff")
    model = load_document(NamDocument.read(path))
    np.testing.assert_array_equal(model.process(noise(100)), load(DEMO).process(noise(100)))
    assert model.document.text == NamDocument.read(path).text
