"""Two hosts whose workers are killed and whose network is cut at random, while small captures train.

`sudo .venv/bin/python benchmarks/cluster_cut_off.py [--captures 200]`

Each host is a network namespace behind a bridge; scheduler and client are on the bridge's side. At random
moments a worker is killed (-9) and started again, or the cable of a host is unplugged for 5 to 30 s. At the
end: how many captures have a model or a named error, and how many trainings came to an end more than once.
"""

import argparse
import csv
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from cluster_processes import Run, completions, kill, make_captures

from reamp.engine import load

HOSTS = (("reamp1", "10.77.0.2"), ("reamp2", "10.77.0.3"))


@contextmanager
def hosts() -> Iterator[None]:
    """Make the bridge and the two hosts, and remove them."""
    _ip("link add reamp0 type bridge")
    try:
        _ip("addr add 10.77.0.1/24 dev reamp0")
        _ip("link set reamp0 up")
        for name, address in HOSTS:
            _ip(f"netns add {name}")
            _ip(f"link add {name} type veth peer name eth0 netns {name}")
            _ip(f"link set {name} master reamp0 up")
            _ip(f"-n {name} addr add {address}/24 dev eth0")
            _ip(f"-n {name} link set eth0 up")
            _ip(f"-n {name} link set lo up")
        yield
    finally:
        for name, _ in HOSTS:
            _ip(f"netns del {name}", check=False)
        _ip("link del reamp0", check=False)


def _ip(words: str, *, check: bool = True) -> None:
    subprocess.run(["ip", *words.split()], check=check, capture_output=not check)


def main() -> None:
    """Run the simulation, and print what became of the captures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--calm", action="store_true", help="kill and cut nothing")
    parser.add_argument("--durations", type=Path, help="write the processor seconds of the trainings here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, hosts():
        _simulate(Path(folder), options)


class _Chaos:
    """Kills workers and unplugs hosts at random moments, and undoes it."""

    def __init__(self, run: Run, rng: random.Random) -> None:
        self._run, self._rng = run, rng
        self._workers = [self._worker(number) for number in range(len(HOSTS))]
        self._unplugged: dict[str, float] = {}
        self._next_s = time.monotonic() + rng.uniform(3.0, 10.0)
        self.kills = self.cuts = 0

    def tick(self, *, is_calm: bool) -> None:
        """Start again and plug in what it is time for; unless all is calm, kill or cut."""
        now_s = time.monotonic()
        for number, each in enumerate(self._workers):
            if each.exitcode is not None:
                self._workers[number] = self._worker(number)
        for name in [name for name, until_s in self._unplugged.items() if now_s > until_s]:
            _ip(f"link set {name} up")
            del self._unplugged[name]
        if is_calm:
            self._next_s = now_s + self._rng.uniform(3.0, 10.0)
        elif now_s > self._next_s:
            self._next_s = now_s + self._rng.uniform(3.0, 10.0)
            self._strike(self._rng.randrange(len(HOSTS)), now_s)

    def _strike(self, number: int, now_s: float) -> None:
        name, _ = HOSTS[number]
        if self._rng.random() < 0.5:
            kill(self._workers[number])
            self.kills += 1
        elif name not in self._unplugged:
            _ip(f"link set {name} down")
            self._unplugged[name] = now_s + self._rng.uniform(5.0, 30.0)
            self.cuts += 1

    def _worker(self, number: int) -> BaseProcess:
        name, address = HOSTS[number]
        return self._run.worker(number, host=address, namespace=name)


def _simulate(folder: Path, options: argparse.Namespace) -> None:
    captures = make_captures(folder / "captures", options.captures)
    models = [path.with_suffix(".nam") for path in captures]
    first_s = None
    with Run(folder, "tcp://10.77.0.1:8786") as run:
        run.scheduler()
        chaos = _Chaos(run, random.Random(options.seed))
        client = run.client(captures, epochs=options.epochs)
        while client.exitcode is None:
            time.sleep(0.1)
            if first_s is None and any(path.exists() for path in models):
                first_s = time.monotonic()
            chaos.tick(is_calm=options.calm or first_s is None)
        took_s = time.monotonic() - (first_s or time.monotonic())
    done = completions(run.log)
    for path in models:
        if path.exists():
            load(path)  # raises for a file that is not whole
    named = (folder / "client.log").read_text().splitlines()
    twice = sum(each - 1 for each in Counter(each.model for each in done).values())
    print(f"{chaos.kills} kills, {chaos.cuts} cuts, client ended with {client.exitcode} in {took_s:.0f} s")
    print(f"models {sum(path.exists() for path in models)} of {len(models)}, lines of errors {len(named)}")
    for line in named[:10]:
        print(f"  {line}")
    print(f"trainings that came to an end {len(done)}, of them twice {twice}")
    print(f"half written {len(list((folder / 'captures').rglob('.reamp-*')))}")
    print(f"processor seconds of the trainings {sum(each.processor_s for each in done):.0f}")
    busy_s = sum(each.ended_s - each.started_s for each in done) / len(HOSTS)
    whole_s = max(each.ended_s for each in done) - min(each.started_s for each in done)
    print(f"from the first to the last {whole_s:.1f} s, ideal {busy_s:.1f} s, ratio {whole_s / busy_s:.3f}")
    if options.durations is not None:
        with options.durations.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("model", "processor_s"))
            rows.writerows((each.model, f"{each.processor_s:.3f}") for each in done)


if __name__ == "__main__":
    main()
