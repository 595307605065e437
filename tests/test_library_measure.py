from pathlib import Path

import numpy as np
import pytest
from library_cases import clipper
from rig_files import gain_model

from reamp.engine import load_document
from reamp.engine.loudness import measure_loudness_db
from reamp.library import measure
from reamp.library.behaviour import measure_behaviour
from reamp.library.measure import NetworkFacts, measure_network
from reamp.nam import NamDocument


def facts_of(path: Path) -> NetworkFacts:
    document = NamDocument.read(path)
    return measure_network(load_document(document), document)


def test_a_network_has_its_cost_its_loudness_and_its_behaviour(tmp_path: Path) -> None:
    path = clipper(tmp_path / "amp.nam", drive=9.0)
    facts, model = facts_of(path), load_document(NamDocument.read(path))
    assert (facts.architecture, facts.sample_rate_hz, facts.weight_count) == ("ConvNet", 48_000, 5)
    assert facts.macs_per_frame == model.info.macs_per_frame
    assert facts.load is not None
    assert 0.0 < facts.load < 0.2
    assert facts.loudness_db == pytest.approx(measure_loudness_db(model), abs=1e-3)
    assert facts.latency_frames == 0.0
    assert facts.problem is None
    assert facts.behaviour is not None
    again = measure_behaviour(load_document(NamDocument.read(path)).process)
    assert facts.behaviour.traits_blob() == again.traits_blob()


@pytest.mark.parametrize(
    ("rate_hz", "problem"),
    [(4_000, "its rate is 4000 Hz; 8000 to 768000 Hz are measured"), (96_000, None)],
)
def test_a_rate_that_no_sound_has_is_a_problem(tmp_path: Path, rate_hz: int, problem: str | None) -> None:
    document = NamDocument.create(
        architecture="Linear",
        config={"receptive_field": 1, "bias": False},
        weights=np.ones(1, np.float32),
        sample_rate_hz=rate_hz,
    )
    facts = measure_network(load_document(document), document)
    assert (facts.problem, facts.load is None) == (problem, problem is not None)


def test_what_is_too_large_to_play_is_not_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "MAX_MACS_PER_FRAME", 2)
    facts = facts_of(clipper(tmp_path / "amp.nam", drive=9.0))
    assert (facts.problem, facts.load, facts.behaviour) == ("is too large to be played live", None, None)
    assert facts.weight_count == 5


def test_a_silent_network_has_its_cost_and_the_reason(tmp_path: Path) -> None:
    facts = facts_of(gain_model(tmp_path / "silent.nam", 0.0))
    assert (facts.problem, facts.behaviour, facts.loudness_db) == ("the model is silent", None, None)
    assert facts.load is not None
