"""Train a model with knobs: the network in training, and its steps."""

import copy
import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from reamp.errors import AudioError, ConfigError, TrainingError
from reamp.knobs.plan import Use
from reamp.nam.knob_model import MOST_LAYERS, MOST_WIDTH
from reamp.train.architectures import WaveNetShape
from reamp.train.checks import check_number, check_whole
from reamp.train.flat import positions_of
from reamp.train.knob_data import KnobData, SettingOutput
from reamp.train.knob_network import KnobNetwork
from reamp.train.losses import esr
from reamp.train.muon import Muon
from reamp.train.native import NativeWaveNet
from reamp.train.objective import Objective
from reamp.train.recipes import Recipe

__all__ = [
    "KnobEpoch",
    "KnobTrainConfig",
    "KnobTrainer",
    "SettingScore",
]


@dataclass(frozen=True, kw_only=True)
class KnobTrainConfig:
    """The settings of a run.

    It ends after `epochs` passes over all captures, or after `time_limit_s`. A step uses a window of
    `window_frames` of each of `settings_per_step` settings. `hidden` and `basis` are the size of the network
    that computes the weights; see `KnobNetwork`. Raises `ConfigError`.
    """

    epochs: int = 10
    time_limit_s: float | None = None
    seed: int = 0
    hidden: tuple[int, ...] = (32, 32)
    basis: int = 16
    settings_per_step: int = 4
    window_frames: int = 4096
    learning_rate: float = 6e-3
    changes_rate: float = 0.3
    """The learning rate of the changes, as a share of that of the base."""
    small_rate: float = 2e-3
    """The learning rate of the small network."""
    averaging: float = 0.995

    def __post_init__(self) -> None:
        hidden: object = self.hidden
        if not isinstance(hidden, tuple) or not 1 <= len(hidden) <= MOST_LAYERS:
            raise ConfigError(f"hidden must be a tuple of 1 to {MOST_LAYERS} widths, got {hidden!r}")
        for name, width in (("basis", self.basis), *(("hidden", width) for width in hidden)):
            check_whole(name, width, least=1)
            check_number(name, width, f"from 1 to {MOST_WIDTH}", lambda width: width <= MOST_WIDTH)
        for name in ("learning_rate", "changes_rate", "small_rate"):
            check_number(name, getattr(self, name), "above 0 and finite", lambda rate: 0.0 < rate < math.inf)
        check_number("averaging", self.averaging, "from 0 to below 1", lambda kept: 0.0 <= kept < 1.0)
        for name in ("epochs", "settings_per_step"):
            check_whole(name, getattr(self, name), least=1)
        check_whole("window_frames", self.window_frames, least=2048, reason=", one STFT")
        check_whole("seed", self.seed, least=0)
        if self.time_limit_s is not None:
            check_number("time_limit_s", self.time_limit_s, "above 0", lambda limit: limit > 0.0)


@dataclass(frozen=True, kw_only=True)
class SettingScore:
    """The ESR at a setting that training did not use."""

    knobs: dict[str, float | str]
    esr: float


@dataclass(frozen=True, kw_only=True)
class KnobEpoch:
    """A pass over all captures, and how good the model was after it."""

    epoch: int
    epochs: int
    scores: tuple[SettingScore, ...]
    loss: float
    elapsed_s: float
    remaining_s: float

    @property
    def mean_esr(self) -> float:
        """The mean over the settings."""
        return float(np.mean([score.esr for score in self.scores]))

    @property
    def percentile_90_esr(self) -> float:
        """The ESR that nine of ten settings do not exceed."""
        return float(np.percentile([score.esr for score in self.scores], 90))


