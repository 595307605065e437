"""Levels among siblings: how well they are found, and whether anything is proposed between other gear.

    benchmarks/library_levels.py [--siblings 12] [--strangers 12]       # over five minutes of one core

Siblings: a simulated device at random knobs, captured at two levels that differ by 0 to 9 dB. Strangers: the
devices at random knobs, the shared captures and those of the conformance set, all pairs; a pair is played
only where `sibling_distance` lets it, as in `reamp library levels`. Two settings of one device are
the same gear with other knobs: a gain knob can look like another level (docs/library.md).
"""

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from models import SHARED_DATA

from reamp.audio.files import read
from reamp.audio.signal import Samples, Signal
from reamp.demo import demo_di_path, demo_model_path
from reamp.engine import load
from reamp.errors import AudioError
from reamp.library.behaviour import Behaviour, measure_behaviour
from reamp.library.levels import (
    LEAST_GAIN_DB,
    MAX_SIBLING_DISTANCE,
    match_siblings,
    sibling_distance,
    sibling_distances,
)
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.device import SimulatedDevice
from reamp.sim.overdrive import Overdrive
from reamp.units import dbu_to_v_peak

RATE_HZ = 48_000
KNOBS = {
    Overdrive: ("drive", "tone", "volume"),
    CleanAmp: ("gain", "bass", "middle", "treble", "master"),
    LeadAmp: ("gain", "bass", "middle", "treble", "master"),
}
Play = Callable[[Samples], Samples]


def captured(device: SimulatedDevice, input_level_dbu: float) -> Play:
    """Return a device as a capture of it at this level would play."""
    full_scale_v = dbu_to_v_peak(input_level_dbu)

    def play(samples: Samples) -> Samples:
        return device.process(samples * full_scale_v, rate_hz=RATE_HZ).astype(np.float32)

    return play


def random_devices(count: int, chance: np.random.Generator) -> list[SimulatedDevice]:
    """Return devices at random knobs, of each kind in turn."""
    kinds = itertools.islice(itertools.cycle(KNOBS.items()), count)
    return [kind(**{knob: float(chance.random()) for knob in knobs}) for kind, knobs in kinds]


def model_play(path: Path) -> Play:
    """Return a model that begins anew each time."""
    model = load(path)

    def play(samples: Samples) -> Samples:
        model.reset()
        return model.process(np.ascontiguousarray(samples, np.float32))

    return play


def siblings(count: int, di: Signal, chance: np.random.Generator) -> None:
    """Print how far the levels that were found are from the true ones."""
    errors_db, refused, clean = [], 0, 0
    for device in random_devices(count, chance):
        apart_db = float(chance.uniform(0.0, 9.0))
        known, unknown = captured(device, 12.0), captured(device, 12.0 + apart_db)
        behaviours = [measure_behaviour(play) for play in (known, unknown)]
        if min(each.gain_db for each in behaviours) < LEAST_GAIN_DB:
            clean += 1
            continue
        is_near = sibling_distance(*behaviours) <= MAX_SIBLING_DISTANCE
        match = match_siblings(known, unknown, di) if is_near else None
        if match is None:
            refused += 1
        else:
            errors_db.append(abs(match.input_db - apart_db))
        what = "refused" if match is None else f"{match.input_db:.2f} dB, {match.rest_db:.0f} dB left"
        print(f"{device.name} {apart_db:.2f} dB apart: {what}", flush=True)
    worst_db = max(errors_db, default=float("nan"))
    print(f"{len(errors_db)} siblings: at most {worst_db:.2f} dB wrong; {refused} refused, {clean} too clean")


def strangers(count: int, di: Signal, chance: np.random.Generator) -> None:
    """Print what is proposed between models of different gear."""
    plays = {
        f"{each.name} {at}": captured(each, 12.0) for at, each in enumerate(random_devices(count, chance))
    }
    found = (*SHARED_DATA.glob("captures/*.nam"), *SHARED_DATA.glob("conformance/models/*.nam"))
    plays |= {path.stem: model_play(path) for path in (*found, demo_model_path())}
    behaviours: dict[str, Behaviour] = {}
    for name, play in plays.items():
        try:
            behaviours[name] = measure_behaviour(play)
        except AudioError:
            continue
    loud = [name for name, each in behaviours.items() if each.gain_db >= LEAST_GAIN_DB]
    sounds = np.array([behaviours[name].sound for name in loud])
    far = np.array([sibling_distances(sound, sounds) for sound in sounds])
    pairs = [(a, b) for a, b in itertools.permutations(range(len(loud)), 2)]
    played = [(a, b) for a, b in pairs if far[a, b] <= MAX_SIBLING_DISTANCE]
    proposed = []
    for a, b in played:
        match = match_siblings(plays[loud[a]], plays[loud[b]], di)
        if match is not None:
            proposed.append((loud[a], loud[b]))
            print(
                f"{loud[a]} and {loud[b]}: {match.input_db:.2f} dB, {match.rest_db:.0f} dB left", flush=True
            )
    every = len(behaviours) * (len(behaviours) - 1)
    print(f"{every} pairs of other gear, {len(pairs)} of them distort")
    print(f"{len(played)} pairs played, {len(proposed)} levels proposed", flush=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--siblings", type=int, default=12)
    parser.add_argument("--strangers", type=int, default=12)
    arguments = parser.parse_args()
    guitar = read(demo_di_path())
    di = Signal(guitar.samples[4 * RATE_HZ : 10 * RATE_HZ], RATE_HZ)
    started_s = time.process_time()
    strangers(arguments.strangers, di, np.random.default_rng(5))
    siblings(arguments.siblings, di, np.random.default_rng(6))
    print(f"{time.process_time() - started_s:.0f} s of processor time")


if __name__ == "__main__":
    main()
