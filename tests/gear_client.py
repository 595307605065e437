"""An interface with gear between its jacks, as a client of a JACK server: simulated in volts, with faults.

Run as a program: `python gear_client.py JSON`. It reads commands as lines of JSON from its standard input,
answers each with a line, and ends with its input. Its callback is Python: in a process of its own, and in
blocks of 1024 frames, it is in time.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reamp import _core
from reamp.audio.files import read
from reamp.sim.device import device_by_name
from reamp.units import db_to_ratio, dbu_to_v_peak

__all__ = ["Gear", "GearSetup", "gear"]

_SILENCE_S = 1.2  # longer than any in the test signal: what sounds after it is a take, or a burst


@dataclass(frozen=True, kw_only=True)
class GearSetup:
    """Jacks are counted from 1; `guitar` is a file that is heard on the DI and plays the gear, if any."""

    name: str = "Simulated 4i4"
    inputs: int = 4
    outputs: int = 4
    send: int = 3
    return_: int = 2
    di: int = 1
    device: str = "wire"
    send_full_scale_dbu: float = 14.0
    return_full_scale_dbu: float = 9.0
    di_dbu: float = 12.0
    latency_frames: int = 300
    noise_dbfs: float = -95.0
    guitar: str | None = None
    faults: tuple[dict[str, Any], ...] = ()


class Gear:
    """The client, from outside."""

    def __init__(self, setup: GearSetup) -> None:
        self.setup = setup
        command = [sys.executable, __file__, json.dumps(asdict(setup))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    def tell(self, **command: object) -> dict[str, Any]:
        """Give a command: a field of the setup with its new value, or `freewheel`, `knob_db`, `cable`."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(command)}\n")
        self.process.stdin.flush()
        return self._answer()

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(60.0)
        self.process.stdout.close()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def gear(setup: GearSetup) -> Iterator[Gear]:
    """Run the client on the server that the environment names."""
    client = Gear(setup)
    try:
        yield client
    finally:
        client.end()


class _Amp:
    """A device by its name, block after block."""

    def __init__(self, name: str, rate_hz: int) -> None:
        self._core = None
        device = device_by_name(name)
        if name != "wire":
            self._core = _core.TubeAmp(device.circuit.to_core(), rate_hz)  # type: ignore[attr-defined]

    def process(self, volts: np.ndarray) -> np.ndarray:
        if self._core is None:
            return volts
        out = np.empty_like(volts)
        self._core.process(volts, out)
        return out


class _Running:
    """The callback."""

    def __init__(self, setup: GearSetup, client: Any) -> None:
        self.setup, self.client, self.rate_hz = setup, client, client.samplerate
        self.captures = [
            client.outports.register(f"capture_{n + 1}", is_physical=True) for n in range(setup.inputs)
        ]
        self.playbacks = [
            client.inports.register(f"playback_{n + 1}", is_physical=True) for n in range(setup.outputs)
        ]
        self.amp = _Amp(setup.device, self.rate_hz)
        self.guitar = None if setup.guitar is None else read(setup.guitar).samples.astype(np.float64)
        self.guitar_at = 0
        self.late = np.zeros(setup.latency_frames)
        self.before = np.zeros(client.blocksize)
        self.knob_db, self.cable, self.drop, self.stutter = 0.0, True, 0, 0
        self.hum_dbfs = -200.0
        self.feedback_db = -200.0
        self.silent_frames = self.sounding_frames = self.frame = 0
        self.faults = list(setup.faults)
        self.again = [fault for fault in setup.faults if fault.get("again")]
        self.driven: set[int] = set()
        self.random = np.random.default_rng(0)

    def process(self, frames: int) -> None:
        played = [port.get_array() for port in self.playbacks]
        self.driven |= {n + 1 for n, block in enumerate(played) if block.any()}
        sent = played[self.setup.send - 1].astype(np.float64)
        self._follow(sent)
        volts = sent * dbu_to_v_peak(self.setup.send_full_scale_dbu)
        others = self._noise(frames)
        if self.guitar is not None:
            volts = np.take(self.guitar, np.arange(self.guitar_at, self.guitar_at + frames), mode="wrap")
            self.guitar_at = (self.guitar_at + frames) % len(self.guitar)
            others = others + volts / dbu_to_v_peak(self.setup.di_dbu)
        volts = volts + db_to_ratio(self.feedback_db) * self.before[:frames]
        out = self.amp.process(np.ascontiguousarray(volts))
        self.before = out
        self.late = np.concatenate([self.late, out])
        heard, self.late = self.late[:frames], self.late[frames:]
        sample = heard / dbu_to_v_peak(self.setup.return_full_scale_dbu) * db_to_ratio(self.knob_db)
        times = (self.frame + np.arange(frames)) / self.rate_hz
        sample = sample + db_to_ratio(self.hum_dbfs) * np.sin(2.0 * np.pi * 50.0 * times)
        sample = np.clip(sample + self._noise(frames), -1.0, 1.0)
        if self.drop > 0:
            self.drop -= 1
            sample = np.zeros(frames)
        if not self.cable:
            sample = self._noise(frames)
        self.frame += frames
        for number, port in enumerate(self.captures, start=1):
            block = self._noise(frames)
            if number == self.setup.return_:
                block = sample
            elif number == self.setup.di and self.guitar is not None:
                block = others
            port.get_array()[:] = block

    def _noise(self, frames: int) -> np.ndarray:
        return self.random.normal(0.0, db_to_ratio(self.setup.noise_dbfs), frames)

    def _follow(self, sent: np.ndarray) -> None:
        """Count how long it sounds, and let the faults happen that are due."""
        if sent.any():
            if self.silent_frames > _SILENCE_S * self.rate_hz:
                self.sounding_frames = 0
                self.faults += [fault for fault in self.again if fault not in self.faults]
            self.silent_frames = 0
        else:
            self.silent_frames += len(sent)
        if self.silent_frames > _SILENCE_S * self.rate_hz:
            return
        self.sounding_frames += len(sent)
        for fault in list(self.faults):
            if self.sounding_frames >= fault["at_s"] * self.rate_hz:
                self.faults.remove(fault)
                self.change({name: value for name, value in fault.items() if name not in ("at_s", "again")})

    def change(self, command: dict[str, Any]) -> None:
        for name, value in command.items():
            if name == "freewheel":
                self.client.set_freewheel(value)
            elif name == "lose":  # frames that never reach the return
                self.late = self.late[value:] if len(self.late) > value else self.late
            elif name == "repeat":  # frames that reach it twice
                self.late = np.concatenate([self.late[:value], self.late])
            elif name == "faults":
                self.faults = list(value)
            elif name == "device":
                self.amp = _Amp(value, self.rate_hz)
            elif name == "disconnect":
                for port in (*self.captures, *self.playbacks):
                    port.disconnect()
            elif hasattr(self, name):
                setattr(self, name, value)
            else:
                self.setup = GearSetup(**{**asdict(self.setup), name: value})


def _main() -> None:
    import jack

    setup = GearSetup(**json.loads(sys.argv[1]))
    client = jack.Client(setup.name, no_start_server=True)
    running = _Running(setup, client)
    client.set_process_callback(running.process)
    client.set_shutdown_callback(lambda *_: None)
    client.activate()
    answer: dict[str, Any] = {}
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        running.change(json.loads(line))
        answer = {"driven": sorted(running.driven), "faults_left": len(running.faults)}
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    threading.Event().wait(0.05)
    os._exit(0)  # JACK cancels the thread of a callback, which may hold Python's lock


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    _main()
