from pathlib import Path

import numpy as np
import pytest
from library_cases import clipper, lone_index

from reamp.audio.files import read
from reamp.audio.signal import Signal
from reamp.demo import demo_di_path
from reamp.engine import load
from reamp.errors import AudioError
from reamp.library.index import Library

DI = read(demo_di_path())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("models")
    for drive in (0.3, 1.0, 3.0, 10.0, 30.0):
        clipper(folder / f"{drive:g}.nam", drive=drive)
    index = lone_index(folder)
    index.add(folder)
    index.update()
    return index


def made_by(index: Library, drive: float, *, late: int = 0) -> Signal:
    played = load(Path(index.folders()[0].path) / f"{drive:g}.nam").process(DI.samples)
    return Signal(np.concatenate([np.zeros(late, np.float32), np.float32(0.2) * played]), DI.rate_hz)


@pytest.mark.parametrize("late", [0, 2_345])
@pytest.mark.parametrize("drive", [3.0, 30.0])
def test_the_model_that_made_a_recording_comes_first(index: Library, drive: float, late: int) -> None:
    found = index.like_recording(made_by(index, drive, late=late), DI)
    assert found[0].entry.label == f"{drive:g}"
    assert found[0].distance_db < 0.1
    assert found[0].input_gain_db == pytest.approx(0.0, abs=1.6)


def test_the_recording_of_another_guitar_is_refused(index: Library) -> None:
    noise = np.random.default_rng(0).normal(size=len(DI.samples)).astype(np.float32)
    with pytest.raises(AudioError, match="no recording of this guitar"):
        index.like_recording(Signal(np.float32(0.1) * noise, DI.rate_hz), DI)
