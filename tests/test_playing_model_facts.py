"""The facts about a model: all its sizes, and its known levels."""

import json
from pathlib import Path

import pytest
from rig_files import gain_model, slimmable_model

from reamp.demo import demo_model_path
from reamp.errors import ModelFileError
from reamp.json_values import json_text
from reamp.nam import NamDocument
from reamp.nam.fingerprint import network_fingerprint
from reamp.plan.kept_levels import HowKept, KeptLevel, keep_level
from reamp.playing.model_facts import ModelFacts, model_facts


def facts_of(path: Path) -> ModelFacts:
    return model_facts(path, measure_s=0.01)


def test_the_demo_model() -> None:
    facts = facts_of(demo_model_path())
    (size,) = facts.sizes
    assert (size.weight_count, size.macs_per_frame, size.receptive_field_frames) == (3026, 2808, 4093)
    assert size.times_real_time > 1.0
    assert facts.is_calibrated
    assert not facts.is_level_kept
    assert facts.findings == ()


def test_every_breakpoint_is_the_size_that_begins_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reamp.playing.model_facts._MEASURE_ALL_S", 0.1)
    # In floating point 15/22 * 22 is less than 15.
    channels = 22
    array = {
        "input_size": 1,
        "condition_size": 1,
        "channels": channels,
        "dilations": [1],
        "kernel_size": 1,
        "activation": "ReLU",
        "head_size": 1,
        "head_bias": False,
        "slimmable": {"method": "slice_channels_uniform"},
    }
    weight_count = 2 * channels * channels + 5 * channels + 1
    document = NamDocument.create(
        architecture="WaveNet",
        config={"layers": [array], "head": None, "head_scale": 1.0},
        weights=[0.1] * weight_count,
        sample_rate_hz=48_000,
    )
    document.write(tmp_path / "a.nam")
    weight_counts = [size.weight_count for size in facts_of(tmp_path / "a.nam").sizes]
    assert weight_counts == [2 * c * c + 5 * c + 1 for c in range(1, channels + 1)]


def test_an_endless_memory_has_no_length(tmp_path: Path) -> None:
    document = NamDocument.create(
        architecture="LSTM",
        config={"num_layers": 1, "input_size": 1, "hidden_size": 1},
        weights=[0.1] * (4 * 2 + 4 + 2 + 2),
        sample_rate_hz=48_000,
    )
    document.write(tmp_path / "lstm.nam")
    assert facts_of(tmp_path / "lstm.nam").sizes[0].receptive_field_frames is None


def test_loudness_is_measured_where_the_file_has_none(tmp_path: Path) -> None:
    facts = facts_of(gain_model(tmp_path / "plain.nam", 0.5))
    assert facts.levels.computed_loudness_db == pytest.approx(-21.02, abs=0.01)
    assert facts.guitar_lufs == pytest.approx(-40.02, abs=0.01)
    assert not facts.is_calibrated


def test_a_wrong_loudness_is_a_finding(tmp_path: Path) -> None:
    (finding,) = facts_of(gain_model(tmp_path / "wrong.nam", loudness_db=-10.5)).findings
    assert (finding.check, finding.subject) == ("loudness-doubtful", "wrong")


def test_a_kept_level_is_not_that_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    path = gain_model(tmp_path / "a.nam", 0.5)
    network = network_fingerprint(NamDocument.read(path))
    keep_level(KeptLevel(network=network, input_level_dbu=9.0, how=HowKept.BY_EAR))
    facts = facts_of(path)
    assert (facts.levels.input_level_dbu, facts.is_calibrated, facts.is_level_kept) == (9.0, True, True)


def test_the_fields_are_json_and_have_stable_names(tmp_path: Path) -> None:
    fields = json.loads(json_text(facts_of(slimmable_model(tmp_path / "slim.nam", 0.5, 1.0)).fields()))
    assert list(fields) == [
        "path",
        "architecture",
        "description",
        "version",
        "sample_rate_hz",
        "instruction_set",
        "sizes",
        "input_level_dbu",
        "input_level_origin",
        "computed_loudness_db",
        "guitar_lufs",
        "knobs",
        "metadata",
        "findings",
    ]
    assert [size["slim"] for size in fields["sizes"]] == [0.0, 0.5]
    assert fields["metadata"]["input_level_dbu"] is None
    assert fields["input_level_origin"] is None


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.nam").write_text("{}")
    with pytest.raises(ModelFileError, match="version: is missing"):
        facts_of(tmp_path / "broken.nam")
