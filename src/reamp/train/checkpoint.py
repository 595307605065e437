"""The checkpoint of a run: written in one step after every epoch, read when the run is resumed."""

import pickle
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from reamp.atomic import atomic_write
from reamp.errors import CheckpointError, StrPath
from reamp.train.events import EpochDone, NetworkScore
from reamp.train.loop import Run
from reamp.train.trainee import Trainee

__all__ = ["load_checkpoint", "read_checkpoint", "save_checkpoint"]

_FORMAT = 1


def save_checkpoint(path: StrPath, *, fingerprint: str, run: Run, trainees: Sequence[Trainee]) -> None:
    """Write a run after an epoch; a crash while writing keeps the previous checkpoint.

    It needs no state of a random generator: cuts and order follow from the seed and the epoch.
    """
    content = {
        "format": _FORMAT,
        "fingerprint": fingerprint,
        "elapsed_s": run.elapsed_s,
        "history": [asdict(epoch) for epoch in run.history],
        "trainees": [trainee.state() for trainee in trainees],
    }
    with atomic_write(path) as file:
        torch.save(content, file)


def load_checkpoint(path: StrPath, *, fingerprint: str, trainees: Sequence[Trainee]) -> Run:
    """Restore the trainees from a checkpoint, and return the state of its run.

    Raises `CheckpointError` when the file is not a checkpoint, or its run has other audio, networks, seed or
    recipe.
    """
    content = read_checkpoint(path, expected=_FORMAT)
    if content["fingerprint"] != fingerprint:
        problem = "is a run with other audio, architecture, seed, recipe or start; go on as it began, or anew"
        raise CheckpointError(path, problem)
    for trainee, state in zip(trainees, content["trainees"], strict=True):
        trainee.load_state(state)
    return Run(elapsed_s=content["elapsed_s"], history=[_epoch(entry) for entry in content["history"]])


def read_checkpoint(path: StrPath, *, expected: object) -> dict[str, Any]:
    """Return the content of a checkpoint whose `format` is as expected; raises `CheckpointError`."""
    try:
        with Path(path).open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise CheckpointError(path, "is not a checkpoint; start anew")
            file.seek(0)
            # weights_only: tensors and plain values, never code.
            content = torch.load(file, map_location="cpu", weights_only=True)
    except OSError as error:
        raise CheckpointError(path, f"cannot be read: {error.strerror or error}") from error
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise CheckpointError(path, "is a damaged checkpoint; start anew") from error
    if not isinstance(content, dict) or content.get("format") != expected:
        raise CheckpointError(path, "is not a checkpoint of this version; start anew")
    return content


def _epoch(entry: dict[str, Any]) -> EpochDone:
    return EpochDone(**{**entry, "scores": tuple(NetworkScore(**score) for score in entry["scores"])})
