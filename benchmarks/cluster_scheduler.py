"""The scheduler alone with thousands of jobs of recorded durations: what it adds to each, what it holds.

`.venv/bin/python benchmarks/cluster_scheduler.py [--jobs 10000] [--workers 64] [--factor 6]`

The workers are threads of one process that sleep for the duration of a job: the processor seconds of 200 real
trainings (`cluster_durations.csv`), drawn at random, times `factor`. Scheduler, workers and client are three
processes, so that the cost of each is known. `reamp.cluster` itself hands out the jobs.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from cluster_processes import Run
from cluster_sleep import sleep

from reamp.cluster.connection import Cluster
from reamp.cluster.work import Work

DURATIONS = Path(__file__).with_name("cluster_durations.csv")


def main() -> None:
    """Run the jobs, and print the overhead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--factor", type=float, default=6.0)
    options = parser.parse_args()
    recorded_s = [float(row["processor_s"]) for row in csv.DictReader(DURATIONS.open())]
    rng = random.Random(0)
    durations_s = [options.factor * rng.choice(recorded_s) for _ in range(options.jobs)]
    with tempfile.TemporaryDirectory() as folder, Run(Path(folder), "tcp://127.0.0.1:38786") as run:
        scheduler = psutil.Process(run.scheduler().pid)
        script = Path(__file__).with_name("cluster_sleep.py")
        workers = subprocess.Popen(
            [sys.executable, script, run.address, str(options.workers)],
            env={**os.environ, "REAMP_CLUSTER_DIR": str(Path(folder) / "store")},
            stderr=subprocess.DEVNULL,
        )
        try:
            _measure(run.address, scheduler, durations_s, options)
        finally:
            workers.kill()
            workers.wait()


def _measure(
    address: str, scheduler: psutil.Process, durations_s: list[float], options: argparse.Namespace
) -> None:
    with Cluster(address, patience_s=60.0) as cluster:
        while cluster.workers < options.workers:
            time.sleep(0.2)
        print(f"{options.jobs} jobs of {sum(durations_s) / options.jobs:.2f} s on {options.workers} workers")
        here = psutil.Process()
        before_s = [_processor_s(each) for each in (scheduler, here)]
        before_mb = [_memory_mb(each) for each in (scheduler, here)]
        started_s = time.monotonic()
        works = (
            Work(key=f"sleep-{number}", function=sleep, arguments=(duration_s,))
            for number, duration_s in enumerate(durations_s)
        )
        slept_s, done = 0.0, 0
        for outcome in cluster.run(works):
            assert outcome.error is None, outcome.error
            slept_s += outcome.value
            done += 1
        took_s = time.monotonic() - started_s
        used_s = [
            _processor_s(each) - before for each, before in zip((scheduler, here), before_s, strict=True)
        ]
    ideal_s = max(sum(durations_s) / options.workers, *durations_s)
    print(f"done {done}, in {took_s:.1f} s; ideal {ideal_s:.1f} s; ratio {took_s / ideal_s:.3f}")
    print(f"of that, sleeps were longer than asked: {slept_s / sum(durations_s):.3f}")
    for name, process, seconds, mb in zip(
        ("scheduler", "client"), (scheduler, here), used_s, before_mb, strict=True
    ):
        grown_mb = _memory_mb(process) - mb
        print(f"{name}: {1e3 * seconds / options.jobs:.2f} ms of processor a job, {grown_mb:+.0f} MB")


def _memory_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def _processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    main()
