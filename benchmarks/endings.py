"""End commands by signals at random moments, from the first instruction on, and count the faults.

A command must end within two seconds, leave no half-written file, and restore the terminal. Training may
finish its step and write its best model first: its time counts from there. The table shows how long the main
thread waited for the processor, and how many commands end in time without that wait. Needs jackd.

  endings.py --rounds 200                                 all commands and signals
  endings.py --rounds 20 --command play --signal SIGHUP   some
  endings.py --rounds 200 --at-once 4                     several at a time
"""

import argparse
import contextlib
import itertools
import os
import queue
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from conftest import pytest_configure as pass_no_ignored_signal_on
from ending_cases import COMMANDS, SIGNALS, Ending, end, prepare, ready_s
from jack_server import start_server

LIMIT_S = 2.0
LIVE = {"play", "stage"}
EARLIEST_S = 0.005


def show(endings: Sequence[Ending]) -> None:
    """Print a row for each command and signal."""
    print(
        "| command | signal | moments | within 2 s | without waiting | median | slowest | its CPU | its wait "
        "| with the model | Python starts | faults |"
    )
    print("| --- | --- |" + " ---: |" * 10)
    for command, number in itertools.product(COMMANDS, SIGNALS):
        group = [each for each in endings if (each.command, each.number) == (command, number)]
        if not group:
            continue
        group.sort(key=lambda each: each.took_s)
        slowest = group[-1]
        print(
            f"| {command} | {number.name} | {len(group)} | {sum(each.took_s <= LIMIT_S for each in group)} "
            f"| {sum(each.took_s - each.waited_s <= LIMIT_S for each in group)} "
            f"| {group[len(group) // 2].took_s:.2f} s | {slowest.took_s:.2f} s | {slowest.cpu_s:.2f} s "
            f"| {slowest.waited_s:.2f} s | {max(each.all_s for each in group):.2f} s "
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
    parser.add_argument("--at-once", type=int, default=1, help="how many commands run at a time")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    pass_no_ignored_signal_on()
    commands = options.command or list(COMMANDS)
    numbers = [signal.Signals[name] for name in options.signal] if options.signal else SIGNALS
    chance = random.Random(options.seed)
    endings: list[Ending] = []
    with contextlib.ExitStack() as stack:
        servers: queue.SimpleQueue[str] = queue.SimpleQueue()
        for server in range(options.at_once):  # two clients of one server that leave it wait for each other
            os.environ["JACK_DEFAULT_SERVER"] = name = f"reamp-endings-{os.getpid()}-{server}"
            if not LIVE.isdisjoint(commands):
                stack.callback(start_server(name=name, block_frames=256).stop)
            servers.put(name)
        stack.callback(lambda: show(endings))
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = temporary / "source"
        source.mkdir()
        prepare(source)

        def run(command: str, number: int, after_s: float) -> None:
            folder, server = Path(tempfile.mkdtemp(dir=temporary)), servers.get()
            told = end(
                command, number, after_s=after_s, source=source, folder=folder / "round", server=server
            )
            servers.put(server)
            shutil.rmtree(folder)
            endings.append(told)
            if told.faults or told.took_s > LIMIT_S:
                load = os.getloadavg()[0]
                print(f"{time.strftime('%H:%M:%S')} load {load:.1f}: {told}", flush=True)

        for command in commands:
            span_s = 1.5 * ready_s(command, source, temporary / command, server=name) + 1.0
            print(f"{command}: moments up to {span_s:.1f} s", flush=True)
            with ThreadPoolExecutor(options.at_once) as pool:
                ran = []
                for _, number in itertools.product(range(options.rounds), numbers):
                    # More of them early, where Python and the command begin.
                    after_s = EARLIEST_S * (span_s / EARLIEST_S) ** chance.random()
                    ran.append(pool.submit(run, command, number, after_s))
                for each in ran:
                    each.result()


if __name__ == "__main__":
    main()
