"""Which model made a recording: 60 recordings through real and trained models, and what the library answers.

    benchmarks/recordings.py [--cases 60]        # five minutes of one core, and the shared models

Twelve models, five recordings of each: as it is, softer and late, louder at another rate, with noise, and of
another guitar that the interface took 6 dB lower. The library has all models of the shared data, those with
random weights too, and for each A1 model a sibling whose weights are 5 % off: another capture of that gear.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from models import SHARED_DATA

from reamp.audio.files import read
from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal
from reamp.demo import demo_di_path, demo_model_path
from reamp.engine import load
from reamp.errors import ReampError
from reamp.library.index import Library
from reamp.nam import NamDocument
from reamp.units import db_to_ratio

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from shifted_models import shifted_model

RATE_HZ = 48_000
LENGTH_S = 6.0
SIBLING_WRONG = 0.05
NAMED = (
    *(
        "ceriatone_chan2_standard",
        "ceriatone_kk_ch2_standard",
        "dirtytree_dt33_feather",
        "dirtytree_dt33_lite",
    ),
    *("suhr_rl_wide_24_12", "overdrive", "a1_std_example", "a1_std_cap1", "a1_std_cap2", "a1_lite"),
    *("a1_feather", "a1_nano"),
)


def fill(folder: Path) -> dict[str, Path]:
    """Put all models and the siblings into a folder; return those that make recordings."""
    paths = [*SHARED_DATA.glob("captures/*.nam"), *SHARED_DATA.glob("conformance/models/*.nam")]
    found = {}
    for path in (*paths, demo_model_path()):
        copy = folder / path.name
        copy.write_bytes(path.read_bytes())
        found[path.stem] = copy
        config = NamDocument.read(path).content()["config"]
        is_plain = path.stem in NAMED and all("gated" in each for each in config["layers"])  # type: ignore
        if is_plain:
            shifted_model(path, folder / f"{path.stem} sibling.nam", input_db=0.0, wrong=SIBLING_WRONG)
    return {name: found[name] for name in NAMED if name in found}


def recordings(path: Path, guitar: Signal, other: Signal) -> list[tuple[str, Signal, Signal]]:
    """Return recordings of a model with the guitar that they are said to be of."""
    model, chance = load(path), np.random.default_rng(1)

    def play(samples: Samples) -> Samples:
        model.reset()
        return model.process(np.ascontiguousarray(samples, np.float32))

    def late(samples: Samples, frames: int) -> Signal:
        return Signal(np.concatenate([np.zeros(frames, np.float32), samples]), RATE_HZ)

    x, y = guitar.samples, other.samples
    softer, louder, lower = (np.float32(db_to_ratio(db)) for db in (-9.0, 6.0, -6.0))
    noise = np.float32(db_to_ratio(-60.0))
    plain, loud = play(x), Signal(play(louder * x), RATE_HZ)
    hiss = noise * np.abs(plain).max() * chance.normal(size=len(x)).astype(np.float32)
    return [
        ("as it is", Signal(plain, RATE_HZ), guitar),
        ("softer, late", late(np.float32(0.3) * play(softer * x), 3_456), Signal(softer * x, RATE_HZ)),
        (
            "louder, 44.1 kHz",
            resample(loud, 44_100),
            Signal(louder * x, RATE_HZ),
        ),
        ("with noise", Signal(plain + hiss, RATE_HZ), guitar),
        ("other guitar, 6 dB lower", late(np.float32(0.5) * play(y), 1_234), Signal(lower * y, RATE_HZ)),
    ]


def excerpt(path: Path, start_s: float) -> Signal:
    """Return some seconds of a guitar."""
    guitar = read(path)
    first = round(start_s * guitar.rate_hz)
    return Signal(guitar.samples[first : first + round(LENGTH_S * guitar.rate_hz)], guitar.rate_hz)


def main() -> None:
    """Print each case, and how many named the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=60)
    count = parser.parse_args().cases
    guitar, other = excerpt(SHARED_DATA / "guitar_di.wav", 8.0), excerpt(demo_di_path(), 4.0)
    with tempfile.TemporaryDirectory() as temporary, Library(Path(temporary) / "library.db") as index:
        amps = Path(temporary) / "amps"
        amps.mkdir()
        named = fill(amps)
        index.add(amps)
        print(index.update())
        cases = [(path, case) for path in named.values() for case in recordings(path, guitar, other)]
        hits, started_s = 0, time.process_time()
        chosen = cases[:: max(1, len(cases) // count)][:count]
        for path, (what, recording, di) in chosen:
            try:
                found = index.like_recording(recording, di)
                first = found[0]
                said = (
                    f"{first.entry.label} at {first.distance_db:.2f} dB, next {found[1].distance_db:.2f} dB"
                )
                hits += first.entry.path == path
                mark = "" if first.entry.path == path else "  WRONG"
            except ReampError as error:
                said, mark = str(error), "  WRONG"
            print(f"{path.stem}, {what}: {said}{mark}", flush=True)
        took_s = (time.process_time() - started_s) / len(chosen)
    print(f"{hits} of {len(chosen)} named; {took_s:.1f} s of processor time each")


if __name__ == "__main__":
    main()
