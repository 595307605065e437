from pathlib import Path

import numpy as np
import pytest
from library_cases import clipper, lone_index
from shifted_models import shifted_model

from reamp.audio.files import read
from reamp.audio.signal import Samples, Signal
from reamp.demo import demo_di_path, demo_model_path
from reamp.library.behaviour import measure_behaviour
from reamp.library.levels import (
    MAX_SIBLING_DISTANCE,
    Lookalike,
    Proposal,
    match_siblings,
    sibling_distance,
)
from reamp.library.query import Query
from reamp.sim.overdrive import Overdrive
from reamp.units import db_to_ratio, dbu_to_v_peak

GUITAR = read(demo_di_path())
DI = Signal(GUITAR.samples[4 * 48_000 : 5 * 48_000], 48_000)  # a second is enough: soft and hard are in it


def captured(device: Overdrive, input_level_dbu: float):  # type: ignore[no-untyped-def]
    """Return a simulated pedal as a capture of it at this level would play."""
    full_scale_v = dbu_to_v_peak(input_level_dbu)

    def play(samples: Samples) -> Samples:
        return device.process(samples * full_scale_v, rate_hz=48_000).astype(np.float32)

    return play


@pytest.mark.slow
def test_the_send_level_of_a_simulated_sibling_is_found() -> None:
    """Of simulated gear nothing was learned wrong: within 0.3 dB."""
    pedal = Overdrive(drive=0.7)
    known, unknown = captured(pedal, 12.0), captured(pedal, 16.5)
    assert sibling_distance(measure_behaviour(known), measure_behaviour(unknown)) < MAX_SIBLING_DISTANCE
    match = match_siblings(known, unknown, DI)
    assert match is not None
    assert match.input_db == pytest.approx(4.5, abs=0.3)


@pytest.mark.parametrize("shift_db", [-9.0, 0.0, 5.0])
def test_siblings_are_near_once_one_is_driven_more(shift_db: float) -> None:
    a = measure_behaviour(lambda x: np.tanh(6 * x))
    b = measure_behaviour(lambda x: np.float32(0.3) * np.tanh(np.float32(6 * db_to_ratio(shift_db)) * x))
    assert sibling_distance(a, b) < 0.15


def test_levels_are_proposed_where_sound_and_names_agree_and_written_as_estimated(tmp_path: Path) -> None:
    amps = tmp_path / "amps"
    amps.mkdir()
    shifted_model(demo_model_path(), amps / "TS 5.nam", input_db=0.0, input_level_dbu=12.0)
    shifted_model(demo_model_path(), amps / "TS 5 lite.nam", input_db=4.0)
    shifted_model(demo_model_path(), amps / "TS 7.nam", input_db=-3.0)  # as with more gain
    clipper(amps / "ts-5 nano.nam", drive=9.0)
    clipper(amps / "nearly linear.nam", drive=0.1)
    with lone_index(tmp_path) as index:
        index.add(amps)
        index.update()
        proposals = [each for each in index.propose_levels(DI) if isinstance(each, Proposal)]
        (lookalike,) = (each for each in index.propose_levels(DI) if isinstance(each, Lookalike))
        (proposal,) = proposals
        proposal.alignment.tagged().save()
        index.update()
        found = {entry.label: entry for entry in index.search(Query()).entries}
        assert list(index.propose_levels(DI)) == [lookalike]
    assert (proposal.known.label, proposal.unknown.label) == ("TS 5", "TS 5 lite")
    assert proposal.alignment.input_level_dbu == pytest.approx(16.0, abs=0.3)
    assert proposal.alignment.match.uncertainty_db < 1.0
    assert found["TS 5 lite"].input_level_dbu == pytest.approx(16.0, abs=0.3)
    assert found["TS 5 lite"].input_level_origin == "estimated"
    assert (lookalike.unknown.label, lookalike.difference) == ("TS 7", "other file names")
