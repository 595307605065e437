from pathlib import Path

import numpy as np
import pytest
from library_cases import clipper, lone_index
from scipy.signal import lfilter

from reamp.audio.files import read
from reamp.audio.loudness import integrated_lufs
from reamp.audio.signal import Samples, Signal
from reamp.demo import demo_di_path
from reamp.library.behaviour import measure_behaviour
from reamp.library.likeness import distance, distances, sounds_at
from reamp.library.nearest import Wish
from reamp.library.query import Query
from reamp.metrics import spectral_distance


def gear(drive: float, cut: float, *, after: bool):  # type: ignore[no-untyped-def]
    """Return a clipper with a low-pass before or after it; `cut` is its pole."""

    def play(samples: Samples) -> Samples:
        x = samples.astype(np.float64)
        if not after:
            x = lfilter([1.0 - cut], [1.0, -cut], x)
        y = np.tanh(drive * x)
        if after:
            y = lfilter([1.0 - cut], [1.0, -cut], y)
        return y.astype(np.float32)

    return play


def test_the_distance_follows_the_spectral_distance() -> None:
    """On 60 pairs: rank correlation at least 0.8.

    `benchmarks/likeness.py` measures 200 pairs of simulated amplifiers and pedals: docs/library.md.
    """
    chance = np.random.default_rng(2)
    plays = [
        gear(10 ** chance.uniform(-0.5, 2.0), chance.uniform(0.0, 0.9), after=bool(chance.integers(2)))
        for _ in range(24)
    ]
    guitar = read(demo_di_path())
    at = int(np.abs(guitar.samples).argmax())
    excerpt = guitar.samples[at - 4_800 : at + 19_200]
    sounds, behaviours = [], [measure_behaviour(play) for play in plays]
    for play in plays:
        y = play(excerpt).astype(np.float64)
        y *= (
            10 ** ((-24.0 - integrated_lufs(Signal.from_float64(y / np.abs(y).max(), 48_000))) / 20)
            / np.abs(y).max()
        )
        sounds.append(y + 10 ** (-90 / 20) * np.random.default_rng(0).normal(size=len(y)))
    pairs = [(i, j) for i in range(24) for j in range(i)]
    chosen = [pairs[place] for place in chance.choice(len(pairs), 60, replace=False)]
    wanted = [
        spectral_distance(sounds[i], sounds[j]) + spectral_distance(sounds[j], sounds[i]) for i, j in chosen
    ]
    got = [distance(behaviours[i], behaviours[j]) for i, j in chosen]
    ranks = [np.argsort(np.argsort(values)) for values in (wanted, got)]
    assert np.corrcoef(*ranks)[0, 1] > 0.8


def test_a_gain_behind_is_no_difference() -> None:
    a = measure_behaviour(lambda x: np.tanh(4 * x))
    b = measure_behaviour(lambda x: np.float32(0.1) * np.tanh(4 * x))
    assert distance(a, b) == pytest.approx(0.0, abs=1e-3)


def test_the_distance_is_the_same_both_ways() -> None:
    a, b = (measure_behaviour(lambda x, g=g: np.tanh(g * x)) for g in (0.5, 9.0))
    assert distance(a, b) == pytest.approx(distance(b, a), abs=1e-6)


def test_captures_of_one_amplifier_at_two_levels_are_alike_at_the_same_volts() -> None:
    """One has full scale at 12 dBu, the other at 18: its tanh gets twice the volts for the same number."""
    low = measure_behaviour(lambda x: np.tanh(30 * x))
    high = measure_behaviour(lambda x: np.tanh(np.float32(30 * 10 ** (6 / 20)) * x))
    apart = distance(low, high)
    sounds = sounds_at(np.stack([low.sound, high.sound]), [12.0, 18.0])
    assert float(distances(sounds[0], sounds[1:])[0]) < 0.35 * apart


def test_the_nearest_come_first_and_wishes_are_granted(tmp_path: Path) -> None:
    folder = tmp_path / "amps"
    folder.mkdir()
    for drive in (0.5, 2.0, 4.0, 5.0, 12.0, 40.0):
        clipper(folder / f"{drive:g}.nam", drive=drive)
    clipper(folder / "copy of 4.nam", drive=4.0)
    target = clipper(tmp_path / "target.nam", drive=4.4)
    with lone_index(tmp_path) as index:
        index.add(folder)
        index.update()
        near = index.like(target)
        hotter = index.like(target, wishes=[Wish.MORE_GAIN], query=Query(limit=2))
        cleaner = index.like(target, wishes=[Wish.LESS_GAIN], than=folder / "2.nam")
        of_itself = index.like(folder / "4.nam")
    assert [each.entry.label for each in near[:3]] in (["4", "5", "2"], ["5", "4", "2"])
    assert [each.distance for each in near] == sorted(each.distance for each in near)
    assert [each.entry.label for each in hotter] == ["12", "40"]
    assert [each.entry.label for each in cleaner] == ["0.5"]
    assert {each.entry.label for each in of_itself} == {"0.5", "2", "5", "12", "40"}
