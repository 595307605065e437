"""Train a model of a device: from a pair of signals to the best networks found."""

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from reamp.capture.capture import Capture
from reamp.errors import StrPath, TrainingError
from reamp.nam import NamDocument
from reamp.train.architectures import A2, Architecture, Submodel
from reamp.train.checkpoint import load_checkpoint, save_checkpoint
from reamp.train.config import TrainConfig
from reamp.train.dataset import TrainingPair, Windows
from reamp.train.device import choose_device
from reamp.train.events import EpochDone, Event, OnProgress, Started, StopReason
from reamp.train.from_capture import pair_from_capture
from reamp.train.loop import Run, fit
from reamp.train.networks import Network, build_network
from reamp.train.recipes import Recipe
from reamp.train.start import match_level, start_from
from reamp.train.trainee import Trainee

__all__ = ["TrainResult", "TrainedNetwork", "train"]


@dataclass(frozen=True, kw_only=True)
class TrainedNetwork:
    """A network with its best weights, on the CPU; its output is at `TARGET_DBFS`, whatever the device's."""

    submodel: Submodel
    network: Network = field(repr=False)
    esr: float
    epoch: int


@dataclass(frozen=True, kw_only=True)
class TrainResult:
    """What a run has found; `write_model` makes a file of it."""

    architecture: Architecture
    recipe: Recipe
    networks: tuple[TrainedNetwork, ...]
    reason: StopReason
    history: tuple[EpochDone, ...]
    elapsed_s: float
    device: str
    pair: TrainingPair = field(repr=False)

    @property
    def esr(self) -> float:
        """The ESR of the largest network on the validation part."""
        return self.networks[-1].esr


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
    similar: NamDocument | None = None,
) -> TrainResult:
    """Return the best networks of a run, or of what there was of it before Ctrl-C.

    `on_progress` is called with every event. The run is written to `checkpoint` after every epoch; with
    `resume` it goes on from there, if the file exists, and gives what it would have given uninterrupted.
    `similar` is a model of the same shape to start from. Raises `TrainingError` when nothing was learned or
    the checkpoint is another run's, `ConfigError` and `AudioError` before the first step.
    """
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
    networks = _new_networks(architecture, seed=config.seed)
    for network in networks:
        network.to(device)
    if similar is not None:
        start_from(similar, networks, architecture)
        for network in networks:
            match_level(network, *next(windows.epoch(0, seed=config.seed)))
    trainees = [
        Trainee(submodel.name, network, recipe)
        for submodel, network in zip(architecture.submodels, networks, strict=True)
    ]
    fingerprint = _fingerprint(pair, architecture, recipe, config, similar)
    run = Run()
    if checkpoint is not None and resume and Path(checkpoint).exists():
        run = load_checkpoint(checkpoint, fingerprint=fingerprint, trainees=trainees)

    def save() -> None:
        if checkpoint is not None:
            save_checkpoint(checkpoint, fingerprint=fingerprint, run=run, trainees=trainees)

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
    reason = fit(trainees, windows, config=config, recipe=recipe, run=run, on_progress=on_progress, save=save)
    return TrainResult(
        architecture=architecture,
        recipe=recipe,
        networks=_best_networks(architecture, trainees),
        reason=reason,
        history=tuple(run.history),
        elapsed_s=run.elapsed_s,
        device=str(device),
        pair=pair,
    )


def _new_networks(architecture: Architecture, *, seed: int) -> list[Network]:
    """Return networks with random weights, without touching the generator of the program around."""
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        return [build_network(submodel.shape) for submodel in architecture.submodels]


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
    similar: NamDocument | None,
) -> str:
    """Return what a checkpoint must share with the run that resumes it; when to stop may change."""
    shared = (pair.fingerprint(), architecture.submodels, recipe, config.seed, similar and similar.text)
    return hashlib.sha256(repr(shared).encode()).hexdigest()
