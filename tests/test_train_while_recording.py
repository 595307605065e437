"""A model learns from a take while it is recorded, and is there soon after the signal has ended."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture
from reamp.capture.layout import Layout, Span
from reamp.capture.take_run import TakeBegun, TakeMoved
from reamp.engine import load

torch = pytest.importorskip("torch")

from reamp._core import DiskRecorder, PortAudioCallback, Take  # noqa: E402
from reamp.nam import NamDocument  # noqa: E402
from reamp.train.architectures import ARCHITECTURES  # noqa: E402
from reamp.train.job import Job  # noqa: E402
from reamp.train.recipes import A1_RECIPE  # noqa: E402
from reamp.train.record import settings_of  # noqa: E402
from reamp.train.while_recording import LearnAhead, pair_so_far, rate_factor  # noqa: E402

pytestmark = pytest.mark.slow

RATE_HZ, LATENCY = 16_000, 160


def played(seconds: float) -> Signal:
    white = np.random.default_rng(0).uniform(-1.0, 1.0, round(seconds * RATE_HZ))
    samples = 0.5 * np.convolve(white, np.ones(16) / 16.0, "same")  # dull: quickly learned
    return Signal.from_float64(samples, RATE_HZ)


def recorded(x: Signal) -> Signal:
    late = np.concatenate([np.zeros(LATENCY), np.tanh(2.0 * x.samples), np.zeros(RATE_HZ)])
    return Signal.from_float64(late, RATE_HZ)


def on_disk(path: Path, samples: np.ndarray) -> Path:
    """Write samples as a recorder does."""
    import ctypes

    recorder = DiskRecorder([(str(path), 1)], RATE_HZ, buffer_s=60.0)
    callback = PortAudioCallback(RATE_HZ, 1, 1)
    take = Take(np.zeros(0, np.float32), [0], [0], tail_frames=len(samples), recorder=recorder)
    callback.play_take(take)
    kinds = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong)
    call = ctypes.CFUNCTYPE(ctypes.c_int, *kinds, ctypes.c_void_p)(callback.function)
    out = np.zeros(len(samples), np.float32)
    block = np.ascontiguousarray(samples)
    call(block.ctypes.data, out.ctypes.data, len(samples), None, 0, callback.user_data)
    callback.play_take(None)
    recorder.close()
    return path


def test_what_is_there_so_far_is_aligned_and_split(tmp_path: Path) -> None:
    x = played(30.0)
    y = recorded(x).samples
    layout = Layout(
        name="v",
        training=Span(5 * RATE_HZ, 25 * RATE_HZ),
        validation=(Span(0, 4 * RATE_HZ), Span(26 * RATE_HZ, 30 * RATE_HZ)),
    )
    assert pair_so_far(x, layout, on_disk(tmp_path / "a.wav", y[: 7 * RATE_HZ])) is None
    pair = pair_so_far(x, layout, on_disk(tmp_path / "b.wav", y[: 15 * RATE_HZ]))
    assert pair is not None
    assert pair.validation == Span(0, 4 * RATE_HZ)
    assert pair.training.first == 5 * RATE_HZ
    assert 14 * RATE_HZ < pair.training.end <= 15 * RATE_HZ
    expected = np.tanh(2.0 * pair.x.samples[1000:9000])
    error = min(np.abs(pair.y.samples[1000 + d : 9000 + d] - expected).max() for d in range(-2, 3))
    assert error < 1e-4
    unknown = Layout(
        name="split", training=Span(0, 27 * RATE_HZ), validation=(Span(27 * RATE_HZ, 30 * RATE_HZ),)
    )
    pair = pair_so_far(x, unknown, tmp_path / "b.wav")
    assert pair is not None
    assert pair.training.end == pair.validation.first


def test_a_model_is_there_when_the_recording_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reamp.train.while_recording._MOST_EPOCHS", 5)  # steps, however slow the machine
    monkeypatch.setattr("reamp.train.while_recording._ROUND_S", 600.0)
    x = played(30.0)
    y = recorded(x)
    write(tmp_path / "signal.wav", x)
    on_disk(tmp_path / "recording.wav", y.samples)
    begun = TakeBegun(
        attempt=1, total_s=631.0, signal=tmp_path / "signal.wav", recording=tmp_path / "recording.wav"
    )
    threads = threading.active_count()
    with LearnAhead(ARCHITECTURES["a1-nano"]) as ahead:
        ahead.on_take(begun)
        for _ in range(6000):
            ahead.on_take(TakeMoved(done_s=20.0, total_s=631.0, peak_dbfs=-6.0, xruns=0))
            if ahead.document is not None:
                break
            time.sleep(0.05)
        ahead.stop()
        assert ahead.problem is None
        assert ahead.document is not None
        assert threading.active_count() == threads
        write(tmp_path / "amp.wav", y)
        Capture.create(
            tmp_path / "amp.capture", signal_path=tmp_path / "signal.wav", recording_path=tmp_path / "amp.wav"
        )
        job = Job(capture=tmp_path / "amp.capture", model=tmp_path / "amp.nam")
        result = ahead.finish(job, seconds=600.0, on_progress=lambda _: None)
    assert result.report.networks[0].esr < 0.5
    assert load(tmp_path / "amp.nam").info.sample_rate_hz == RATE_HZ
    trained, _ = settings_of(NamDocument.read(tmp_path / "amp.nam"))  # what made it can be read, and repeated
    assert trained.recipe.learning_rate == pytest.approx(0.3 * A1_RECIPE.learning_rate)


def test_the_learning_rate_falls_while_the_take_is_recorded() -> None:
    factors = [rate_factor(share) for share in np.linspace(0.0, 1.0, 11)]
    assert factors[0] == 1.0
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] == rate_factor(1.2) == pytest.approx(0.3)
