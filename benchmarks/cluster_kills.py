"""Kill the worker, the scheduler and the client of a training at random moments: is anything lost or doubled?

`.venv/bin/python benchmarks/cluster_kills.py [--kills 10] [--captures 100]`

Each kind of process is killed (-9) as often as asked, and started again, as a supervisor does. After each
kind: how many captures have a model, how many trainings came to an end more than once, what is half written.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from cluster_processes import Run, completions, kill, make_captures

from reamp.engine import load

KINDS = ("worker", "scheduler", "client")


def main() -> None:
    """Kill each kind of process, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--captures", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--between-s", type=float, nargs=2, default=(1.0, 5.0))
    options = parser.parse_args()
    print("killed     times  models  of   trained  twice  half written  s")
    for kind in options.kind or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            print(_killed(kind, Path(folder), options), flush=True)


def _killed(kind: str, folder: Path, options: argparse.Namespace) -> str:
    rng = random.Random(options.seed)
    captures = make_captures(folder / "captures", options.captures)
    models = [path.with_suffix(".nam") for path in captures]
    started_s = time.monotonic()
    with Run(folder, f"tcp://127.0.0.1:{rng.randint(20_000, 50_000)}") as run:
        scheduler = run.scheduler()
        workers = [run.worker(number) for number in range(2)]
        client = run.client(captures)
        kills = 0
        next_s = time.monotonic()
        while client.exitcode != 0:
            time.sleep(0.1)
            # A supervisor starts again what has ended.
            for number, worker in enumerate(workers):
                if worker.exitcode is not None:
                    workers[number] = run.worker(number)
            if scheduler.exitcode is not None:
                scheduler = run.scheduler()
            if client.exitcode not in (None, 0):
                client = run.client(captures)
            has_begun = any(path.exists() for path in models) or kills
            if kills < options.kills and has_begun and time.monotonic() > next_s:
                kill({"worker": rng.choice(workers), "scheduler": scheduler, "client": client}[kind])
                kills += 1
                next_s = time.monotonic() + rng.uniform(*options.between_s)
            if time.monotonic() - started_s > 900.0:
                print((folder / "client.log").read_text()[-2000:])
                break
    counts = Counter(each.model for each in completions(run.log))
    whole = 0
    broken = list(folder.joinpath("captures").rglob(".reamp-*"))
    for path in models:
        if path.exists():
            load(path)  # raises for a file that is not whole
            whole += 1
    twice = sum(count - 1 for count in counts.values())
    took_s = time.monotonic() - started_s
    return (
        f"{kind:10} {kills:5}  {whole:6}  {len(models):3}  {sum(counts.values()):7}  {twice:5}"
        f"  {len(broken):12}  {took_s:.0f}"
    )


if __name__ == "__main__":
    main()
