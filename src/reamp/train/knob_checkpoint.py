"""The checkpoint of a run with knobs: written in one step after every epoch, read when the run is resumed."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import torch

from reamp.atomic import atomic_write
from reamp.errors import CheckpointError, StrPath
from reamp.train.architectures import Architecture
from reamp.train.checkpoint import read_checkpoint
from reamp.train.knob_data import KnobData
from reamp.train.knob_trainer import KnobEpoch, KnobTrainConfig, KnobTrainer, SettingScore

__all__ = ["knob_fingerprint", "load_knob_checkpoint", "save_knob_checkpoint"]

_FORMAT = "knobs-1"


def knob_fingerprint(data: KnobData, architecture: Architecture, config: KnobTrainConfig) -> str:
    """Return a digest of what a resumed run must share with its checkpoint; when to stop may differ."""
    settings = asdict(config)
    for when_to_stop in ("epochs", "time_limit_s"):
        del settings[when_to_stop]
    outputs = [(output.knobs, str(output.use)) for output in data.outputs]
    spans = data.rate_hz, data.training, data.validation
    network = architecture.submodels[-1].shape, architecture.recipe.as_json()
    digest = hashlib.sha256(repr((settings, data.controls, outputs, spans, network)).encode())
    for samples in (data.x, *(output.y for output in data.outputs)):
        digest.update(samples.tobytes())
    return digest.hexdigest()


def save_knob_checkpoint(
    path: StrPath, *, fingerprint: str, trainer: KnobTrainer, history: Sequence[KnobEpoch]
) -> None:
    """Write a run after an epoch; a crash while writing keeps the previous checkpoint."""
    content = {
        "format": _FORMAT,
        "fingerprint": fingerprint,
        "history": [asdict(epoch) for epoch in history],
        "trainer": trainer.state(),
    }
    with atomic_write(path) as file:
        torch.save(content, file)


def load_knob_checkpoint(path: StrPath, *, fingerprint: str, trainer: KnobTrainer) -> list[KnobEpoch]:
    """Restore a trainer from a checkpoint, and return the epochs of its run.

    Raises `CheckpointError` when the file is not a checkpoint, or its run has other captures, another
    network, seed or configuration.
    """
    content = read_checkpoint(path, expected=_FORMAT)
    if content["fingerprint"] != fingerprint:
        problem = "is a run with other captures, architecture, seed or configuration"
        raise CheckpointError(path, f"{problem}; resume with those, or start anew")
    trainer.load_state(content["trainer"])
    return [_epoch(entry) for entry in content["history"]]


def _epoch(entry: dict[str, Any]) -> KnobEpoch:
    return KnobEpoch(**{**entry, "scores": tuple(SettingScore(**score) for score in entry["scores"])})
