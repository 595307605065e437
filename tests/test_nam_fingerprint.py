"""The fingerprint of a network: what changes it, and what does not."""

import json
from pathlib import Path

import pytest
from rig_files import gain_model, slimmable_model

from reamp.nam import NamDocument
from reamp.nam.fingerprint import network_fingerprint


def test_a_copy_that_was_renamed_tagged_and_written_anew_has_the_same(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "amp.nam", 0.1)
    before = network_fingerprint(NamDocument.read(model))
    assert len(before) == 32
    tagged = NamDocument.read(model).with_metadata(input_level_dbu=12.0, gear_make="PRS")
    assert network_fingerprint(tagged) == before
    content = tagged.content()
    content["weights"] = [0.10000000149011612]  # float32(0.1), as other programs write it
    content["config"] = {"bias": False, "receptive_field": 1.0}
    content["version"] = "0.5.0"
    other = tmp_path / "other.nam"
    other.write_text(json.dumps(content, indent=4))
    assert network_fingerprint(NamDocument.read(other)) == before


def test_any_other_network_has_another(tmp_path: Path) -> None:
    models = [
        gain_model(tmp_path / "a.nam", 0.1),
        gain_model(tmp_path / "b.nam", 0.1000001),
        gain_model(tmp_path / "c.nam", 0.1, rate_hz=44_100),
        slimmable_model(tmp_path / "d.nam", 0.1, 0.2),
        slimmable_model(tmp_path / "e.nam", 0.1, 0.3),
    ]
    assert len({network_fingerprint(NamDocument.read(model)) for model in models}) == len(models)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": [1, 2], "b": []}, {"a": [1], "b": [2]}),
        ({"a": True}, {"a": 1}),
        ({"a": "1"}, {"a": 1}),
        ({"a": None}, {"a": "None"}),
        ({"a": [[1], [2]]}, {"a": [[1, 2]]}),
    ],
)
def test_values_are_told_apart(one: dict[str, object], other: dict[str, object]) -> None:
    documents = [NamDocument.create(architecture="Linear", config=config) for config in (one, other)]
    assert len({network_fingerprint(document) for document in documents}) == 2


def test_a_rate_that_is_not_stated_is_the_one_that_players_take(tmp_path: Path) -> None:
    unstated = gain_model(tmp_path / "a.nam", rate_hz=None)
    stated = gain_model(tmp_path / "b.nam", rate_hz=48_000)
    assert network_fingerprint(NamDocument.read(unstated)) == network_fingerprint(NamDocument.read(stated))
