"""Pairs and windows: every frame is used once, in an order that only the seed decides."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from train_cases import RATE_HZ, linear_pair

from reamp.audio import Signal
from reamp.capture.layout import Span
from reamp.errors import AudioError
from reamp.train.dataset import TrainingPair, Windows

CPU = torch.device("cpu")


def counting_pair(*, first: int = 3000, end: int = 40_000) -> TrainingPair:
    """Every sample is its own frame number, so a window says where it was cut."""
    frames = 48_000
    counted = Signal(np.arange(1, frames + 1, dtype=np.float32), RATE_HZ)
    return TrainingPair(x=counted, y=counted, training=Span(first, end), validation=Span(40_000, frames))


def windows_of(pair: TrainingPair, *, past: int = 100, window: int = 2048, batch: int = 4) -> Windows:
    return Windows(pair, past_frames=past, window_frames=window, batch=batch, device=CPU)


def test_windows_bring_their_past_and_do_not_overlap() -> None:
    pair = counting_pair()
    windows = windows_of(pair)
    seen: list[int] = []
    for x, y in windows.epoch(1, seed=0):
        assert x.shape == (4, 2148)
        assert y.shape == (4, 2048)
        for past_and_window, target in zip(x, y / windows.target_gain, strict=True):
            torch.testing.assert_close(past_and_window[100:], target, rtol=1e-5, atol=0.0)
            assert past_and_window[0] == pytest.approx(float(target[0]) - 100, rel=1e-5)
            seen += target.round().int().tolist()
    assert windows.steps_per_epoch == 18 // 4
    assert len(seen) == len(set(seen)) == 16 * 2048
    assert min(seen) >= 3001
    assert max(seen) <= 40_000


def test_silence_stands_before_the_first_frame() -> None:
    x, _ = next(windows_of(counting_pair(first=0, end=2048), batch=1).epoch(1, seed=0))
    assert x[0, :100].abs().max() == 0.0
    assert x[0, 100] == 1.0


def test_order_follows_from_seed_and_epoch_alone() -> None:
    first, second = windows_of(linear_pair()), windows_of(linear_pair())

    def targets(windows: Windows, number: int, seed: int) -> torch.Tensor:
        return torch.cat([y for _, y in windows.epoch(number, seed=seed)])

    assert torch.equal(targets(first, 3, 0), targets(second, 3, 0))
    assert not torch.equal(targets(first, 3, 0), targets(first, 4, 0))
    assert not torch.equal(targets(first, 3, 0), targets(first, 3, 1))


def test_the_target_is_at_minus_18_dbfs() -> None:
    windows = windows_of(linear_pair(gain=0.01))
    y = torch.cat([y for _, y in windows.epoch(1, seed=0)])
    assert 20.0 * np.log10(y.square().mean().sqrt().item()) == pytest.approx(-18.0, abs=0.1)


def test_validation_is_whole_and_has_its_past() -> None:
    pair = counting_pair()
    windows = windows_of(pair)
    assert len(windows.validation_x) == 8000 + 100
    assert windows.validation_x[100] == 40_001.0
    assert len(windows.validation_y) == 8000


def test_a_short_training_part_makes_a_smaller_batch() -> None:
    windows = windows_of(counting_pair(first=0, end=5000), batch=16)
    assert windows.steps_per_epoch == 1
    assert next(windows.epoch(1, seed=0))[1].shape == (2, 2048)


def test_what_cannot_be_learned_from_is_refused() -> None:
    pair = linear_pair()
    silence = Signal(np.zeros(pair.x.frames, np.float32), RATE_HZ)
    with pytest.raises(AudioError, match="1000 frames long, a window 2048"):
        windows_of(replace(pair, training=Span(0, 1000)))
    with pytest.raises(AudioError, match="training part of the output is silent"):
        replace(pair, y=silence)
    with pytest.raises(AudioError, match="differ in rate: 48000 and 44100 Hz"):
        replace(pair, y=Signal(pair.y.samples, 44_100))
    with pytest.raises(AudioError, match="differ in length: 48000 and 47999 frames"):
        replace(pair, y=Signal(pair.y.samples[1:], RATE_HZ))
    with pytest.raises(AudioError, match="validation part lies outside the signals: 5 to 48001 of 48000"):
        replace(pair, validation=Span(5, 48_001))
