"""A baked setting sounds like the model with knobs, and other players can read it."""

from pathlib import Path

import numpy as np
import pytest
from knob_cases import CONTROLS, knob_model

from reamp._core import Model as CoreModel
from reamp.audio import Samples
from reamp.engine import load, load_document
from reamp.engine.bake import bake
from reamp.engine.loudness import measure_loudness_db
from reamp.errors import ConfigError, ModelFileError
from reamp.units import ratio_to_db

X = (0.4 * np.random.default_rng(0).standard_normal(4800)).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(knob_model().document().write(tmp_path / "lead.nam").path or "")


def difference_db(played: Samples, reference: Samples) -> float:
    """Return the RMS of the difference below that of the reference, levels included."""
    return ratio_to_db(float(np.linalg.norm(played - reference) / np.linalg.norm(reference)))


def test_a_baked_model_is_the_live_one_at_its_setting(path: Path) -> None:
    live = load(path)
    assert live.controls == CONTROLS
    assert live.knobs == {"gain": 5.0, "bright": "off"}
    played = live.at(gain=7, bright="on").process(X)
    baked = bake(live.document, {"gain": 7, "bright": "on"})
    assert difference_db(load_document(baked).process(X), played) < -100.0
    assert difference_db(live.process(X), played) > -40.0
    loudness_db = measure_loudness_db(live.at(gain=7, bright="on"))
    assert loudness_db is not None
    assert baked.metadata.loudness_db == pytest.approx(loudness_db, abs=0.001)


def test_a_clone_and_a_turned_model_keep_the_other_knobs(path: Path) -> None:
    model = load(path, knobs={"bright": "on"}).at(gain=2)
    assert model.knobs == {"gain": 2.0, "bright": "on"}
    assert np.array_equal(model.clone().process(X), model.process(X))


def test_knobs_that_a_model_does_not_have(path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no knob 'treble'; the knobs are gain, bright"):
        load(path, knobs={"treble": 3})
    plain = load_document(bake(load(path).document, {}))
    with pytest.raises(ConfigError, match=r"has no knobs|not a model with knobs"):
        plain.at(gain=3)
    with pytest.raises(ModelFileError, match="this is not a model with knobs"):
        bake(plain.document, {})


def test_the_core_says_what_to_do_with_a_model_with_knobs(path: Path) -> None:
    with pytest.raises(ModelFileError, match="is a model with knobs; write a setting of it as a plain model"):
        CoreModel.load(str(path).encode())


@pytest.mark.interop
def test_the_official_package_plays_a_baked_model_the_same(path: Path) -> None:
    torch = pytest.importorskip("torch")
    models = pytest.importorskip("nam.models", reason="there is no package neural-amp-modeler")
    document = bake(load(path).document, {"gain": 7})
    official = models.init_from_nam(document.content()).eval()
    with torch.no_grad():
        played = official(torch.from_numpy(X), pad_start=True).numpy()
    expected = load(path, knobs={"gain": 7}).process(X)
    assert difference_db(played[100:], expected[100:]) < -100.0
