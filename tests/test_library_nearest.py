"""The nearest models: those that sound most like one, filtered, wished for, and at the same volts."""

import itertools

import numpy as np
import pytest
from library_cases import clipper, lone_index

from reamp.audio.files import read
from reamp.demo import demo_di_path
from reamp.library.behaviour import TRAITS, measure_behaviour
from reamp.library.index import Library
from reamp.library.likeness import distances
from reamp.library.nearest import Target, Wish, nearest_in_index, target_of
from reamp.library.query import Query
from reamp.metrics import spectral_distance
from reamp.sim.overdrive import Overdrive
from reamp.units import dbu_to_v_peak

DRIVES = (0.5, 2.0, 6.0, 20.0)
SETTINGS = 12


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("amps")
    for drive in DRIVES:
        clipper(folder / f"{drive:g}.nam", drive=drive, gear_make="Vox" if drive > 5 else "Fender")
    clipper(folder / "copy.nam", drive=20.0)
    clipper(folder / "hot.nam", drive=20.5, input_level_dbu=24.0)
    index = lone_index(folder)
    index.add(folder)
    index.update()
    return index


def near(index: Library, drive: float, query: Query | None = None, **more: object) -> list[str]:
    target = Target(behaviour=measure_behaviour(lambda x: np.tanh(np.float32(drive) * x)))
    found = nearest_in_index(index.connection, target, query=query or Query(), **more)  # type: ignore[arg-type]
    return [each.entry.label for each in found]


def test_copies_of_a_network_count_once_and_the_nearest_comes_first(index: Library) -> None:
    labels = near(index, 19.0)
    assert labels[0] in ("20", "copy")
    assert len(labels) == len(DRIVES) + 1


def test_filters_and_a_limit(index: Library) -> None:
    assert near(index, 6.5, Query(limit=1)) == ["6"]
    assert near(index, 19.0, Query(is_calibrated=True)) == ["hot"]
    assert near(index, 6.0, Query(max_gain_db=-60.0)) == []


def test_a_model_with_a_known_level_is_heard_at_the_volts_of_a_guitar(index: Library) -> None:
    """Its full scale is 12 dB above the guitar's: it is driven like a quarter of its drive."""
    assert set(near(index, 20.5 / 4.0, Query(limit=2))) == {"hot", "6"}


def test_networks_that_an_older_reamp_measured_wait_for_the_next_update(index: Library) -> None:
    index.connection.execute("BEGIN")
    index.connection.execute("DELETE FROM moments")
    assert near(index, 6.0) == []
    index.connection.execute("ROLLBACK")
    assert len(near(index, 6.0)) == len(DRIVES) + 1


def test_a_wish_compares_at_the_same_volts(index: Library) -> None:
    assert "hot" not in near(index, 6.5, wishes=[Wish.MORE_GAIN])
    assert {"20", "copy"} & set(near(index, 6.5, wishes=[Wish.MORE_GAIN]))
    assert near(index, 6.5, wishes=[Wish.LESS_GAIN, Wish.MORE_GAIN]) == []


def test_every_wish_is_a_trait() -> None:
    assert {wish.value[0] for wish in Wish} <= set(TRAITS)


def test_a_network_of_the_index_is_a_target_that_is_no_answer(index: Library) -> None:
    (hot,) = index.search(Query(words="hot")).entries
    assert hot.fingerprint is not None
    target = target_of(index.connection, hot.fingerprint)
    assert target is not None
    assert (target.input_level_dbu, target.gain_db) == (24.0, target.behaviour.gain_db - 12.0)
    found = nearest_in_index(index.connection, target, query=Query())
    assert "hot" not in [each.entry.label for each in found]
    assert target_of(index.connection, "no such network") is None


@pytest.mark.slow
def test_the_nearest_setting_of_a_pedal_is_among_the_first_three() -> None:
    """In at least 90 % of the cases (benchmarks/likeness.py: of three devices, among 200)."""
    chance, full_scale_v = np.random.default_rng(4), dbu_to_v_peak(12.0)
    guitar = read(demo_di_path()).samples[6 * 48_000 :][: 48_000 // 2]
    sounds, played = [], []
    for _ in range(SETTINGS):
        drive, tone, volume = chance.random(3)
        pedal = Overdrive(drive=drive, tone=tone, volume=volume)

        def play(samples: np.ndarray, pedal: Overdrive = pedal) -> np.ndarray:
            return (pedal.process(samples * full_scale_v, rate_hz=48_000) / full_scale_v).astype(np.float32)

        sounds.append(measure_behaviour(play).sound)
        answer = play(guitar).astype(np.float64)
        played.append(0.06 * answer / np.sqrt(np.square(answer).mean()))
    wanted = np.full((SETTINGS, SETTINGS), np.inf)
    for a, b in itertools.combinations(range(SETTINGS), 2):
        wanted[a, b] = wanted[b, a] = spectral_distance(played[a], played[b])
    bands, hits = np.array(sounds), 0
    for place in range(SETTINGS):
        far = distances(bands[place], bands)
        far[place] = np.inf
        hits += int(wanted[place].argmin()) in np.argsort(far)[:3]
    assert hits >= 0.9 * SETTINGS
