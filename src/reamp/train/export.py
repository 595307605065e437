"""From trained networks to a `.nam` file, which is kept only if the engine plays it as the networks do."""

import copy
import math
from dataclasses import asdict, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import torch

from reamp.atomic import atomic_write, check_output
from reamp.engine import load
from reamp.errors import StrPath, TrainingError
from reamp.nam import Metadata, NamDocument
from reamp.train.input_levels import input_levels
from reamp.train.loudness import Batch, loudness_and_gain
from reamp.train.predict import engine_model
from reamp.train.trainer import TrainedNetwork, TrainResult

__all__ = ["LIMIT_DB", "model_document", "write_model"]

LIMIT_DB = -80.0
"""How far below the output the difference of file and network must lie.

Rounding to float32 is at -130 as a rule, but a network of a high-gain amp raised it to -98.6; a file that is
read wrongly is above -40.
"""

_CHECK_S = 10


def write_model(
    result: TrainResult, path: StrPath, *, metadata: Metadata | None = None, overwrite: bool = False
) -> NamDocument:
    """Write a trained model in one step and return its document; see `model_document` for the metadata.

    Before the file appears, the engine plays it on the validation audio: raises `TrainingError` when a
    network sounds different in it, `OutputError` and `OutputExistsError` as every output.
    """
    check_output(path, overwrite=overwrite)
    document = model_document(result, metadata)
    with atomic_write(path) as part:
        part.write(document.text.encode())
        part.flush()
        _check_playback(result, Path(part.name), label=path)
    return replace(document, path=Path(path))


def model_document(result: TrainResult, metadata: Metadata | None = None) -> NamDocument:
    """Return the document of a trained model: one network, or a container of several.

    To `metadata`, by default that of the pair, are added the date, loudness and gain (those of the largest
    network, see `loudness`), and to its `training` what was trained, how, and the ESR of each network.
    """
    output_scale = 1.0 / result.pair.target_gain()
    own = [_own_metadata(trained, output_scale) for trained in result.networks]
    given = metadata or result.pair.metadata
    complete = replace(
        given,
        date=given.date or datetime.now().astimezone().replace(microsecond=0),
        loudness_db=own[-1].loudness_db,
        gain=own[-1].gain,
        training={**(given.training or {}), **_training(result)},
    )
    if len(own) == 1:
        return _network_document(result, 0, complete)
    submodels = [
        {
            "max_value": trained.submodel.max_value,
            "model": _network_document(result, index, own[index]),
        }
        for index, trained in enumerate(result.networks)
    ]
    return NamDocument.create(
        architecture="SlimmableContainer",
        config={"submodels": submodels},
        sample_rate_hz=result.pair.rate_hz,
        metadata=complete,
    )


def _network_document(result: TrainResult, index: int, metadata: Metadata) -> NamDocument:
    network = result.networks[index].network
    output_scale = 1.0 / result.pair.target_gain()
    return NamDocument.create(
        architecture=network.nam_architecture,
        config=network.nam_config(output_scale),
        weights=network.nam_weights(output_scale),
        sample_rate_hz=result.pair.rate_hz,
        metadata=metadata,
        version=network.nam_version,
    )


def _own_metadata(trained: TrainedNetwork, output_scale: float) -> Metadata:
    """Return what the file says about one network by itself."""
    model = engine_model(trained.network)

    def play(x: Batch) -> Batch:
        played = np.empty_like(x)
        for row, out in zip(x, played, strict=True):
            model.reset()
            model.process(row, out)
        return np.float32(output_scale) * played

    loudness_db, gain = loudness_and_gain(play)
    return Metadata(
        loudness_db=loudness_db if math.isfinite(loudness_db) else None,
        gain=gain,
        training={"validation_esr": trained.esr, "epoch": trained.epoch},
    )


def _training(result: TrainResult) -> dict[str, object]:
    return {
        "validation_esr": result.esr,
        "architecture": result.architecture.name,
        "epochs": len(result.history),
        "input_levels": input_levels(result.pair),
        "loss": asdict(result.recipe.loss),
        "trainer": f"reamp {_own_version()}",
        "submodels": [
            {"name": each.submodel.name, "validation_esr": each.esr, "epoch": each.epoch}
            for each in result.networks
        ],
    }


def _own_version() -> str:
    try:
        return version("reamp")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "(not installed)"


def _check_playback(result: TrainResult, path: Path, *, label: StrPath) -> None:
    """Raise `TrainingError` unless the engine plays every network in the file as PyTorch does in float64."""
    pair = result.pair
    end = min(pair.validation.end, pair.validation.first + _CHECK_S * pair.rate_hz)
    x = pair.x.samples[pair.validation.first : end]
    model = load(path)
    lowest = 0.0
    for trained in result.networks:
        network = copy.deepcopy(trained.network).double()
        expected = network.play(torch.from_numpy(x).double()[None])[0].numpy() / pair.target_gain()
        model.slim = lowest
        lowest = trained.submodel.max_value
        difference = model.process(x) - expected
        residue_db = 10.0 * math.log10(np.sum(difference**2) / np.sum(expected**2) + 1e-20)
        if not residue_db <= LIMIT_DB:
            raise TrainingError(
                f"{label}: was not written: the engine plays network {trained.submodel.name} differently, "
                f"{residue_db:.1f} dB below its output, the limit is {LIMIT_DB:.0f}; report this as an error"
            )
