"""Train a model of a device: from a pair of signals to the best networks found."""

import copy
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor

from reamp.capture.capture import Capture
from reamp.errors import ConfigError, StrPath, TrainingError
from reamp.nam import NamDocument
from reamp.train.architectures import A2, Architecture, Submodel
from reamp.train.checkpoint import load_checkpoint, save_checkpoint
from reamp.train.config import TrainConfig
from reamp.train.dataset import TrainingPair, Windows
from reamp.train.device import choose_device
from reamp.train.events import EpochDone, Event, OnProgress, Started, StopReason, StopWhen
from reamp.train.from_capture import pair_from_capture
from reamp.train.loop import Run, fit
from reamp.train.networks import Network, WaveNet, build_network
from reamp.train.own_network import OwnNetwork
from reamp.train.recipes import Recipe
from reamp.train.start import load_start, match_level
from reamp.train.trainee import Trainee

__all__ = ["OnBest", "TrainResult", "TrainedNetwork", "train"]

_LEVEL_BATCHES = 32


@dataclass(frozen=True, kw_only=True)
class TrainedNetwork:
    """A network with its best weights, on the CPU; its output is at `TARGET_DBFS`, not the device's level."""

    submodel: Submodel
    network: Network = field(repr=False)
    esr: float
    epoch: int


@dataclass(frozen=True, kw_only=True)
class TrainResult:
    """The result of a run; `write_model` makes a file of it."""

    architecture: Architecture
    recipe: Recipe
    networks: tuple[TrainedNetwork, ...]
    reason: StopReason
    history: tuple[EpochDone, ...]
    elapsed_s: float
    device: str
    pair: TrainingPair = field(repr=False)
    config: TrainConfig = TrainConfig()  # noqa: RUF009 - frozen
    instruction_set: str | None = None
    start_from: NamDocument | None = field(default=None, repr=False)

    @property
    def esr(self) -> float:
        """The ESR of the largest network on the validation part."""
        return self.networks[-1].esr


OnBest = Callable[[TrainResult], None]
"""Called after an epoch that made a network better, with the best networks so far."""


def _ignore(event: Event) -> None:
    pass


def train(
    source: TrainingPair | Capture,
    architecture: Architecture = A2,
    config: TrainConfig = TrainConfig(),  # noqa: B008 - frozen
    *,
    on_progress: OnProgress = _ignore,
    checkpoint: StrPath | None = None,
    resume: bool = False,
    start_from: NamDocument | None = None,
    stop_when: StopWhen | None = None,
    on_best: OnBest | None = None,
) -> TrainResult:
    """Return the best networks of a run, or of its part before Ctrl-C.

    `on_progress` is called with every event. The run is written to `checkpoint` after every epoch; with
    `resume` it continues from that file, if it exists, with the result of an uninterrupted run. `start_from`
    is a model of the same shape that provides the first weights. `stop_when` is called after every epoch and
    ends the run by returning True. `on_best` is called with the result so far, whose reason is
    `StopReason.RUNNING`, after every epoch that made a network better. Raises `TrainingError` when no epoch
    gave a finite ESR or the checkpoint is another run's, `ConfigError` and `AudioError` before any step.

    The weights depend on the seed, the recipe, the audio and, in their last bits, on the instruction set.
    """
    _check_types(source, architecture)
    pair = pair_from_capture(source) if isinstance(source, Capture) else source
    device = choose_device(config.device)
    recipe = config.recipe or architecture.recipe
    windows = Windows(
        pair,
        past_frames=architecture.past_frames,
        window_frames=recipe.window_frames,
        batch=recipe.batch,
        device=device,
    )
    networks = _new_networks(architecture, config)
    for network in networks:
        network.to(device)
    if start_from is not None:
        load_start(start_from, networks, architecture)
        for network in networks:
            if not isinstance(network, OwnNetwork):
                match_level(network, *_loudest(windows, seed=config.seed))
    trainees = [
        Trainee(submodel.name, network, recipe)
        for submodel, network in zip(architecture.submodels, networks, strict=True)
    ]
    fingerprint = _fingerprint(pair, architecture, recipe, config, start_from)
    run = Run()
    if checkpoint is not None and resume and Path(checkpoint).exists():
        run = load_checkpoint(checkpoint, fingerprint=fingerprint, trainees=trainees)

    def result(reason: StopReason) -> TrainResult:
        return TrainResult(
            architecture=architecture,
            recipe=recipe,
            networks=_best_networks(architecture, trainees),
            reason=reason,
            history=tuple(run.history),
            elapsed_s=run.elapsed_s,
            device=str(device),
            pair=pair,
            config=config,
            instruction_set=_used_instruction_set(trainees),
            start_from=start_from,
        )

    def save() -> None:
        if checkpoint is not None:
            save_checkpoint(checkpoint, fingerprint=fingerprint, run=run, trainees=trainees)
        if on_best is not None and _is_better(trainees, run.epochs_done):
            on_best(result(StopReason.RUNNING))

    on_progress(
        Started(
            device=str(device),
            networks=tuple(trainee.name for trainee in trainees),
            weight_counts=tuple(sum(p.numel() for p in network.parameters()) for network in networks),
            epochs=config.epochs,
            first_epoch=run.epochs_done + 1,
            steps_per_epoch=windows.steps_per_epoch,
        )
    )
    reason = fit(
        trainees,
        windows,
        config=config,
        recipe=recipe,
        run=run,
        on_progress=on_progress,
        save=save,
        stop_when=stop_when,
    )
    return result(reason)


