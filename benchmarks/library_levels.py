"""Levels among siblings: how well they are found, and whether the sound proposes any between other gear.

    benchmarks/library_levels.py [--siblings 12] [--settings 8] [--turned 4]    # five minutes of one core

What is tested is the sound alone, as if all names agreed (`reamp.library.same_names`). Everything simulated
is captured at 12 dBu, so the true difference is 0 dB, but for the siblings.

Siblings: a device at random knobs, captured at two levels that differ by up to 9 dB. Other gear: three
simulated devices and three more pedals at random knobs, the shared captures and the models of the conformance
set. Other knobs: the pairs of one device among these, and devices of which one knob was turned by 0.1.
A pair is played only where `sibling_distance` lets it, as in `reamp library levels`.
"""

import argparse
import hashlib
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
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
    sibling_distances,
)
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.device import SimulatedDevice
from reamp.sim.overdrive import Overdrive
from reamp.units import dbu_to_v_peak

RATE_HZ = 48_000
LEVEL_DBU = 12.0
PEDAL_KNOBS, AMP_KNOBS = ("drive", "tone", "volume"), ("gain", "bass", "middle", "treble", "master")
DEVICES: dict[str, tuple[Callable[..., SimulatedDevice], tuple[str, ...]]] = {
    "overdrive": (Overdrive, PEDAL_KNOBS),
    "clean-amp": (CleanAmp, AMP_KNOBS),
    "lead-amp": (LeadAmp, AMP_KNOBS),
    "pedal, uneven diodes": (partial(Overdrive, diodes=(2, 1)), PEDAL_KNOBS),
    "pedal, soft diodes": (partial(Overdrive, emission=3.5), PEDAL_KNOBS),
    "pedal, dark clipper": (partial(Overdrive, clipper_f=47e-9), PEDAL_KNOBS),
}
ORDINARY = ("overdrive", "clean-amp", "lead-amp")
TURNED = 0.1
FALSE_DB = 0.3
REMEMBERED = 48

Play = Callable[[Samples], Samples]


@dataclass(frozen=True, kw_only=True, eq=False)
class Capture:
    """What can be played: `gear` is equal for captures of one device."""

    gear: str
    name: str
    play: Play
    behaviour: Behaviour


def remembered(play: Play) -> Play:
    """Return a play that keeps its answers: the same guitar is played through it again and again."""
    answers: dict[bytes, Samples] = {}

    def played(samples: Samples) -> Samples:
        key = hashlib.sha256(samples.tobytes()).digest()
        if key not in answers:
            if len(answers) == REMEMBERED:
                answers.pop(next(iter(answers)))
            answers[key] = play(samples)
        return answers[key]

    return played


def captured(device: SimulatedDevice, input_level_dbu: float) -> Play:
    """Return a device as a capture of it at this level would play."""
    full_scale_v = dbu_to_v_peak(input_level_dbu)
    return remembered(lambda x: device.process(x * full_scale_v, rate_hz=RATE_HZ).astype(np.float32))


def model_play(path: Path) -> Play:
    """Return a model that begins anew each time."""
    model = load(path)

    def play(samples: Samples) -> Samples:
        model.reset()
        return model.process(np.ascontiguousarray(samples, np.float32))

    return remembered(play)


def random_knobs(knobs: tuple[str, ...], chance: np.random.Generator) -> dict[str, float]:
    """Return a random position of each knob."""
    return {knob: float(chance.random()) for knob in knobs}


