"""Record simulated gear in real time and train meanwhile, as `reamp capture record --train` does.

A JACK server without hardware runs at 48 kHz in blocks of 1024 frames; a client plays the gear, in volts.
Printed are: seconds from the end of the signal to an ESR below the limit and to the written model, that
model's ESR, xruns, takes, and frames of the recording that differ from the same gear simulated offline.
Processor seconds are those of this process: the recorder, the checks, the training. Needs jackd; it takes
four minutes, and on a machine that does nothing else the numbers are those of the machine.

  record_and_train.py                                  the lead amp, A1 standard
  record_and_train.py --gear clean-amp --architecture a2 --seconds 60
"""

import argparse
import os
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from gear_client import GearSetup, gear
from jack_server import start_server

from reamp.audio.signal import Signal
from reamp.capture.jacks import Jacks
from reamp.capture.record import CaptureSession, Recorded, signal_to_play
from reamp.capture.take_run import TakeEvent, TakeFault, TakeMoved, stop_at_faults
from reamp.errors import RecordingError
from reamp.live.backends import open_stream
from reamp.live.stream import StreamConfig
from reamp.sim.device import device_by_name
from reamp.train.architectures import ARCHITECTURES
from reamp.train.events import EpochDone, Event
from reamp.train.job import Job
from reamp.train.pytorch import import_torch
from reamp.units import db_to_ratio, dbu_to_v_peak

BLOCK_FRAMES = 1024
LATENCY_FRAMES = 300
SEND_DBU, RETURN_DBU = 14.0, 23.5
NOISE_DBFS = -95.0
OFF_DB = 20.0  # above the noise: a frame that is missing or wrong
ESR_LIMIT = 0.01


class Clock:
    """Wall and processor seconds since the signal ended, and the xruns of the take."""

    def __init__(self) -> None:
        self.xruns = 0
        self.begun_s = self.ended_s = 0.0
        self.begun_cpu_s = self.ended_cpu_s = 0.0

    def begin(self) -> None:
        """Note when the take begins."""
        self.begun_s, self.begun_cpu_s = time.monotonic(), cpu_s()

    def end(self) -> None:
        """Note when the signal ends."""
        self.ended_s, self.ended_cpu_s = time.monotonic(), cpu_s()

    @property
    def since_s(self) -> float:
        """Seconds since the signal ended."""
        return time.monotonic() - self.ended_s

    @property
    def since_cpu_s(self) -> float:
        """Processor seconds since then."""
        return cpu_s() - self.ended_cpu_s


def cpu_s() -> float:
    """Return the processor seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def wrong_frames(recorded: Recorded, signal: Signal, device: str) -> int:
    """Return how many frames of a recording are not those of the gear simulated offline."""
    volts = signal.samples.astype(np.float64) * dbu_to_v_peak(SEND_DBU)
    answer = device_by_name(device).process(volts, rate_hz=signal.rate_hz) / dbu_to_v_peak(RETURN_DBU)
    heard = recorded.capture.recording().samples
    first = LATENCY_FRAMES + BLOCK_FRAMES  # the way back through JACK takes a block
    frames = min(len(answer), len(heard) - first)
    is_off = np.abs(heard[first : first + frames] - answer[:frames]) > db_to_ratio(NOISE_DBFS + OFF_DB)
    return int(is_off.sum()) + len(answer) - frames


def late_clients(log: Path) -> str:
    """Return which clients were late how often, as the server says."""
    late = Counter(re.findall(r"client = (.+?) was not finished", log.read_text(errors="replace")))
    return ", ".join(f"{name} {count} times" for name, count in late.items()) or "none"


def measure(args: argparse.Namespace, folder: Path) -> None:
    """Record, train, print."""
    from reamp.train.while_recording import LearnAhead

    signal = signal_to_play(None, rate_hz=48_000)
    if args.seconds:
        signal = Signal(signal.samples[: round(args.seconds * signal.rate_hz)], signal.rate_hz)
    setup = GearSetup(
        device=args.gear,
        send_full_scale_dbu=SEND_DBU,
        return_full_scale_dbu=RETURN_DBU,
        latency_frames=LATENCY_FRAMES,
        noise_dbfs=NOISE_DBFS,
    )
    clock, first_good_s, ahead = Clock(), None, LearnAhead(ARCHITECTURES[args.architecture])
    path = folder / "amp.capture"
    with gear(setup):
        stream = open_stream(StreamConfig(backend="jack", device="Simulated", outputs=(setup.send,)))
        session = CaptureSession(stream, Jacks(send=setup.send, return_=setup.return_), signal)
        session.listen()

        def on_take(event: TakeEvent) -> bool:
            ahead.on_take(event)
            if isinstance(event, TakeMoved) and event.done_s < signal.duration_s:
                clock.end()
            if isinstance(event, TakeMoved):
                clock.xruns = event.xruns
            if isinstance(event, TakeFault):
                print(f"{clock.xruns} xruns; ", end="")
                print(f"at {event.at_s:.1f} s: {event.finding.message}", flush=True)
            return stop_at_faults(event)

        clock.begin()
        with ahead:
            recorded = session.record(path, on_take=on_take)
        stream.close()
    for done_s, esr in ahead.esrs:
        print(f"recorded {done_s:5.1f} s: ESR {esr:.4f}", flush=True)
    print(f"capture written {clock.since_s:.1f} s after the signal ended", flush=True)

    def note(event: Event) -> None:
        nonlocal first_good_s
        if isinstance(event, EpochDone):
            esr = event.scores[-1].best_esr
            if esr < ESR_LIMIT and first_good_s is None:
                first_good_s = clock.since_s
            print(f"{clock.since_s:5.1f} s after the signal: ESR {event.scores[-1].esr:.4f}", flush=True)

    result = ahead.finish(Job(capture=path, model=folder / "amp.nam"), on_progress=note)
    done_s, done_cpu_s, final_esr = clock.since_s, clock.since_cpu_s, result.report.networks[-1].esr
    take_cpu_s, take_s = clock.ended_cpu_s - clock.begun_cpu_s, clock.ended_s - clock.begun_s
    when = "not reached" if first_good_s is None else f"{first_good_s:.1f} s"
    print(f"processors        {os.cpu_count()}, load average {os.getloadavg()[0]:.1f}")
    print(f"the take          {take_s:.0f} s, {take_cpu_s:.0f} s of processor time")
    print(f"takes             {recorded.attempts}")
    print(f"xruns             {recorded.xruns}")
    print(f"late clients      {late_clients(folder / 'jackd.log')}")
    print(f"wrong frames      {wrong_frames(recorded, signal, args.gear)}")
    print(f"ESR below {ESR_LIMIT:g}    {when} after the signal ended")
    print(f"model written     {done_s:.1f} s after it, {done_cpu_s:.1f} s of processor time")
    print(f"final ESR         {final_esr:.4f}")


def main() -> None:
    """Run the server and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gear", default="lead-amp")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="a1-standard")
    parser.add_argument("--seconds", type=float, help="only the beginning of the signal")
    args = parser.parse_args()
    import_torch("training")
    os.environ["JACK_DEFAULT_SERVER"] = server_name = f"reamp-bench-{os.getpid()}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = start_server(block_frames=BLOCK_FRAMES, name=server_name, log=folder / "jackd.log")
        try:
            measure(args, folder)
        except RecordingError as error:
            sys.exit(f"{error}\nlate clients: {late_clients(folder / 'jackd.log')}")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