class KnobTrainer:
    """A network with knobs in training; `average` is the one that would be exported now.

    Raises `AudioError` when the training part is shorter than a window.
    """

    def __init__(
        self,
        data: KnobData,
        shape: WaveNetShape,
        recipe: Recipe,
        config: KnobTrainConfig,
        make: Callable[..., KnobNetwork] = KnobNetwork,
    ) -> None:
        self.data, self.config, self._recipe = data, config, recipe
        if data.training.frames < config.window_frames:
            problem = f"the training part has {data.training.frames} frames"
            raise AudioError(
                f"{problem}; at least {config.window_frames} needed, one window: record a longer test signal"
            )
        self._training, self._judged = data.of(Use.TRAINING), data.of(Use.VALIDATION)
        self._inputs = data.inputs(self._training)
        self.network = make(shape, inputs=self._inputs.shape[1], hidden=config.hidden, basis=config.basis)
        gains = data.gains(self._training)
        self.common_gain = float(np.exp(np.mean(np.log(gains))))
        self._gains = gains / self.common_gain
        self.network.fit_levels(self._inputs, torch.tensor(-np.log(self._gains), dtype=torch.float32))
        self.average = copy.deepcopy(self.network)
        # One for each setting of a step: its backward pass needs values of its forward pass.
        self._natives = [NativeWaveNet(shape) for _ in range(config.settings_per_step)]
        self._threads: ThreadPoolExecutor | None = None
        self._past = shape.past_frames
        self._x = functional.pad(torch.from_numpy(data.x), (self._past, 0))
        self._small = torch.optim.Adam(self.network.small_parameters(), lr=config.small_rate)
        self._large = _Large(self.network)
        self._steps = 0
        self._best_esr = math.inf
        self._best_average = copy.deepcopy(self.average.state_dict())

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return self._steps

    def close(self) -> None:
        """End the threads; the next step starts new ones."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None

    def keep_best(self, mean_esr: float) -> None:
        """Keep a copy of the average if its mean ESR is the lowest so far."""
        if mean_esr < self._best_esr:
            self._best_esr = mean_esr
            self._best_average = copy.deepcopy(self.average.state_dict())

    def restore_best(self) -> None:
        """Replace the average with the best one that was kept, if there is one."""
        if math.isfinite(self._best_esr):
            self.average.load_state_dict(self._best_average)

    def state(self) -> dict[str, Any]:
        """Return the state that the next step depends on, with the best average, as tensors and values."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "small": self._small.state_dict(),
            "large": self._large.state(),
            "steps": self._steps,
            "best_esr": self._best_esr,
            "best_average": self._best_average,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Restore the state that `state` returned."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self._small.load_state_dict(state["small"])
        self._large.load_state(state["large"])
        self._steps = state["steps"]
        self._best_esr, self._best_average = state["best_esr"], state["best_average"]

    @property
    def steps_per_epoch(self) -> int:
        """The steps in which every capture is used once."""
        windows = self.data.training.frames // self.config.window_frames
        return max(1, windows * len(self._training) // self.config.settings_per_step)

    def batches(self, epoch: int) -> Iterator[list[tuple[int, int]]]:
        """Yield pairs of a setting's index and a window's first frame, in an order that the seed decides."""
        random = np.random.default_rng((self.config.seed, epoch))
        span, frames = self.data.training, self.config.window_frames
        count, spare = divmod(span.frames, frames)
        first = span.first + int(random.integers(spare + 1))
        every = [(s, first + frames * w) for s in range(len(self._training)) for w in range(count)]
        order = random.permutation(len(every))
        size = min(self.config.settings_per_step, len(every))
        for start in range(0, len(every) - size + 1, size):
            yield [every[index] for index in order[start : start + size]]

    def step(self, batch: list[tuple[int, int]], *, rate: float) -> float:
        """Take one step at a share of the learning rates, and return the loss before it.

        Raises `TrainingError` when the loss is not finite.
        """
        frames = self.config.window_frames
        rows = torch.tensor([setting for setting, _ in batch])
        weights, log_gains = self.network(self._inputs[rows])
        gains = torch.tensor([[float(self._gains[setting])] for setting, _ in batch])
        x = [self._x[None, first : first + self._past + frames] for _, first in batch]
        y = torch.stack([self._window_of(setting, first) for setting, first in batch])
        flat = weights.detach()
        out = torch.cat(self._for_each(lambda row: self._natives[row].forward(flat[row], x[row]), batch))
        out.requires_grad_()
        level = log_gains.detach().requires_grad_()
        objective = Objective(y * (gains * self.common_gain), self._recipe.loss)
        loss = objective.loss(out * (level.exp()[:, None] * gains))
        value = loss.item()
        if not math.isfinite(value):
            raise TrainingError("the training diverged; lower the learning rate or check the recordings")
        loss.backward()  # type: ignore[no-untyped-call]
        assert out.grad is not None
        d_out = out.grad
        gradients = self._for_each(
            lambda row: self._natives[row].backward(flat[row], x[row], d_out[row : row + 1]), batch
        )
        self._small.zero_grad()
        self.network.sets.grad = None
        torch.autograd.backward([weights, log_gains], [torch.stack(gradients), level.grad])
        norm = self._recipe.gradient_norm
        if norm is not None:
            nn.utils.clip_grad_norm_([self.network.sets], norm)
            nn.utils.clip_grad_norm_(self.network.small_parameters(), norm)
        self._small.param_groups[0]["lr"] = self.config.small_rate * rate
        self._small.step()
        self._large.step(self.config.learning_rate * rate, changes=self.config.changes_rate)
        self._steps += 1
        self._take_average()
        return value

    def _window_of(self, setting: int, first: int) -> Tensor:
        return torch.from_numpy(self._training[setting].y[first : first + self.config.window_frames])

    def _for_each(self, work: Callable[[int], Tensor], batch: Sequence[object]) -> list[Tensor]:
        """Return the results of `work` for each place of a batch, computed in several threads."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(min(os.cpu_count() or 1, self.config.settings_per_step))
        return list(self._threads.map(work, range(len(batch))))

    def scores(self) -> tuple[SettingScore, ...]:
        """Return the ESR of the averaged network at the settings for validation."""
        span = self.data.validation
        with torch.no_grad():
            weights, log_gains = self.average(self.data.inputs(self._judged))
            x = self._x[None, span.first : span.end + self._past]
            return tuple(
                self._score(output, self._natives[0].forward(row, x) * float(level.exp()))
                for output, row, level in zip(self._judged, weights, log_gains, strict=True)
            )

    def _score(self, output: SettingOutput, estimate: Tensor) -> SettingScore:
        y = torch.from_numpy(output.y[None, self.data.validation.slice]) * self.common_gain
        return SettingScore(knobs=output.knobs, esr=esr(y, estimate).item())

    @torch.no_grad()
    def _take_average(self) -> None:
        kept = min(self.config.averaging, self._steps / (self._steps + 10))
        for mean, new in zip(self.average.parameters(), self.network.parameters(), strict=True):
            mean.lerp_(new, 1.0 - kept)


class _Large:
    """Muon for the base and for each set of changes, with a learning rate of their own."""

    def __init__(self, network: KnobNetwork) -> None:
        self._sets = network.sets
        flat = network.sets.detach().view(-1)
        positions = [
            positions_of(group, network.base_network) for group in network.base_network.weight_matrices()
        ]
        count = network.sets.shape[1]
        self._flat = flat.clone().requires_grad_()
        self._muon = Muon(
            self._flat,
            [each + row * count for row in range(len(network.sets)) for each in positions],
        )

    @torch.no_grad()
    def step(self, rate: float, *, changes: float) -> None:
        assert self._sets.grad is not None
        before = self._sets.detach().clone()
        self._flat.copy_(before.view(-1))
        self._flat.grad = self._sets.grad.reshape(-1)
        self._muon.step(rate)
        change = self._flat.view_as(self._sets) - before
        change[1:] *= changes
        self._sets.add_(change)

    def state(self) -> dict[str, Any]:
        return self._muon.state()

    def load_state(self, state: dict[str, Any]) -> None:
        self._muon.load_state(state)
