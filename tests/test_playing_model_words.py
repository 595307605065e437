"""A model in words, name by name."""

from pathlib import Path

import pytest
from rig_files import gain_model, slimmable_model

from reamp.demo import demo_model_path
from reamp.nam import NamDocument
from reamp.nam.fingerprint import network_fingerprint
from reamp.plan.kept_levels import HowKept, KeptLevel, keep_level
from reamp.playing.model_facts import model_facts
from reamp.playing.model_words import model_cells, model_words, network_words


def words_of(path: Path) -> dict[str, str]:
    return model_words(model_facts(path, measure_s=0.01))


def test_the_demo_model() -> None:
    words = words_of(demo_model_path())
    assert words["network"] == "WaveNet A1 feather (8/4 channels)"
    assert words["size"].startswith("3026 weights, 2808 MAC/sample, ")
    assert words["receptive field"] == "4093 frames, 85.3 ms"
    assert (words["input level"], words["output level"]) == ("11.76 dBu", "12.3 dBu")
    assert words["gear"] == "Reamp Simulated overdrive (pedal, overdrive)"
    assert words["training ESR"] == "0.0020"


def test_a_model_in_columns(tmp_path: Path) -> None:
    facts = model_facts(demo_model_path(), measure_s=0.01)
    assert network_words(facts) == "A1 feather"
    network, *levels, loudness, speed = model_cells(facts)
    assert (network, levels) == ("A1 feather", ["11.76", "12.3"])
    assert loudness.endswith(" dB")
    assert speed.endswith("x")
    plain = model_cells(model_facts(gain_model(tmp_path / "plain.nam"), measure_s=0.01))
    assert plain[1:3] == ("unknown", "unknown")


def test_what_the_file_does_not_say_is_unknown_or_left_out(tmp_path: Path) -> None:
    words = words_of(gain_model(tmp_path / "plain.nam", rate_hz=None))
    assert words["sample rate"] == "unknown, played as 48000 Hz"
    assert (words["input level"], words["output level"]) == ("unknown", "unknown")
    assert not {"name", "gear", "modeled by", "date", "training ESR"} & words.keys()


def test_each_size_of_a_slimmable_model(tmp_path: Path) -> None:
    words = words_of(slimmable_model(tmp_path / "slim.nam", 0.5, 1.0))
    assert [name for name in words if name.startswith("slim ")] == ["slim 0", "slim 0.5"]
    assert "size" not in words


def test_a_kept_level_names_that_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    path = gain_model(tmp_path / "a.nam", 0.5, input_level_dbu=15.0)
    network = network_fingerprint(NamDocument.read(path))
    keep_level(KeptLevel(network=network, input_level_dbu=9.0, how=HowKept.TYPED))
    assert words_of(path)["input level"] == "9 dBu, typed and kept here; the file says 15 dBu"
