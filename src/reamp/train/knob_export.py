"""Write a trained model with knobs as a file, which is kept only if the engine plays it like the network."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import torch

from reamp.atomic import atomic_write, check_output
from reamp.audio import Signal
from reamp.capture.setting_captures import SettingCaptures
from reamp.engine import load
from reamp.errors import ConfigError, NothingLearnedError, StrPath, TrainingError, UnfinishedRunError
from reamp.knobs.plan import Use
from reamp.nam import NamDocument
from reamp.nam.knob_model import KnobModel
from reamp.train.architectures import Architecture
from reamp.train.dataset import TrainingPair
from reamp.train.export import FAILED_ESR, LIMIT_DB
from reamp.train.input_levels import input_levels
from reamp.train.knob_checkpoint import knob_fingerprint, load_knob_checkpoint, save_knob_checkpoint
from reamp.train.knob_data import KnobData, data_from_captures
from reamp.train.knob_loop import OnEpoch, best_epoch, new_knob_trainer, train_knobs
from reamp.train.knob_trainer import KnobEpoch, KnobTrainConfig, KnobTrainer

__all__ = ["KnobResult", "checkpoint_beside", "knob_model", "train_captures", "write_knob_model"]

_CHECKED_SETTINGS = 3

OnData = Callable[[KnobData], None]


@dataclass(frozen=True, kw_only=True)
class KnobResult:
    """A trained model with knobs, and its epochs.

    `problem` says why training ended early, None where it did not.
    """

    model: KnobModel
    data: KnobData
    trainer: KnobTrainer
    history: tuple[KnobEpoch, ...]
    is_interrupted: bool = False
    problem: str | None = None

    @property
    def best(self) -> KnobEpoch:
        """The epoch whose weights the model has."""
        return best_epoch(self.history)


def checkpoint_beside(model: StrPath) -> Path:
    """Return where an unfinished run of a model lies."""
    path = Path(model)
    return path.with_name(path.name + ".checkpoint")


def train_captures(
    path: StrPath,
    output: StrPath,
    architecture: Architecture,
    config: KnobTrainConfig = KnobTrainConfig(),  # noqa: B008 - frozen
    *,
    on_data: OnData = lambda data: None,
    on_epoch: OnEpoch = lambda epoch: None,
    resume: bool = False,
    overwrite: bool = False,
) -> KnobResult:
    """Train a model with knobs from a folder of captures, and write it.

    `on_data` is called before the first step. The run is saved beside the model after every epoch. With
    `resume` an unfinished run continues, with the result of an uninterrupted run, and its model is replaced.
    The checkpoint stays after Ctrl-C, and when the model cannot be written. Raises as `data_from_captures`,
    `new_knob_trainer`, `train_knobs`, `load_knob_checkpoint` and `write_knob_model` do, and
    `UnfinishedRunError` for an unfinished run.
    """
    if Path(output).suffix.lower() != ".nam":
        raise ConfigError(f"{output}: a model is a file whose name ends in .nam")
    checkpoint = checkpoint_beside(output)
    goes_on = resume and checkpoint.exists()
    overwrite = overwrite or goes_on
    check_output(output, overwrite=overwrite)
    if checkpoint.exists() and not overwrite:
        problem = "is an unfinished run; resume it, or overwrite it"
        raise UnfinishedRunError(checkpoint, problem, can_overwrite=True)
    data = data_from_captures(SettingCaptures.open(path))
    on_data(data)
    trainer = new_knob_trainer(data, architecture, config)
    fingerprint, history = knob_fingerprint(data, architecture, config), list[KnobEpoch]()
    if goes_on:
        history = load_knob_checkpoint(checkpoint, fingerprint=fingerprint, trainer=trainer)

    def save(trainer: KnobTrainer, history: Sequence[KnobEpoch]) -> None:
        save_knob_checkpoint(checkpoint, fingerprint=fingerprint, trainer=trainer, history=history)

    run = train_knobs(trainer, on_epoch=on_epoch, history=history, save=save)
    model = knob_model(run.trainer, architecture, run.history)
    result = KnobResult(
        model=model,
        data=data,
        trainer=run.trainer,
        history=run.history,
        is_interrupted=run.is_interrupted,
        problem=run.problem,
    )
    write_knob_model(result, output, overwrite=overwrite)
    if not run.is_interrupted:
        checkpoint.unlink(missing_ok=True)
    return result


def knob_model(trainer: KnobTrainer, architecture: Architecture, history: Sequence[KnobEpoch]) -> KnobModel:
    """Return the model with the averaged weights of the best epoch, at the level of the gear."""
    data, network, config = trainer.data, trainer.average, trainer.config
    said, best = data.metadata, best_epoch(history)
    pair = TrainingPair(
        x=Signal(data.x, data.rate_hz),
        y=Signal(data.of(Use.TRAINING)[0].y, data.rate_hz),
        training=data.training,
        validation=data.training,
    )
    training = {
        **(said.training or {}),
        "validation_esr": best.mean_esr,
        "architecture": architecture.name,
        "epochs": len(history),
        "input_levels": input_levels(pair),
        "settings": [output.knobs for output in data.of(Use.TRAINING)],
        "validation": [{"knobs": score.knobs, "esr": score.esr} for score in best.scores],
        "config": {"seed": config.seed, "epochs": config.epochs, "basis": config.basis},
    }
    plain = network.base_network
    return KnobModel(
        controls=data.controls,
        plain=plain.nam_config(1.0 / trainer.common_gain),
        plain_version=plain.nam_version,
        hidden=config.hidden,
        basis=config.basis,
        weights=network.file_weights().numpy(),
        sample_rate_hz=data.rate_hz,
        metadata=replace(said, date=datetime.now().astimezone().replace(microsecond=0), training=training),
    )


def write_knob_model(result: KnobResult, path: StrPath, *, overwrite: bool = False) -> NamDocument:
    """Write a model with knobs in one step and return its document.

    Raises `NothingLearnedError` for a model that is as wrong as silence, `TrainingError` when the engine does
    not play the file like the network, `OutputError` and `OutputExistsError` as every output.
    """
    check_output(path, overwrite=overwrite)
    mean_esr = result.best.mean_esr
    if not mean_esr < FAILED_ESR:  # NaN as well
        raise NothingLearnedError(
            f"{path}: was not written: the network learned nothing, mean ESR {mean_esr:.3g}, where silence "
            "has 1; train longer, or check that the recordings belong to the signal"
        )
    document = result.model.document()
    with atomic_write(path) as part:
        part.write(document.text.encode())
        part.flush()
        _check_playback(result, Path(part.name), label=path)
    return replace(document, path=Path(path))


def _check_playback(result: KnobResult, path: Path, *, label: StrPath) -> None:
    data, network = result.data, result.trainer.average
    outputs = data.of(Use.VALIDATION)[:_CHECKED_SETTINGS]
    x = data.x[data.validation.slice]
    with torch.no_grad():
        weights, log_gains = network(data.inputs(outputs))
    for output, row, level in zip(outputs, weights, log_gains, strict=True):
        network.base_network.load_nam_weights([*row.tolist(), network.shape.head_scale])
        scale = math.exp(float(level)) / result.trainer.common_gain
        expected = scale * network.base_network.play(torch.from_numpy(x)[None])[0].numpy()
        played = load(path, knobs=output.knobs).process(x)
        residue = np.sum((played - expected) ** 2, dtype=np.float64)
        residue_db = 10.0 * math.log10(residue / (np.sum(expected**2, dtype=np.float64) + 1e-30) + 1e-20)
        if not residue_db <= LIMIT_DB:
            raise TrainingError(
                f"{label}: was not written: the engine plays it differently, {residue_db:.1f} dB below its "
                f"output, the limit is {LIMIT_DB:.0f}; report this as an error"
            )
