"""Models with knobs: the file, and the weights at a setting."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from knob_cases import BASIS, CONTROLS, PLAIN_COUNT, knob_model

from reamp.engine import load
from reamp.errors import ConfigError, ModelFileError
from reamp.nam import NamDocument
from reamp.nam.knob_model import KNOB_VERSION, KnobModel, has_knobs, knobs_of


def test_the_file_gives_the_model_back() -> None:
    model = knob_model()
    document = model.document()
    assert has_knobs(document)
    assert document.version == KNOB_VERSION
    read = KnobModel.of(document)
    assert read.controls == CONTROLS == knobs_of(document)
    assert read.plain_count == PLAIN_COUNT
    assert np.array_equal(read.weights, model.weights)
    setting = {"gain": 7.0, "bright": "on"}
    assert np.array_equal(read.weights_at(setting), model.weights_at(setting))


def test_weights_are_the_base_plus_the_mixed_changes() -> None:
    model = knob_model()
    w = model.weights.astype(np.float64)
    inputs = np.array([0.4, 1.0])  # gain 7, bright on
    hidden = np.tanh(w[:6].reshape(3, 2) @ inputs + w[6:9])
    mix = w[9:18].reshape(3, 3) @ hidden + w[18:21]
    base, changes = w[21 : 21 + PLAIN_COUNT], w[21 + PLAIN_COUNT :].reshape(BASIS, PLAIN_COUNT)
    expected = np.append(base + mix[0] * changes[0] + mix[1] * changes[1], 0.5 * np.exp(mix[2]))
    assert np.allclose(model.weights_at({"gain": 7.0, "bright": "on"}), expected, rtol=1e-6)


def test_a_baked_setting_says_where_the_knobs_stood() -> None:
    baked = knob_model().baked({"gain": "7"})
    assert baked.architecture == "WaveNet"
    assert baked.metadata.training == {"knobs": {"gain": 7.0, "bright": "off"}}
    assert baked.metadata.name == "Lead, gain 7, bright off"
    assert baked.metadata.input_level_dbu == 12.0


def test_a_plain_model_has_no_knobs() -> None:
    plain = knob_model().baked({})
    assert knobs_of(plain) == ()
    with pytest.raises(ModelFileError, match="this is not a model with knobs"):
        KnobModel.of(plain)


@pytest.mark.parametrize("where", [20, -1])  # the bias of the level, a change of the weights
def test_weights_that_overflow_at_a_setting_are_refused(tmp_path: Path, where: int) -> None:
    content = json.loads(knob_model().document().text)
    content["weights"][where] = 3e38
    content["weights"][19] = 1e6  # the share of the last change
    path = tmp_path / "lead.nam"
    path.write_text(json.dumps(content))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for read in (load, lambda file: KnobModel.of(NamDocument.read(file)).baked({"gain": 7})):
            with pytest.raises(ModelFileError, match=r"are too large at gain [57], bright off") as caught:
                read(path)
            assert (caught.value.path, caught.value.field) == (path, "weights")


def test_a_setting_outside_the_ranges_is_refused() -> None:
    with pytest.raises(ConfigError, match="gain goes from 0 to 10, got 11"):
        knob_model().baked({"gain": 11})


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        (lambda c: c.update(version="1.1.0"), "version", "1.1.0 is unknown"),
        (lambda c: c["config"].pop("params"), "config.params", "expected a list"),
        (lambda c: c["config"]["params"][0].pop("min"), "config.params[0]", "is incomplete: 'min'"),
        (
            lambda c: c["config"]["params"][0].update(min=99),
            "config.params[0]",
            "a range goes from low to high",
        ),
        (lambda c: c["config"]["params"][1].update(type="dial"), "config.params[1]", "expected the type"),
        (
            lambda c: c["config"]["params"][0].update(
                min=1e-300, max=1e300, step=1.0, taper="log", default=None
            ),
            "config.params[0]",
            "is incomplete",
        ),
        (
            lambda c: c["config"]["model"]["config"].update(head_scale=10**400),
            "config.model.config.head_scale",
            "expected a finite number",
        ),
        (lambda c: c["config"].update(model=[]), "config.model", "expected an object"),
        (lambda c: c["config"]["hyper"].update(basis=-1), "config.hyper.basis", "expected 1 to 256, got -1"),
        (
            lambda c: c["config"]["hyper"].update(activation="ReLU"),
            "config.hyper.activation",
            "expected Tanh",
        ),
        (lambda c: c["weights"].pop(), "weights", "do not fit"),
        (lambda c: c["weights"].__setitem__(0, "x"), "weights", "expected a list of finite numbers"),
        (lambda c: c["weights"].__setitem__(0, 1e300), "weights", "expected a list of finite numbers"),
    ],
)
def test_a_broken_file_names_the_field(
    tmp_path: Path, change: Callable[[Any], object], field: str, problem: str
) -> None:
    content = json.loads(knob_model().document().text)
    change(content)
    path = tmp_path / "lead.nam"
    path.write_text(json.dumps(content))
    with pytest.raises(ModelFileError) as caught:
        KnobModel.of(NamDocument.read(path))
    assert caught.value.field == field
    assert problem in str(caught.value)
