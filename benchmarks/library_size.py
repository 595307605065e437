"""A library of ten thousand models: time and memory of the index, of an update, and of searches.

    benchmarks/library_size.py [--files 10000]        # 15 minutes of processor time and 2 GB of disk

The files have the shapes of a real collection: mostly A1 standard, some lite, feather and nano, LSTM and A2.
Their weights are those of a model with random changes, so that each is a network of its own. Times of the
index are seconds of processor time: on N idle cores it takes an N-th of that.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
from models import real_models, write_models

from reamp.library.index import Library
from reamp.library.query import Query, SortBy
from reamp.nam import NamDocument

SHARES = {
    "A1 standard": 0.70,
    "A1 lite": 0.07,
    "A1 feather": 0.06,
    "A1 nano": 0.05,
    "LSTM 1x16": 0.04,
    "LSTM 2x16": 0.02,
    "A2 full": 0.04,
    "A2 lite": 0.02,
}
CHANGE = 0.02
"""Of each weight, relative: enough for another network, and little enough to still be an amplifier."""
MAKERS = ("Marshall", "Fender", "Vox", "Mesa", "Peavey", "Soldano", "Orange", "Friedman", "Bogner", "Ibanez")
GEAR = ("JCM800", "Twin", "AC30", "Rectifier", "5150", "SLO 100", "Rockerverb", "BE-100", "Ecstasy", "TS9")
TONES = ("clean", "crunch", "lead", "rhythm", "bright", "dark", "boosted", "edge", "fuzz", "low gain")
WORDS = (
    "jcm800 lead",
    "vox clean",
    "mesa",
    "5150 boosted",
    "fendr twin",
    "ibanez ts9 dark",
    "a",
    "b12",
    "sol",
)
ROUNDS = 5


def contents(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Return the models to change, by their shape: random ones, and the real ones that are there."""
    found = {name: [NamDocument.read(path).content()] for name, path in write_models(folder).items()}
    real = [NamDocument.read(path).content() for path in real_models().values()]
    for content in real:
        for name in ("A1 standard", "A1 lite", "A1 feather"):
            if len(content["weights"]) == len(found[name][0]["weights"]):  # type: ignore[arg-type]
                found[name].append(content)
    return {name: of_shape[1:] or of_shape for name, of_shape in found.items()}


def write_files(folder: Path, count: int, bases: dict[str, list[dict[str, object]]]) -> None:
    """Write as many models, each another network, in folders of their makers."""
    chance = np.random.default_rng(3)
    shapes = chance.choice(list(SHARES), size=count, p=list(SHARES.values()))
    for number, shape in enumerate(shapes):
        maker, gear, tone = (str(chance.choice(names)) for names in (MAKERS, GEAR, TONES))
        of_shape = bases[str(shape)]
        base = of_shape[number % len(of_shape)]
        weights = np.array(base["weights"]) * (1.0 + CHANGE * chance.normal(size=len(base["weights"])))  # type: ignore[arg-type]
        metadata: dict[str, object] = {
            "gear_make": maker,
            "gear_model": gear,
            "modeled_by": f"user{number % 97}",
        }
        if number % 10 == 0:
            metadata["input_level_dbu"] = float(chance.uniform(8.0, 20.0))
        changed = {
            "weights": np.round(weights, 6).tolist(),
            "metadata": metadata,
            "sample_rate": 48_000,
        }
        path = folder / maker / f"{gear} {tone} {number}.nam"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(msgspec.json.encode({**base, **changed}))


def processor_s(work: Callable[[], object]) -> float:
    """Return the processor time that this takes, on all cores."""
    started_s = time.process_time()
    work()
    return time.process_time() - started_s


def searches(index: Library, models: list[Path]) -> Iterator[tuple[str, list[float]]]:
    """Yield what is searched, and the processor time of each search in seconds."""

    def times(work: Callable[[], object]) -> float:
        return min(processor_s(work) for _ in range(ROUNDS))

    yield "words", [times(lambda w=words: index.search(Query(words=w, limit=20))) for words in WORDS]  # type: ignore[misc]
    filters = (
        Query(is_calibrated=True, limit=20),
        Query(max_load=0.02, min_gain_db=20.0, limit=20),
        Query(author="user12", architecture="a1", sort_by=SortBy.GAIN, limit=20),
    )
    yield "filters", [times(lambda q=query: index.search(q)) for query in filters]  # type: ignore[misc]
    yield "likeness", [times(lambda m=path: index.like(m, query=Query(limit=20))) for path in models]  # type: ignore[misc]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--folder", type=Path, default=None, help="Keep the files and the index here.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        amps, bases = folder / "amps", folder / "bases"
        if not amps.exists():
            for each in (amps, bases):
                each.mkdir(parents=True)
            write_files(amps, arguments.files, contents(bases))
        with Library(folder / "library.db") as index:
            index.add(amps)
            started_s = time.monotonic()
            took_s = processor_s(lambda: print(index.update(threads=arguments.threads)))
            print(
                f"index: {took_s:.0f} s of processor time, {time.monotonic() - started_s:.0f} s on the clock"
            )
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"peak memory: {peak_mb:.0f} MB")
            print(f"update without changes: {processor_s(index.update):.2f} s")
            models = sorted(amps.rglob("*.nam"))[:: max(1, arguments.files // 10)]
            for what, times_s in searches(index, models):
                middle_ms, worst_ms = 1e3 * statistics.median(times_s), 1e3 * max(times_s)
                print(f"search by {what}: {middle_ms:.0f} ms, at most {worst_ms:.0f} ms", flush=True)
        size_mb = (folder / "library.db").stat().st_size / 2**20
        print(f"the index has {size_mb:.0f} MB")
        print(f"start of a search: {start_s(folder):.2f} s of processor time")


def start_s(folder: Path) -> float:
    """Return the processor time of the whole command, the least of some runs."""
    times_s = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "reamp", "library", "search", "jcm800", "lead"],
            env={"REAMP_DATA_DIR": str(folder), "REAMP_CONFIG_DIR": str(folder)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times_s.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times_s)


if __name__ == "__main__":
    main()
