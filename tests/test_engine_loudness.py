"""The two clips, and what is measured with them: devices whose loudness is known, and real captures."""

import json
from pathlib import Path

import numpy as np
import pytest
from shared_data import SHARED_DATA

from reamp.audio.files import read
from reamp.audio.loudness import integrated_lufs
from reamp.audio.signal import Signal
from reamp.demo import demo_model_path
from reamp.engine import load, load_document
from reamp.engine.loudness import guitar_clip, loudness_clip, measure_loudness
from reamp.nam import NamDocument
from reamp.train.loudness import loudness_and_gain


def wire(gain: float, *, bias: float = 0.0, rate_hz: int = 48_000) -> NamDocument:
    """Return a model that is a wire with a gain."""
    config: dict[str, object] = {"receptive_field": 2, "bias": True}
    return NamDocument.create(
        architecture="Linear", config=config, weights=[gain, 0.0, bias], sample_rate_hz=rate_hz
    )


def test_the_noise_is_pink_and_as_loud_as_it_says() -> None:
    clip = loudness_clip().astype(np.float64)
    assert 10.0 * np.log10(np.mean(clip**2)) == pytest.approx(-15.0, abs=1e-3)
    assert np.abs(clip).max() < 1.0
    power = np.abs(np.fft.rfft(clip)) ** 2
    octaves_db = [10.0 * np.log10(power[f : 2 * f].sum()) for f in (100, 400, 1600, 6400)]
    assert np.ptp(octaves_db) < 0.1


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_the_guitar_is_as_loud_at_every_rate(rate_hz: int) -> None:
    clip = guitar_clip(rate_hz)
    assert len(clip) / rate_hz == pytest.approx(1.4, abs=1e-3)
    assert 20.0 * np.log10(np.abs(clip).max()) == pytest.approx(-12.0, abs=0.3)
    lufs = integrated_lufs(Signal(clip, rate_hz))
    assert lufs == pytest.approx(integrated_lufs(Signal(guitar_clip(48_000), 48_000)), abs=0.3)


def test_a_wire_is_as_loud_as_the_clips() -> None:
    measured = measure_loudness(load_document(wire(0.5)))
    assert measured.clip_rms_db == pytest.approx(-15.0 - 6.02, abs=0.01)
    guitar_lufs = integrated_lufs(Signal(guitar_clip(48_000), 48_000))
    assert guitar_lufs is not None
    assert measured.guitar_lufs == pytest.approx(guitar_lufs - 6.02, abs=0.01)


def test_the_guitar_enters_at_the_models_own_level() -> None:
    model = load_document(wire(1.0))
    at_12, at_18, unknown = (
        measure_loudness(model, input_level_dbu=level).guitar_lufs for level in (12.0, 18.0, None)
    )
    assert at_12 is not None
    assert at_18 == pytest.approx(at_12 - 6.0, abs=0.01)
    assert unknown == at_12


def test_silence_has_no_loudness_and_a_constant_is_not_heard() -> None:
    assert measure_loudness(load_document(wire(0.0))).guitar_lufs is None
    assert measure_loudness(load_document(wire(0.0))).clip_rms_db is None
    hum = measure_loudness(load_document(wire(0.5, bias=0.25)))
    assert hum.guitar_lufs == pytest.approx(measure_loudness(load_document(wire(0.5))).guitar_lufs, abs=0.2)


def test_the_model_plays_on_untouched() -> None:
    model, other = load(demo_model_path()), load(demo_model_path())
    x = np.linspace(-0.5, 0.5, 480, dtype=np.float32)
    model.process(x), other.process(x)
    measure_loudness(model)
    assert np.array_equal(model.process(x), other.process(x))


def test_it_is_what_the_trainer_writes() -> None:
    model = load(demo_model_path())
    assert measure_loudness(model).clip_rms_db == pytest.approx(
        loudness_and_gain(lambda x: np.stack([model.clone().process(row) for row in x]))[0], abs=1e-3
    )
    said = NamDocument.read(demo_model_path()).metadata.loudness_db
    assert measure_loudness(model).clip_rms_db == pytest.approx(said, abs=0.1)


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="no shared data")
def test_a_real_guitar_is_equally_loud_through_nine_of_ten_real_models() -> None:
    di = read(SHARED_DATA / "guitar_di.wav")
    errors_lu = {}
    for path in sorted([*SHARED_DATA.glob("captures/*.nam"), *SHARED_DATA.glob("conformance/models/*.nam")]):
        if "loudness" in (json.loads(Path(path).read_text()).get("metadata") or {}):
            continue
        model = load(path)
        predicted_lufs = measure_loudness(model).guitar_lufs
        heard_lufs = integrated_lufs(Signal(model.process(di.samples), model.sample_rate_hz))
        assert predicted_lufs is not None
        assert heard_lufs is not None
        errors_lu[path.stem] = heard_lufs - predicted_lufs
    mean_lu = np.mean(list(errors_lu.values()))
    within = [abs(error - mean_lu) <= 2.0 for error in errors_lu.values()]
    assert len(within) >= 15
    assert np.mean(within) >= 0.9, errors_lu