def all_plays(settings: int, chance: np.random.Generator) -> Iterator[tuple[str, str, Play]]:
    """Yield the gear, the name and the play of everything that is compared."""
    for gear, (kind, knobs) in DEVICES.items():
        for at in range(settings if gear in ORDINARY else settings // 2):
            yield gear, f"{gear} {at}", captured(kind(**random_knobs(knobs, chance)), LEVEL_DBU)
    for path in sorted(SHARED_DATA.glob("captures/*.nam")):
        yield path.stem.split("_")[0], path.stem, model_play(path)
    for path in sorted(SHARED_DATA.glob("conformance/models/*.nam")):
        yield path.stem, path.stem, model_play(path)
    yield "overdrive", "the demo's overdrive", model_play(demo_model_path())


def distorting(settings: int, chance: np.random.Generator) -> list[Capture]:
    """Return everything that makes a sound and distorts: only its level can be found."""
    found = []
    for gear, name, play in all_plays(settings, chance):
        try:
            behaviour = measure_behaviour(play)
        except AudioError:
            continue
        if behaviour.gain_db >= LEAST_GAIN_DB:
            found.append(Capture(gear=gear, name=name, play=play, behaviour=behaviour))
    return found


def siblings(count: int, di: Signal, chance: np.random.Generator) -> None:
    """Print how far the levels that were found are from the true ones."""
    errors_db, refused, clean = [], 0, 0
    for gear in itertools.islice(itertools.cycle(ORDINARY), count):
        kind, knobs = DEVICES[gear]
        device = kind(**random_knobs(knobs, chance))
        apart_db = float(chance.uniform(0.0, 9.0))
        known, unknown = captured(device, LEVEL_DBU), captured(device, LEVEL_DBU + apart_db)
        ours, theirs = (measure_behaviour(play) for play in (known, unknown))
        if min(ours.gain_db, theirs.gain_db) < LEAST_GAIN_DB:
            clean += 1
            continue
        is_near = float(sibling_distances(ours.sound, theirs.sound[None])[0]) <= MAX_SIBLING_DISTANCE
        match = match_siblings(known, unknown, di) if is_near else None
        if match is None:
            refused += 1
            print(f"{gear} {apart_db:.2f} dB apart: refused", flush=True)
        else:
            errors_db.append(abs(match.input_db - apart_db))
    worst_db = max(errors_db, default=float("nan"))
    print(
        f"siblings: {len(errors_db)} found, at most {worst_db:.3f} dB wrong; "
        f"{refused} refused, {clean} too clean",
        flush=True,
    )


def pairs(captures: list[Capture], di: Signal) -> None:
    """Print what the sound proposes between all pairs: of other gear, and of one device at other knobs."""
    sounds = np.array([each.behaviour.sound for each in captures])
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for a, known in enumerate(captures):
        far = sibling_distances(known.behaviour.sound, sounds[a + 1 :])
        for unknown, distance in zip(captures[a + 1 :], far, strict=True):
            count = counts["other knobs" if known.gear == unknown.gear else "other gear"]
            count[0] += 1
            if distance > MAX_SIBLING_DISTANCE:
                continue
            count[1] += 1
            match = match_siblings(known.play, unknown.play, di)
            if match is not None:
                count[2] += 1
                count[3] += abs(match.input_db) > FALSE_DB
                print(
                    f"  {known.name} and {unknown.name}: {match.input_db:.2f} dB, "
                    f"{match.rest_db:.0f} dB left",
                    flush=True,
                )
    for what, (total, played, proposed, false) in counts.items():
        print(
            f"{what}: {total} pairs, {played} near, {proposed} proposed by the sound alone, "
            f"{false} of them wrong by more than {FALSE_DB} dB",
            flush=True,
        )


def turned(count: int, di: Signal, chance: np.random.Generator) -> None:
    """Print what the sound proposes where one knob was turned a little, for each knob."""
    for gear in ORDINARY:
        kind, knobs = DEVICES[gear]
        for knob in knobs:
            proposed_db = []
            for _ in range(count):
                before = random_knobs(knobs, chance)
                before[knob] = min(before[knob], 1.0 - TURNED)
                after = {**before, knob: before[knob] + TURNED}
                match = match_siblings(
                    captured(kind(**before), LEVEL_DBU), captured(kind(**after), LEVEL_DBU), di
                )
                if match is not None:
                    proposed_db.append(match.input_db)
            said = ", ".join(f"{level_db:+.2f} dB" for level_db in proposed_db) or "none"
            print(f"{gear}, {knob} turned up by {TURNED}, {count} pairs: proposed {said}", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--siblings", type=int, default=12)
    parser.add_argument("--settings", type=int, default=8)
    parser.add_argument("--turned", type=int, default=1)
    arguments = parser.parse_args()
    guitar = read(demo_di_path())
    di = Signal(guitar.samples[4 * RATE_HZ : 5 * RATE_HZ], RATE_HZ)  # soft and hard are in it
    started_s = time.process_time()
    siblings(arguments.siblings, di, np.random.default_rng(6))
    pairs(distorting(arguments.settings, np.random.default_rng(5)), di)
    turned(arguments.turned, di, np.random.default_rng(7))
    print(f"{time.process_time() - started_s:.0f} s of processor time")


if __name__ == "__main__":
    main()