def _is_better(trainees: Sequence[Trainee], epoch: int) -> bool:
    """Return whether an epoch made any of the networks better; each has been better than nothing before."""
    best = [trainee.best for trainee in trainees]
    return all(best) and any(each is not None and each.epoch == epoch for each in best)


def _check_types(source: object, architecture: object) -> None:
    if not isinstance(source, TrainingPair | Capture):
        raise ConfigError(f"source must be a TrainingPair or a Capture, got {type(source).__name__}")
    if not isinstance(architecture, Architecture):
        raise ConfigError(
            f"architecture must be an Architecture, got {architecture!r}; architecture_by_name finds one"
        )


def _loudest(windows: Windows, *, seed: int) -> tuple[Tensor, Tensor]:
    """Return the loudest of some batches: a level cannot be told by silence."""
    batches = islice(windows.epoch(0, seed=seed), _LEVEL_BATCHES)
    return max(batches, key=lambda batch: float(batch[1].square().sum()))


def _new_networks(architecture: Architecture, config: TrainConfig) -> list[Network]:
    """Return networks with random weights, without changing the caller's random generator."""
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(config.seed)
        return [
            build_network(submodel.shape, instruction_set=config.instruction_set)
            for submodel in architecture.submodels
        ]


def _used_instruction_set(trainees: Sequence[Trainee]) -> str | None:
    """Return the instruction set of the kernels that trained the networks; None where PyTorch did."""
    networks = [trainee.network for trainee in trainees]
    return next((each.used_instruction_set for each in networks if isinstance(each, WaveNet)), None)


def _best_networks(architecture: Architecture, trainees: Sequence[Trainee]) -> tuple[TrainedNetwork, ...]:
    best = []
    for submodel, trainee in zip(architecture.submodels, trainees, strict=True):
        if trainee.best is None:
            raise TrainingError(f"the network {submodel.name} learned nothing; check the recording")
        network = copy.deepcopy(trainee.network).cpu()
        network.load_state_dict(trainee.best.weights)
        best.append(
            TrainedNetwork(submodel=submodel, network=network, esr=trainee.best.esr, epoch=trainee.best.epoch)
        )
    return tuple(best)


def _fingerprint(
    pair: TrainingPair,
    architecture: Architecture,
    recipe: Recipe,
    config: TrainConfig,
    start_from: NamDocument | None,
) -> str:
    """Return a digest of what a resumed run must share with its checkpoint; when to stop may differ."""
    shared = (pair.fingerprint(), architecture.submodels, recipe.as_json(), config.seed)
    also = (start_from and start_from.text, config.instruction_set)
    return hashlib.sha256(repr((shared, also)).encode()).hexdigest()
