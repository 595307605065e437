"""The table of simulated gear: the speed and the aliases of each device."""

import time
from typing import Any

import numpy as np

from reamp.sim.device import SimulatedDevice, device_by_name
from reamp.sim.guitar import play_guitar, strum

_LEGEND = """\
One core, 48 kHz, with oversampling: seconds of a strummed guitar of 2 V peak for a second of CPU, the tables
of the tubes included. Aliases: the largest component of a 5 kHz sine's output that is no harmonic, over
the fundamental. 8.7 V is full scale at 18 dBu."""
_DEVICES = ("lead-amp", "clean-amp", "overdrive")
_ALIAS_V = (0.1, 1.0, 2.0, 8.7)
_RATE_HZ = 48_000


def alias_db(device: SimulatedDevice, peak_v: float, *, hz: int = 5000) -> float:
    """Return the largest alias of a sine above 20 Hz, over the fundamental."""
    wave = peak_v * np.sin(2 * np.pi * hz * np.arange(2 * _RATE_HZ) / _RATE_HZ)
    volts = np.abs(np.fft.rfft(device.process(wave, rate_hz=_RATE_HZ)[_RATE_HZ:]))  # bins of 1 Hz
    fundamental = volts[hz]
    volts[::hz] = 0.0
    return float(20 * np.log10(volts[20:].max() / fundamental))


def real_time_factor(device: SimulatedDevice, volts: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Return seconds of sound for a second of CPU time, the best of five runs."""
    durations = []
    for _ in range(5):
        start = time.process_time()
        device.process(volts, rate_hz=_RATE_HZ)
        durations.append(time.process_time() - start)
    return len(volts) / _RATE_HZ / min(durations)


def gear_rows() -> list[str]:
    """Return the legend and one row per device."""
    chord = play_guitar(strum((0, 2, 2, 1, 0, 0), start_s=0.1, length_s=4.0), length_s=4.0)
    guitar = np.tile(2.0 / np.abs(chord).max() * chord, 3)
    levels = " | ".join(f"aliases at {peak_v:g} V" for peak_v in _ALIAS_V)
    rows = [
        *_LEGEND.splitlines(),
        "",
        f"| device | real time | {levels} |",
        f"| --- |{' ---: |' * (1 + len(_ALIAS_V))}",
    ]
    for name in _DEVICES:
        device = device_by_name(name)
        aliases = " | ".join(f"{alias_db(device, peak_v):.0f} dB" for peak_v in _ALIAS_V)
        rows.append(f"| {name} | {real_time_factor(device, guitar):.1f}x | {aliases} |")
        print(rows[-1], flush=True)
    return rows
