"""Ends commands by signals at random moments, from the first instruction on, and counts what went wrong.

A command must end within two seconds, leave no half-written file, and the terminal as it was. Training may
finish its step and write its best model first. Needs jackd.

  endings.py --rounds 200                                 all commands and signals
  endings.py --rounds 20 --command play --signal SIGHUP   some
"""

import argparse
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from conftest import pytest_configure as pass_no_ignored_signal_on
from ending_cases import COMMANDS, SIGNALS, Ending, end, prepare, ready_s
from jack_server import start_server

LIMIT_S = 2.0
EARLIEST_S = 0.005


def show(endings: Sequence[Ending]) -> None:
    """Print a row for each command and signal."""
    print("| command | signal | rounds | within 2 s | median | slowest | its CPU | Python starts | faults |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for command, number in itertools.product(COMMANDS, SIGNALS):
        group = [each for each in endings if (each.command, each.number) == (command, number)]
        if not group:
            continue
        group.sort(key=lambda each: each.took_s)
        slowest = group[-1]
        print(
            f"| {command} | {number.name} | {len(group)} | {sum(each.took_s <= LIMIT_S for each in group)} "
            f"| {group[len(group) // 2].took_s:.2f} s | {slowest.took_s:.2f} s | {slowest.cpu_s:.2f} s "
            f"| {sum(each.is_early for each in group)} | {sum(bool(each.faults) for each in group)} |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=200, help="for each command and signal")
    parser.add_argument("--command", choices=COMMANDS, action="append")
    parser.add_argument("--signal", choices=[number.name for number in SIGNALS], action="append")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    pass_no_ignored_signal_on()
    commands = options.command or list(COMMANDS)
    numbers = [signal.Signals[name] for name in options.signal] if options.signal else SIGNALS
    chance = random.Random(options.seed)
    os.environ["JACK_DEFAULT_SERVER"] = name = f"reamp-endings-{os.getpid()}"
    server = start_server(name=name, block_frames=256)
    endings = []
    try:
        with tempfile.TemporaryDirectory() as temporary:
            source, folder = Path(temporary, "source"), Path(temporary, "round")
            source.mkdir()
            prepare(source)
            for command in commands:
                span_s = 2.0 * ready_s(command, source, folder) + 1.0
                shutil.rmtree(folder)
                print(f"{command}: moments up to {span_s:.1f} s", flush=True)
                for _, number in itertools.product(range(options.rounds), numbers):
                    after_s = EARLIEST_S * (span_s / EARLIEST_S) ** chance.random()  # more of them early
                    endings.append(end(command, number, after_s=after_s, source=source, folder=folder))
                    shutil.rmtree(folder)
                    told = endings[-1]
                    if told.faults or told.took_s > LIMIT_S:
                        print(f"{time.strftime('%H:%M:%S')} {told}", flush=True)
    finally:
        server.stop()
        show(endings)


if __name__ == "__main__":
    main()
