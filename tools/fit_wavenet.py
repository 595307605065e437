"""Fit a small WaveNet of the .nam format to a pair of signals: what `make_demo.py` needs, and no more.

Needs torch. Shapes are (batch, channels, frames) throughout.
"""

import math
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

FEATHER = ((8, (1, 2, 4, 8, 16, 32, 64)), (4, (128, 256, 512, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512)))
KERNEL = 3
BATCH, WINDOW_FRAMES = 4, 12_288
WARM_UP_STEPS = 200
AVERAGED = 0.998  # each step's share in the averaged weights is 0.2 %


class Array(nn.Module):
    """One layer array; its parameters are created in the order in which the file lists them."""

    def __init__(
        self, inputs: int, channels: int, dilations: tuple[int, ...], head: int, *, bias: bool
    ) -> None:
        super().__init__()
        self.rechannel = nn.Conv1d(inputs, channels, 1, bias=False)
        self.layers = nn.ModuleList()
        for dilation in dilations:
            layer = nn.Module()
            layer.conv = nn.Conv1d(channels, channels, KERNEL, dilation=dilation)
            layer.mixin = nn.Conv1d(1, channels, 1, bias=False)
            layer.onward = nn.Conv1d(channels, channels, 1)
            self.layers.append(layer)
        self.head = nn.Conv1d(channels, head, 1, bias=bias)

    def forward(self, y: Tensor, x: Tensor, head: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return what goes on to the next array and its head's output, shorter by what they looked back."""
        y = self.rechannel(y)
        for layer in self.layers:
            z = layer.conv(y)  # (batch, channels, frames - 2 * dilation)
            frames = z.shape[-1]
            p = torch.tanh(z + layer.mixin(x[..., -frames:]))
            head = p if head is None else head[..., -frames:] + p
            y = y[..., -frames:] + layer.onward(p)
        return y, self.head(head)


class WaveNet(nn.Module):
    """An A1-shaped network: two arrays, the heads of the first feeding those of the second."""

    def __init__(self, shape: Any = FEATHER) -> None:
        super().__init__()
        self.shape = shape
        (wide, first), (narrow, second) = shape
        self.first = Array(1, wide, first, narrow, bias=False)
        self.second = Array(wide, narrow, second, 1, bias=True)
        self.past_frames = (KERNEL - 1) * sum(first + second)

    def forward(self, x: Tensor) -> Tensor:
        """Return the last frames - past_frames of the output."""
        y, head = self.first(x, x, None)
        return self.second(y, x, head)[1]

    def config(self, head_scale: float) -> dict[str, Any]:
        """Return the `config` of the file."""
        (wide, _), (narrow, _) = self.shape
        layers = [
            {
                "input_size": inputs,
                "condition_size": 1,
                "channels": channels,
                "head_size": head,
                "kernel_size": KERNEL,
                "dilations": list(dilations),
                "activation": "Tanh",
                "gated": False,
                "head_bias": bias,
            }
            for (channels, dilations), inputs, head, bias in zip(
                self.shape, (1, wide), (narrow, 1), (False, True), strict=True
            )
        ]
        return {"layers": layers, "head": None, "head_scale": head_scale}

    def weights(self, head_scale: float) -> list[float]:
        """Return the flat list of the file, head_scale last."""
        flat = torch.cat([p.detach().flatten() for p in self.parameters()]).tolist()
        return [*flat, head_scale]


def render(net: WaveNet, x: np.ndarray) -> np.ndarray:
    """Return the network's output for a signal that follows silence, frame for frame."""
    padded = torch.from_numpy(np.pad(x.astype(np.float32), (net.past_frames, 0)))
    with torch.no_grad():
        return net(padded[None, None])[0, 0].numpy()


def esr(target: np.ndarray, estimate: np.ndarray) -> float:
    """Return sum((target - estimate)^2) / sum(target^2)."""
    return float(np.sum((target - estimate) ** 2) / np.sum(target**2))


def fit(
    train: tuple[np.ndarray, np.ndarray], *, validation: tuple[np.ndarray, np.ndarray], steps: int, seed: int
):
    """Return the network with its averaged weights, its head_scale, and the ESR on `validation`.

    The loss is the ESR of each window by itself, so that decay tails count as much as chords, plus that of
    the pre-emphasised signals.
    """
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    net = WaveNet()
    mean_net = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED)
    )
    scale = float(np.sqrt(np.mean(train[1] ** 2)))
    x = torch.from_numpy(np.pad(train[0].astype(np.float32), (net.past_frames, 0)))
    y = torch.from_numpy((train[1] / scale).astype(np.float32))
    optimizer = torch.optim.Adam(net.parameters(), lr=4e-3)
    started = time.monotonic()
    for step in range(steps):
        warm_up = min(1.0, (step + 1) / WARM_UP_STEPS)
        optimizer.param_groups[0]["lr"] = (
            4e-3 * warm_up * (0.01 + 0.99 * (1 + math.cos(math.pi * step / steps)) / 2)
        )
        first = torch.randint(0, len(y) - WINDOW_FRAMES, (BATCH,)).tolist()
        window = torch.stack([x[i : i + WINDOW_FRAMES + net.past_frames] for i in first])[:, None]
        target = torch.stack([y[i : i + WINDOW_FRAMES] for i in first])[:, None]
        loss = _loss(target, net(window))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        mean_net.update_parameters(net)
        if step % 500 == 499:
            now = esr(validation[1], scale * render(mean_net.module, validation[0]))
            print(
                f"step {step + 1}  {time.monotonic() - started:.0f} s  loss {loss.item():.4f}  ESR {now:.5f}",
                flush=True,
            )
    best = mean_net.module
    return best, scale, esr(validation[1], scale * render(best, validation[0]))


def _loss(target: Tensor, estimate: Tensor) -> Tensor:
    error = estimate - target
    total = torch.zeros(())
    for e, t in ((error, target), (_emphasised(error), _emphasised(target))):
        power = t.pow(2).mean(-1)
        total = (
            total + (e.pow(2).mean(-1) / (power + 1e-4)).mean()
        )  # the floor: 40 dB below the average level
    return total


def _emphasised(x: Tensor) -> Tensor:
    return functional.pad(x[..., 1:] - 0.85 * x[..., :-1], (1, 0))
