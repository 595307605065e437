"""The content of a training report: how good a model is, in numbers and words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from reamp.audio import Samples
from reamp.capture.layout import Span
from reamp.findings import Finding
from reamp.train.events import EpochDone, StopReason
from reamp.train.grade import Grade, grade_of
from reamp.train.predict import predict
from reamp.train.trainer import TrainedNetwork, TrainResult

__all__ = ["NetworkReport", "Report", "make_report"]

_WORST_S = 0.5
_STEP_S = 0.05
_FLOOR_POWER = 1e-14
_LATE = 0.9  # of the run: with its best epoch after this, a network was still learning


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkReport:
    """One network on the validation part; `error` is recording minus model, at the recording's level."""

    name: str
    weight_count: int
    esr: float
    epoch: int
    grade: Grade
    advice: tuple[str, ...]
    estimate: Samples
    error: Samples


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """A trained model against the recording of the validation part, frame for frame.

    `worst` is the half second with the largest error of the largest network, `worst_esr` its ESR alone.
    """

    architecture: str
    rate_hz: int
    device: str
    elapsed_s: float
    reason: StopReason
    history: tuple[EpochDone, ...]
    target: Samples
    networks: tuple[NetworkReport, ...]
    worst: Span
    worst_esr: float
    findings: tuple[Finding, ...] = ()


def make_report(result: TrainResult, *, findings: Sequence[Finding] = ()) -> Report:
    """Play the validation part through the networks and measure; `findings` are those of the capture."""
    pair = result.pair
    target = pair.y.samples[pair.validation.slice]
    networks = tuple(_network_report(result, trained, target) for trained in result.networks)
    worst = _worst(networks[-1].error, pair.rate_hz)
    return Report(
        architecture=result.architecture.name,
        rate_hz=pair.rate_hz,
        device=result.device,
        elapsed_s=result.elapsed_s,
        reason=result.reason,
        history=result.history,
        target=target,
        networks=networks,
        worst=worst,
        worst_esr=_energy(networks[-1].error[worst.slice]) / max(_energy(target[worst.slice]), _FLOOR_POWER),
        findings=tuple(findings),
    )


def _network_report(result: TrainResult, trained: TrainedNetwork, target: Samples) -> NetworkReport:
    pair, network = result.pair, trained.network
    first = pair.validation.first - network.past_frames
    x = torch.from_numpy(pair.x.samples[max(0, first) : pair.validation.end])
    played = predict(network, functional.pad(x, (max(0, -first), 0)))
    estimate = (played.numpy() / pair.target_gain()).astype(np.float32)
    grade = grade_of(trained.esr)
    return NetworkReport(
        name=trained.submodel.name,
        weight_count=sum(p.numel() for p in network.parameters()),
        esr=trained.esr,
        epoch=trained.epoch,
        grade=grade,
        advice=tuple(_advice(grade, trained.epoch, result)),
        estimate=estimate,
        error=target - estimate,
    )


def _advice(grade: Grade, best_epoch: int, result: TrainResult) -> list[str]:
    """Return advice for a network that is not good, once the run has ended."""
    if grade is Grade.GOOD or result.reason is StopReason.RUNNING:
        return []
    epochs = len(result.history)
    if best_epoch > _LATE * epochs and result.reason is not StopReason.NO_PROGRESS:
        for_example = f", for example {4 * epochs} epochs" if result.reason is StopReason.FINISHED else ""
        advice = [f"it was still getting better when training ended: train longer{for_example}"]
    else:
        advice = ["it got no better towards the end: a larger architecture may, more epochs hardly"]
    if grade is not Grade.FAIR:
        advice.append("check the recording: noise, a moved knob or a wrong latency are learned by no model")
    return advice


def _worst(error: Samples, rate_hz: int) -> Span:
    """Return the half second with most energy."""
    length = min(len(error), round(_WORST_S * rate_hz))
    energy = np.concatenate(([0.0], np.cumsum(np.square(error, dtype=np.float64))))
    starts = np.arange(0, len(error) - length + 1, max(1, round(_STEP_S * rate_hz)))
    first = int(starts[(energy[starts + length] - energy[starts]).argmax()])
    return Span(first, first + length)


def _energy(samples: Samples) -> float:
    return float(np.square(samples, dtype=np.float64).sum())
