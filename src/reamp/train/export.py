"""Write trained networks as a `.nam` file, which is kept only if the engine plays it like the networks."""

import copy
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import torch

from reamp.atomic import atomic_write, check_output
from reamp.audio import Samples
from reamp.engine import load
from reamp.engine.loudness import loudness_clip
from reamp.errors import ConfigError, NothingLearnedError, StrPath, TrainingError
from reamp.nam import Metadata, NamDocument
from reamp.train.checks import check_number, check_whole
from reamp.train.loudness import Batch, loudness_and_gain
from reamp.train.networks import Network
from reamp.train.predict import engine_model
from reamp.train.record import training_record
from reamp.train.trainer import TrainedNetwork, TrainResult

__all__ = ["FAILED_ESR", "LIMIT_DB", "export_network", "model_document", "write_model"]

LIMIT_DB = -80.0
"""The largest difference between file and network, in dB relative to the output.

Rounding to float32 gives about -130, but -98.6 for a network of a high-gain amp; a file that is read wrongly
is above -40.
"""

FAILED_ESR = 0.9
"""A network at or above this ESR learned nothing: silence has an ESR of 1."""

_CHECK_S = 10


def write_model(
    result: TrainResult,
    path: StrPath,
    *,
    metadata: Metadata | None = None,
    overwrite: bool = False,
    keep_failed: bool = False,
) -> NamDocument:
    """Write a trained model in one step and return its document; see `model_document` for the metadata.

    A network that learned nothing, with an ESR of `FAILED_ESR` or more, is written only with `keep_failed`:
    raises `NothingLearnedError`.

    Before the file appears, the engine plays the validation audio through it: raises `TrainingError` when a
    network sounds different in the file, `OutputError` and `OutputExistsError` as every output.
    """
    check_output(path, overwrite=overwrite)
    if not keep_failed:
        _check_learned(result, path)
    document = model_document(result, metadata)
    with atomic_write(path) as part:
        part.write(document.text.encode())
        part.flush()
        _check_playback(result, Path(part.name), label=path)
    return replace(document, path=Path(path))


def model_document(result: TrainResult, metadata: Metadata | None = None) -> NamDocument:
    """Return the document of a trained model: one network, or a container of several.

    The date and the loudness and gain of the largest network (see `loudness`) are added to `metadata`, by
    default that of the pair; its `training` gets the architecture, settings and ESR of each network.
    """
    output_scale = 1.0 / result.pair.target_gain()
    own = [_own_metadata(trained, output_scale) for trained in result.networks]
    given = metadata or result.pair.metadata
    complete = replace(
        given,
        date=given.date or _now(),
        loudness_db=own[-1].loudness_db,
        gain=own[-1].gain,
        training={**(given.training or {}), **training_record(result)},
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


def _check_learned(result: TrainResult, path: StrPath) -> None:
    for trained in result.networks:
        if not trained.esr < FAILED_ESR:  # NaN as well
            raise NothingLearnedError(
                f"{path}: was not written: the network {trained.submodel.name} learned nothing, ESR "
                f"{trained.esr:.3g}, where silence has 1; check that input and output are aligned, train "
                f"longer, or lower the learning rate; keep it nevertheless only to look at it"
            )


def export_network(
    network: Network,
    path: StrPath,
    *,
    rate_hz: int,
    gain: float = 1.0,
    metadata: Metadata | None = None,
    overwrite: bool = False,
) -> NamDocument:
    """Write a network that your own code has trained, in one step, and return its document.

    The model plays `gain` times the output of the network. The date, loudness and gain are added to
    `metadata`, as in `write_model`. Before the file appears, the engine plays it: raises `TrainingError` when
    it sounds different, or when a weight is not finite; `OutputError` and `OutputExistsError` as every
    output.
    """
    if not isinstance(network, Network):
        raise ConfigError(
            f"network must be a network of build_network or network_of, got {type(network).__name__}"
        )
    check_whole("rate_hz", rate_hz, least=1)
    check_number("gain", gain, "finite and not 0", lambda ratio: math.isfinite(ratio) and ratio != 0.0)
    check_output(path, overwrite=overwrite)
    network = copy.deepcopy(network).cpu().float()
    if not all(bool(weights.isfinite().all()) for weights in network.parameters()):
        raise TrainingError(f"{path}: was not written: a weight is not finite; lower the learning rate")
    given = metadata or Metadata()
    loudness_db, compression = _loudness_and_gain(network, gain)
    complete = replace(given, date=given.date or _now(), loudness_db=loudness_db, gain=compression)
    document = network.nam_parts(gain).document(rate_hz=int(rate_hz), metadata=complete)
    with atomic_write(path) as part:
        part.write(document.text.encode())
        part.flush()
        x = loudness_clip().copy()  # PyTorch refuses read-only arrays
        played = load(Path(part.name)).process(x)
        _check_likeness(played, network, x, gain, name="the network", label=path)
    return replace(document, path=Path(path))


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)


def _network_document(result: TrainResult, index: int, metadata: Metadata) -> NamDocument:
    parts = result.networks[index].network.nam_parts(1.0 / result.pair.target_gain())
    return parts.document(rate_hz=result.pair.rate_hz, metadata=metadata)


def _own_metadata(trained: TrainedNetwork, output_scale: float) -> Metadata:
    """Return the metadata of one network alone."""
    loudness_db, gain = _loudness_and_gain(trained.network, output_scale)
    training = {"validation_esr": trained.esr, "epoch": trained.epoch}
    return Metadata(loudness_db=loudness_db, gain=gain, training=training)


def _loudness_and_gain(network: Network, output_scale: float) -> tuple[float | None, float]:
    """Return the `loudness` and `gain` of the file; a silent network has no loudness."""
    model = engine_model(network)

    def play(x: Batch) -> Batch:
        played = np.empty_like(x)
        for row, out in zip(x, played, strict=True):
            model.reset()
            model.process(row, out)
        return np.float32(output_scale) * played

    loudness_db, gain = loudness_and_gain(play)
    return loudness_db if math.isfinite(loudness_db) else None, gain


def _check_playback(result: TrainResult, path: Path, *, label: StrPath) -> None:
    """Raise `TrainingError` unless the engine plays every network in the file like PyTorch in float64."""
    pair = result.pair
    end = min(pair.validation.end, pair.validation.first + _CHECK_S * pair.rate_hz)
    x = pair.x.samples[pair.validation.first : end]
    model = load(path)
    lowest = 0.0
    for trained in result.networks:
        model.slim = lowest
        lowest = trained.submodel.max_value
        played = model.process(x)
        name = f"network {trained.submodel.name}"
        _check_likeness(played, trained.network, x, 1.0 / pair.target_gain(), name=name, label=label)


def _check_likeness(
    played: Samples, network: Network, x: Samples, output_scale: float, *, name: str, label: StrPath
) -> None:
    """Raise `TrainingError` unless the engine's output for `x` is that of the network in float64."""
    wide = copy.deepcopy(network).double()
    expected = output_scale * wide.play(torch.from_numpy(x).double()[None])[0].numpy()
    difference = played - expected
    residue_db = 10.0 * math.log10(np.sum(difference**2) / (np.sum(expected**2) + 1e-30) + 1e-20)
    if not residue_db <= LIMIT_DB:
        raise TrainingError(
            f"{label}: was not written: the engine plays {name} differently, "
            f"{residue_db:.1f} dB below its output, the limit is {LIMIT_DB:.0f}; report this as an error"
        )
