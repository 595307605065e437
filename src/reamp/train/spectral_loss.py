"""The multi-resolution STFT error on the CPU, for (batch, frames) in float32: as in `losses`, but faster.

Its gradient is written out, and the core computes the part per bin. Only the frames under the window are cut
out of the signal: their position in the FFT changes only phases, which the loss ignores.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from reamp._core import SpectrumMath
from reamp.train.losses import STFT_FLOOR_POWER, STFT_RESOLUTIONS

__all__ = ["StftTarget"]

_CHUNK_FRAMES = 32_768  # the spectra of one chunk stay in the cache of a core
_MATH = SpectrumMath()


class StftTarget:
    """The magnitudes of targets of at least 600 frames, half the longest window."""

    def __init__(self, target: Tensor) -> None:
        self.magnitudes = [
            [_magnitudes(_spectrum(part, *resolution)) for part in _parts(target)]
            for resolution in STFT_RESOLUTIONS
        ]

    def error(self, estimate: Tensor) -> Tensor:
        """Return `multi_resolution_stft_error` of an estimate of the targets' shape."""
        error: Tensor = _StftError.apply(estimate, self.magnitudes)  # type: ignore[no-untyped-call]
        return error


class _StftError(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, estimate: Tensor, magnitudes: Sequence[Sequence[Tensor]]) -> Tensor:
        gradient = torch.zeros_like(estimate)
        errors = [
            _add_resolution(estimate, resolution, wanted, gradient)
            for resolution, wanted in zip(STFT_RESOLUTIONS, magnitudes, strict=True)
        ]
        ctx.save_for_backward(gradient.div_(len(errors)))
        return estimate.new_tensor(sum(errors) / len(errors))

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, d_error: Tensor) -> tuple[Tensor, None]:
        (gradient,) = ctx.saved_tensors
        return d_error * gradient, None


def _add_resolution(
    estimate: Tensor, resolution: tuple[int, int, int], magnitudes: Sequence[Tensor], gradient: Tensor
) -> float:
    """Return the error in one resolution and add its gradient to `gradient`.

    With magnitudes A of the estimate and B of the target, the derivative by the spectrum S is S times
    (1 - B / A) / (|A - B| |B|) + sign(A - B) / (count A^2), and zero where A is at the floor.
    """
    log_sum = square_sum = norm = 0.0
    spectra = []
    for part, wanted in zip(_parts(estimate), magnitudes, strict=True):
        spectra.append(_spectrum(part, *resolution))
        log, square = _MATH.distance(_numbers(spectra[-1]), wanted.numpy(), STFT_FLOOR_POWER)
        log_sum, square_sum = log_sum + log, square_sum + square
        norm = math.hypot(norm, torch.linalg.vector_norm(wanted).item())
    distance, count = math.sqrt(square_sum), sum(len(wanted) for wanted in magnitudes)
    by_excess, by_log = 1.0 / max(distance * norm, 1e-30), 1.0 / count
    for spectrum, wanted, part in zip(spectra, magnitudes, _parts(gradient), strict=True):
        _MATH.derive(_numbers(spectrum), wanted.numpy(), STFT_FLOOR_POWER, by_excess, by_log)
        _add_signal(spectrum, *resolution, part)
    return distance / norm + log_sum / count


def _parts(x: Tensor) -> tuple[Tensor, ...]:
    return torch.split(x, max(1, _CHUNK_FRAMES // x.shape[1]))


def _spectrum(x: Tensor, fft: int, hop: int, window: int) -> Tensor:
    """Return complex (batch, blocks, fft / 2 + 1)."""
    padded = functional.pad(x[:, None], (window // 2, window // 2), mode="reflect")[:, 0]
    blocks = padded.unfold(1, window, hop) * _hann_window(window)  # (batch, blocks, window)
    spectrum: Tensor = torch.fft.rfft(blocks, n=fft)
    return spectrum


def _add_signal(spectrum: Tensor, fft: int, hop: int, window: int, out: Tensor) -> None:
    """Add the transpose of `_spectrum` for a spectrum to `out`, (batch, frames); changes `spectrum`."""
    # The inverse FFT counts the bins between the edges twice, the derivative does not.
    spectrum[..., 0].mul_(2.0)
    spectrum[..., -1].mul_(2.0)
    blocks = torch.fft.irfft(spectrum, n=fft, norm="forward")[..., :window]
    blocks = blocks * (0.5 * _hann_window(window))  # (batch, blocks, window)
    (batch, frames), count, half = out.shape, blocks.shape[1], window // 2
    rows = count + window // hop + 1
    padded = out.new_zeros(batch, max(rows * hop, frames + 2 * half))
    by_hop = padded[:, : rows * hop].view(batch, rows, hop)
    for first in range(0, window, hop):
        piece = blocks[..., first : first + hop]
        by_hop[:, first // hop : first // hop + count, : piece.shape[-1]].add_(piece)
    out += padded[:, half : half + frames]
    out[:, 1 : half + 1] += padded[:, :half].flip(1)
    out[:, frames - 1 - half : frames - 1] += padded[:, half + frames : 2 * half + frames].flip(1)


def _magnitudes(spectrum: Tensor) -> Tensor:
    magnitudes = torch.empty(spectrum.numel())
    _MATH.magnitudes(_numbers(spectrum), STFT_FLOOR_POWER, magnitudes.numpy())
    return magnitudes


def _numbers(spectrum: Tensor) -> npt.NDArray[np.float32]:
    """Return the real and imaginary parts in turn, in place."""
    numbers: npt.NDArray[np.float32] = torch.view_as_real(spectrum).numpy().reshape(-1)
    return numbers


@cache
def _hann_window(frames: int) -> Tensor:
    return torch.hann_window(frames)
