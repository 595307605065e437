"""The multi-resolution STFT error: how far two signals' spectra differ, deaf to phase; for (batch, frames).

Its gradient is written out: PyTorch's own keeps every step of the way and takes twice the time, which a fast
network notices. Only the part of an FFT that the window lets through is cut out of the signal: where it lies
in the FFT changes phases, and nobody looks at those.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["STFT_RESOLUTIONS", "StftTarget", "multi_resolution_stft_error"]

_FLOOR_POWER = 1e-8  # -80 dB, so that the logarithm of silence is not minus infinity
_CHUNK_FRAMES = 32_768  # whose spectra stay in the cache of a core


class _Resolution(NamedTuple):
    """Lengths in frames of the FFT, the hop and the Hann window."""

    fft: int
    hop: int
    window: int


STFT_RESOLUTIONS = (_Resolution(1024, 120, 600), _Resolution(2048, 240, 1200), _Resolution(512, 50, 240))
"""As in Yamamoto et al., https://arxiv.org/abs/1910.11480."""


class StftTarget:
    """The magnitudes of targets, (batch, frames): at least half the longest window, 600 frames."""

    def __init__(self, target: Tensor, resolutions: Sequence[_Resolution] = STFT_RESOLUTIONS) -> None:
        self.resolutions = resolutions
        self.magnitudes = [
            [_spectrum(part, resolution)[1].sqrt_() for part in _parts(target)] for resolution in resolutions
        ]

    def error(self, estimate: Tensor) -> Tensor:
        """Return spectral convergence plus the mean difference of log magnitudes, averaged over resolutions.

        Spectral convergence is the norm of the difference of the magnitudes over the norm of the target's,
        over the whole batch: window by window, the silent ones would drown the others.
        """
        error: Tensor = _StftError.apply(estimate, self)  # type: ignore[no-untyped-call]
        return error


def multi_resolution_stft_error(estimate: Tensor, target: Tensor) -> Tensor:
    """Return the error of an estimate, see `StftTarget.error`; https://arxiv.org/abs/1910.11480."""
    return StftTarget(target).error(estimate)


class _StftError(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, estimate: Tensor, target: StftTarget) -> Tensor:
        total = estimate.new_zeros(())
        gradient = torch.zeros_like(estimate)
        for resolution, magnitudes in zip(target.resolutions, target.magnitudes, strict=True):
            total += _add_resolution(estimate, resolution, magnitudes, gradient)
        count = len(target.resolutions)
        ctx.save_for_backward(gradient.div_(count))
        return total.div_(count)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, d_error: Tensor) -> tuple[Tensor, None]:
        (gradient,) = ctx.saved_tensors
        return d_error * gradient, None


def _add_resolution(
    estimate: Tensor, resolution: _Resolution, magnitudes: Sequence[Tensor], gradient: Tensor
) -> Tensor:
    """Return the error in one resolution and add its gradient to `gradient`.

    With magnitudes A of the estimate and B of the target, the derivative by the spectrum S is S times
    (1 - B / A) / (|A - B| |B|) + sign(A - B) / (count A^2), and zero where A is at the floor.
    """
    log_sum, square_sum, target_sum = (estimate.new_zeros(()) for _ in range(3))
    kept = []
    for part, wanted in zip(_parts(estimate), magnitudes, strict=True):
        spectrum, power = _spectrum(part, resolution)
        inverse = power.rsqrt()
        excess = wanted * inverse
        log_sum += excess.log().abs_().sum()
        excess.neg_().add_(1.0)  # 1 - B / A
        audible = power.sub(_FLOOR_POWER).sign_()  # 0 at the floor, else 1
        square_sum += power.sqrt_().mul_(excess).square_().sum()
        target_sum += torch.linalg.vector_norm(wanted).square()
        by_log = torch.copysign(inverse, excess).mul_(inverse).mul_(audible)
        kept.append((spectrum, excess.mul_(audible), by_log))
    count = sum(wanted.numel() for wanted in magnitudes)
    distance, norm = square_sum.sqrt(), target_sum.sqrt()
    by_excess = count / (distance * norm).clamp_(min=1e-30)
    for (spectrum, excess, by_log), part_gradient in zip(kept, _parts(gradient), strict=True):
        factor = by_log.add_(excess.mul_(by_excess))
        # The bins between the edges stand for two, which the inverse FFT counts and the derivative does not.
        factor[..., 0].mul_(2.0)
        factor[..., -1].mul_(2.0)
        spectrum.mul_(factor)
        _add_signal(spectrum, resolution, 0.5 / count, part_gradient)
    return distance / norm + log_sum / count


def _parts(x: Tensor) -> tuple[Tensor, ...]:
    return torch.split(x, max(1, _CHUNK_FRAMES // x.shape[-1]))


def _spectrum(x: Tensor, resolution: _Resolution) -> tuple[Tensor, Tensor]:
    """Return the spectrum, complex (batch, blocks, fft / 2 + 1), and its power, not below the floor."""
    half = resolution.window // 2
    padded = functional.pad(x[:, None], (half, half), mode="reflect")[:, 0]
    blocks = padded.unfold(-1, resolution.window, resolution.hop)  # (batch, blocks, window)
    spectrum = torch.fft.rfft(blocks * _hann_window(resolution.window, x.device, x.dtype), n=resolution.fft)
    parts = torch.view_as_real(spectrum)
    power = parts[..., 0].square().addcmul_(parts[..., 1], parts[..., 1])
    return spectrum, power.clamp_(min=_FLOOR_POWER)


def _add_signal(spectrum: Tensor, resolution: _Resolution, gain: float, out: Tensor) -> None:
    """Add to `out`, (batch, frames), what `_spectrum` makes of signals, transposed."""
    batch, frames = out.shape
    hop, window, half = resolution.hop, resolution.window, resolution.window // 2
    blocks = torch.fft.irfft(spectrum, n=resolution.fft, norm="forward")[..., :window]
    blocks = blocks * (gain * _hann_window(window, out.device, out.dtype))  # (batch, blocks, window)
    count = blocks.shape[1]
    rows = count + window // hop + 1
    padded = out.new_zeros(batch, max(rows * hop, frames + 2 * half))
    by_hop = padded[:, : rows * hop].view(batch, rows, hop)
    for first in range(0, window, hop):
        piece = blocks[..., first : first + hop]
        by_hop[:, first // hop : first // hop + count, : piece.shape[-1]].add_(piece)
    out += padded[:, half : half + frames]
    out[:, 1 : half + 1] += padded[:, :half].flip(1)
    out[:, frames - 1 - half : frames - 1] += padded[:, half + frames : 2 * half + frames].flip(1)


@cache
def _hann_window(frames: int, device: torch.device, dtype: torch.dtype) -> Tensor:
    return torch.hann_window(frames, device=device, dtype=dtype)
