"""A take in real time: each frame where it belongs, and a killed program leaves what was played."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from capture_rig import BLOCK_FRAMES, server_for_gear
from gear_client import GearSetup, gear
from jack_server import JackServer
from rig_files import float_wav

from reamp.audio.files import read
from reamp.capture.take_folder import find_takes
from reamp.errors import RecordingError
from reamp.findings import Check
from reamp.live.stream import StreamConfig
from reamp.units import dbu_to_v_peak

pytestmark = pytest.mark.alone  # a server plays in real time meanwhile

RATE_HZ, LATENCY = 48_000, 300
PLAYED_S = 4.0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[JackServer]:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    with server_for_gear(monkeypatch) as running:
        yield running


def noise_wav(folder: Path, seconds: float) -> Path:
    random = np.random.default_rng(0)
    swell = 0.05 + 0.25 * np.sin(np.linspace(0.0, 40.0, round(seconds * RATE_HZ))) ** 2
    return float_wav(folder / "noise.wav", (swell * random.uniform(-1.0, 1.0, len(swell))).astype(np.float32))


def of_the_page(name: str) -> Any:
    """Return a function of the example in docs/capture.md."""
    page = (Path(__file__).parents[1] / "docs" / "capture.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(import contextlib.*?)^```$", page, re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(example, names)
    return names[name]


@pytest.mark.usefixtures("server")
def test_every_frame_is_the_gear_s_and_exactly_where_it_belongs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = noise_wav(tmp_path, 5.0)
    signal = read(path)
    setup = GearSetup(send_full_scale_dbu=14.0, return_full_scale_dbu=16.0, latency_frames=LATENCY)
    config = StreamConfig(backend="jack", device="Simulated")
    with gear(setup):
        try:
            recorded = of_the_page("record")(
                tmp_path / "wire.capture", send=3, return_=2, signal_path=path, config=config
            )
        except RecordingError as error:
            if error.check is not Check.TAKE_DROPOUT:
                raise
            pytest.skip("this machine is too busy for three takes in real time, and said so")
    assert re.search(r"^[345] of 6 s, peak -\d+\.\d dBFS, \d+ xruns$", capsys.readouterr().out, re.MULTILINE)
    first, gain = LATENCY + BLOCK_FRAMES, dbu_to_v_peak(14.0) / dbu_to_v_peak(16.0)
    answer = recorded.capture.recording().samples[first : first + signal.frames]
    assert np.abs(answer - gain * signal.samples).max() < 1e-4  # noise at -95 dBFS, and 24 bits
    assert recorded.capture.latency is not None
    assert recorded.capture.latency.frames == pytest.approx(first, abs=1)


@pytest.mark.usefixtures("server")
def test_a_program_that_is_killed_leaves_all_but_the_last_moment(tmp_path: Path) -> None:
    path = noise_wav(tmp_path, 30.0)
    typed = ["--backend", "jack", "--device", "Simulated", "--send", "3", "--return", "2", "--signal", path]
    with gear(GearSetup(return_full_scale_dbu=16.0)):
        recorder = subprocess.Popen(
            [sys.executable, "-m", "reamp", "capture", "record", "amp.capture", *typed],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        while not any(take.frames for take in find_takes(tmp_path)):
            assert recorder.poll() is None, recorder.communicate()
            time.sleep(0.05)
        time.sleep(PLAYED_S)
        recorder.kill()
        recorder.communicate()
    assert not (tmp_path / "amp.capture").exists()
    (take,) = find_takes(tmp_path)
    assert take.notes.state == "recording"
    assert PLAYED_S - 2.0 < take.recorded_s < take.total_s
