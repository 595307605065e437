"""Ten takes with faults of random kinds, sizes and places: each is detected, none is accepted silently."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from capture_rig import JACKS, open_gear, server_for_gear, takes_in

from reamp.audio.signal import Signal
from reamp.capture.jacks import hear
from reamp.capture.record import CaptureSession
from reamp.errors import RecordingError
from reamp.findings import Check

pytestmark = pytest.mark.alone  # a server plays meanwhile

TAKES, SECONDS, RATE_HZ = 10, 22.0, 48_000
DAMAGED = {"drop", "lose", "repeat"}


def faults() -> list[dict[str, Any]]:
    """Return a fault for each take: frames that are missing, a pulled cable, a knob turned far."""
    random = np.random.default_rng(13)
    kinds = [*DAMAGED, *DAMAGED, "cable", "cable", "knob_db", "knob_db"][:TAKES]
    found = []
    for kind in sorted(kinds):
        value: object = {
            "drop": int(random.integers(1, 4)),
            "lose": int(random.integers(32, 280)),
            "repeat": int(random.integers(32, 280)),
            "cable": False,
            "knob_db": float(random.choice([-1.0, 1.0]) * random.uniform(8.0, 12.0)),
        }[kind]
        found.append({"at_s": float(random.uniform(8.0, 20.0)), kind: value})
    return found


def played() -> Signal:
    """Return noise in bursts of every level and colour."""
    random = np.random.default_rng(0)
    parts = []
    for _ in range(round(4 * SECONDS)):
        level = 10.0 ** (random.uniform(-30.0, 0.0) / 20.0)
        taps = np.exp(-np.arange(96) / random.uniform(3.0, 30.0))
        noise = random.uniform(-1.0, 1.0, RATE_HZ // 4)
        parts.append(0.7 * level * np.convolve(noise, taps / taps.sum(), "same"))
    return Signal.from_float64(np.concatenate(parts), RATE_HZ)


def test_no_fault_is_accepted_silently(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    signal, seen = played(), list[tuple[dict[str, Any], object]]()
    silence = np.zeros(2 * RATE_HZ, np.float32)  # after it the gear counts anew when a fault is due
    with server_for_gear(monkeypatch), open_gear(return_full_scale_dbu=18.0) as (stream, gear):
        for number, fault in enumerate(faults()):
            gear.tell(knob_db=0.0)
            gear.tell(cable=True)
            gear.tell(late=[0.0] * 300)  # the latency, which lost frames make less
            hear(stream, JACKS, silence)
            gear.tell(faults=[fault])
            name = f"amp-{number}"
            try:
                recorded = CaptureSession(stream, JACKS, signal).record(tmp_path / f"{name}.capture")
            except RecordingError as error:
                seen.append((fault, error.check))
                assert f"{name}.take" in takes_in(tmp_path)
                assert f"{name}.capture" not in takes_in(tmp_path)
                continue
            seen.append((fault, recorded.attempts))
            assert Check.TAKE_REPEATED in {finding.check for finding in recorded.findings}, fault
    for fault, outcome in seen:
        if DAMAGED & fault.keys():
            assert outcome in (2, 3), fault  # recorded again, and whole
        elif "cable" in fault:
            assert outcome == Check.RETURN_SILENT, fault
        else:
            assert outcome in (Check.TAKE_GAIN_CHANGED, Check.RECORDING_CLIPPED), (fault, outcome)
    assert len(seen) == TAKES
