"""The STFT error against numbers worked out by hand, and its gradient against PyTorch's own in float64."""

import math

import numpy as np
import pytest
import torch

from reamp.train.spectral_loss import STFT_RESOLUTIONS, StftTarget, multi_resolution_stft_error


def noise(*shape: int, seed: int = 0, scale: float = 0.1) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(scale=scale, size=shape)).float()


def plain_error(estimate: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The same by `torch.stft`, which derives its gradient itself."""

    def magnitudes(x: torch.Tensor, fft: int, hop: int, window: int) -> torch.Tensor:
        hann = torch.hann_window(window, dtype=x.dtype)
        spectrum = torch.stft(x, fft, hop, window, hann, return_complex=True)
        return (spectrum.real.square() + spectrum.imag.square()).clamp(min=1e-8).sqrt()

    total = torch.zeros((), dtype=estimate.dtype)
    for each in STFT_RESOLUTIONS:
        ours, wanted = (magnitudes(x, each.fft, each.hop, each.window) for x in (estimate, target))
        total += torch.linalg.vector_norm(wanted - ours) / torch.linalg.vector_norm(wanted)
        total += (ours.log() - wanted.log()).abs().mean()
    return total / len(STFT_RESOLUTIONS)


@pytest.mark.parametrize(("batch", "frames"), [(1, 1100), (2, 2047), (5, 8191)])
def test_error_and_gradient_are_those_of_the_plain_version(batch: int, frames: int) -> None:
    target = noise(batch, frames).double()
    target[0, 200:900] = 0.0  # a rest: bins at the floor have no gradient
    estimate = (0.9 * target + noise(batch, frames, seed=1, scale=0.02)).requires_grad_()
    estimate.data[0, 300:700] = 0.0
    expected, error = plain_error(estimate, target), multi_resolution_stft_error(estimate, target)
    assert error.item() == pytest.approx(expected.item(), rel=1e-12)
    (wanted,), (gradient,) = (torch.autograd.grad(each, estimate) for each in (expected, error))
    torch.testing.assert_close(gradient, wanted, rtol=0.0, atol=1e-9 * wanted.abs().max().item())


def test_single_precision_is_enough() -> None:
    target = noise(4, 4095)
    estimate = 0.9 * target + noise(4, 4095, seed=1, scale=0.02)
    expected = plain_error(estimate.double(), target.double()).item()
    assert multi_resolution_stft_error(estimate, target).item() == pytest.approx(expected, rel=1e-6)


def test_a_target_serves_several_estimates() -> None:
    target = noise(2, 3000)
    shared = StftTarget(target)
    for seed in (1, 2, 1):
        estimate = noise(2, 3000, seed=seed)
        assert torch.equal(shared.error(estimate), multi_resolution_stft_error(estimate, target))


def test_half_the_amplitude_is_a_half_and_6_db() -> None:
    target = noise(2, 9600)
    # Spectral convergence is 0.5, every log magnitude differs by ln 2.
    measured = multi_resolution_stft_error(0.5 * target, target).item()
    assert measured == pytest.approx(0.5 + math.log(2.0), rel=1e-3)


def test_it_is_deaf_to_polarity() -> None:
    target = noise(1, 4800, scale=1.0)
    assert multi_resolution_stft_error(-target, target).item() == pytest.approx(0.0, abs=1e-5)


def test_a_silent_window_does_not_drown_the_others() -> None:
    target = torch.cat([noise(1, 9600, scale=0.3), torch.zeros(1, 9600)])
    estimate = target + noise(2, 9600, seed=1, scale=1e-3)
    assert multi_resolution_stft_error(estimate, target).item() < 10.0


def test_the_gradient_is_finite_where_there_is_nothing_left_to_learn() -> None:
    for target in (torch.zeros(1, 4800), noise(1, 4800)):
        estimate = target.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(multi_resolution_stft_error(estimate, noise(1, 4800)), estimate)
        assert torch.isfinite(gradient).all()
