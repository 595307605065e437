"""Losses against numbers worked out by hand."""

import inspect
import math
from types import ModuleType

import numpy as np
import pytest
import torch

from reamp import metrics
from reamp.metrics import difference
from reamp.train import losses
from reamp.train.losses import dc_error, esr, mean_square_error, multi_resolution_stft_error, pre_emphasized


def sine(frequency_hz: float, amplitude: float = 0.5, frames: int = 9600) -> torch.Tensor:
    t = np.arange(frames) / 48_000
    return torch.from_numpy(amplitude * np.sin(2 * np.pi * frequency_hz * t)).float()[None]


def test_esr_is_the_share_of_energy_that_is_wrong() -> None:
    target = sine(440.0)
    assert esr(target, target) == 0.0
    assert esr(target, torch.zeros_like(target)) == 1.0
    assert esr(target, 0.9 * target).item() == pytest.approx(0.01, rel=1e-5)


def test_esr_is_over_everything_not_the_mean_of_the_rows() -> None:
    target = torch.tensor([[10.0], [0.1]])
    assert esr(target, torch.tensor([[10.0], [0.0]])).item() == pytest.approx(0.01 / 100.01)


def test_mean_square_and_dc_tell_an_offset_from_noise() -> None:
    target = sine(480.0)  # whole periods: no DC
    assert mean_square_error(target, target + 0.1).item() == pytest.approx(0.01, rel=1e-4)
    assert dc_error(target, target + 0.1).item() == pytest.approx(0.01, rel=1e-4)
    assert dc_error(target, 2.0 * target).item() == pytest.approx(0.0, abs=1e-9)
    assert mean_square_error(target, 2.0 * target).item() == pytest.approx(0.125, rel=1e-3)


def test_pre_emphasis_raises_10_khz_by_17_db_over_100_hz() -> None:
    def gain_db(frequency_hz: float) -> float:
        x = sine(frequency_hz)
        return 20.0 * math.log10(pre_emphasized(x, 0.85).square().mean().sqrt() / x.square().mean().sqrt())

    assert gain_db(10_000.0) - gain_db(100.0) == pytest.approx(17.5, abs=0.1)


def test_stft_error_of_half_the_amplitude_is_a_half_and_6_db() -> None:
    noise = torch.from_numpy(np.random.default_rng(0).normal(scale=0.1, size=(2, 9600))).float()
    # Spectral convergence is 0.5, every log magnitude differs by ln 2.
    measured = multi_resolution_stft_error(noise, 0.5 * noise).item()
    assert measured == pytest.approx(0.5 + math.log(2.0), rel=1e-3)


def test_stft_error_ignores_polarity() -> None:
    noise = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 4800))).float()
    assert multi_resolution_stft_error(noise, -noise).item() == pytest.approx(0.0, abs=1e-5)


def test_a_silent_window_does_not_dominate() -> None:
    loud = sine(440.0)
    target = torch.cat([loud, torch.zeros_like(loud)])
    estimate = target + 1e-3 * torch.randn(target.shape, generator=torch.Generator().manual_seed(0))
    convergence_and_log = multi_resolution_stft_error(target, estimate).item()
    assert convergence_and_log < 10.0


def test_gradients_are_finite_for_silence_on_both_sides() -> None:
    estimate = torch.zeros(1, 4800, requires_grad=True)
    target = torch.cat([sine(440.0, frames=4800), torch.zeros(1, 4800)])
    loss = multi_resolution_stft_error(target, torch.cat([estimate, estimate]))
    (gradient,) = torch.autograd.grad(loss, estimate)
    assert torch.isfinite(gradient).all()


def test_the_reference_comes_first_as_in_the_metrics() -> None:
    reference = np.random.default_rng(0).normal(scale=0.1, size=4800)
    estimate = 0.5 * reference
    tensors = torch.from_numpy(reference)[None], torch.from_numpy(estimate)[None]
    # 0.5^2 of the reference's energy is wrong; the other way round it would be 1.
    assert esr(*tensors).item() == pytest.approx(0.25)
    assert esr(*tensors).item() == pytest.approx(metrics.esr(reference, estimate), rel=1e-12)
    measured = multi_resolution_stft_error(*tensors).item()
    assert measured == pytest.approx(metrics.spectral_distance(reference, estimate), rel=1e-9)


@pytest.mark.parametrize("module", [losses, metrics, difference], ids=lambda each: each.__name__)
def test_every_comparison_takes_reference_and_estimate_in_that_order(module: ModuleType) -> None:
    for name in getattr(module, "__all__", ()):
        function = getattr(module, name)
        names = list(inspect.signature(function).parameters) if inspect.isfunction(function) else []
        if "estimate" in names:
            assert names[:2] == ["reference", "estimate"], name
        assert "target" not in names
