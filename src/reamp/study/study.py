"""The study from end to end: capture, train, play raw and calibrated, measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.signal import Samples
from reamp.capture.capture import Capture
from reamp.cluster.connection import Cluster
from reamp.engine import load
from reamp.metrics import Distortion, distortion_curve
from reamp.metrics.distortion import Process
from reamp.sim.device import SimulatedDevice
from reamp.study.clips import InputLevel, StudiedModel, StudyClip, geometric_mean, play_clip
from reamp.study.config import StudyConfig
from reamp.study.events import OnStudyEvent, StudyStep
from reamp.study.models import capture_device, train_models
from reamp.study.speaker import StudySpeaker
from reamp.study.takes import RATE_HZ, StudyTake, simulated_takes
from reamp.units import db_to_ratio, dbu_to_v_peak

__all__ = ["Study", "study_captures", "study_device"]

_SINES_DBU = tuple(
    float(level) for level in range(-42, 9, 3)
)  # the range of a guitar: from the end of its decay to 2.7 V peak


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """The results of a study; raw and calibrated clips are compared on the first take.

    The clips are heard through `speaker`, and measured without it.

    The curves are harmonic distortion against the level of a 1 kHz sine at the guitar's jack, in dBu; the
    amp's curve is empty where there is only its recording.
    """

    amp: str
    config: StudyConfig
    models: tuple[StudiedModel, ...]
    takes: tuple[StudyTake, ...]
    clips: tuple[StudyClip, ...]
    amp_curve: tuple[Distortion, ...]
    curves: Mapping[InputLevel, Mapping[str, tuple[Distortion, ...]]]
    speaker: StudySpeaker | None = None

    def of(self, gain: InputLevel, take: StudyTake | None = None) -> list[StudyClip]:
        """Return the clips of a take, the first one by default, in the order of the models."""
        wanted = self.takes[0] if take is None else take
        return [clip for clip in self.clips if clip.gain is gain and clip.take is wanted]

    @property
    def best_model(self) -> StudiedModel:
        """The model closest to the amp over all calibrated clips; without the amp, the best trained."""

        def distance(model: StudiedModel) -> float:
            own = [each for each in self.clips if each.model is model and each.gain is InputLevel.CALIBRATED]
            ratios = [each.numbers.esr for each in own if each.numbers]
            return geometric_mean(ratios) if ratios else model.esr or 1.0

        return min(self.models, key=distance)


def study_device(
    device: SimulatedDevice,
    config: StudyConfig,
    folder: Path,
    *,
    on_progress: OnStudyEvent,
    cluster: Cluster | None = None,
) -> Study:
    """Study a simulated device in `folder`, where captures and models are kept and used again."""
    captures = capture_device(
        device,
        config.send_levels_dbu,
        folder / "captures",
        signal_s=config.signal_s,
        on_progress=on_progress,
    )
    takes = simulated_takes(device, config.interface_levels_dbu)
    models = train_models(captures, folder / "models", config, on_progress=on_progress, cluster=cluster)
    curve = distortion_curve(_played_in_volts(device), _SINES_DBU, rate_hz=RATE_HZ)
    return _study(device.name, config, models, takes, amp_curve=curve, on_progress=on_progress)


def study_captures(
    captures: Sequence[Capture],
    takes: Sequence[StudyTake],
    config: StudyConfig,
    folder: Path,
    *,
    on_progress: OnStudyEvent,
    cluster: Cluster | None = None,
) -> Study:
    """Study the captures of an amp at several send levels, on recordings of a guitar."""
    models = train_models(captures, folder / "models", config, on_progress=on_progress, cluster=cluster)
    gear = captures[0].gear
    name = " ".join(part for part in (gear.gear_make, gear.gear_model) if part) or gear.name or "the amp"
    return _study(name, config, models, tuple(takes), amp_curve=(), on_progress=on_progress)


def _study(
    amp: str,
    config: StudyConfig,
    models: tuple[StudiedModel, ...],
    takes: tuple[StudyTake, ...],
    *,
    amp_curve: tuple[Distortion, ...],
    on_progress: OnStudyEvent,
) -> Study:
    clips = []
    for number, take in enumerate(takes, 1):
        on_progress(StudyStep(what="playing and measuring", number=number, count=len(takes)))
        clips += [play_clip(model, take, gain) for gain in InputLevel for model in models]
    interface_full_scale_dbu = takes[0].interface_full_scale_dbu
    curves = {
        gain: {each.name: _model_curve(each, interface_full_scale_dbu, gain) for each in models}
        for gain in InputLevel
    }
    return Study(
        amp=amp,
        config=config,
        models=models,
        takes=takes,
        clips=tuple(clips),
        amp_curve=amp_curve,
        curves=curves,
    )


def _played_in_volts(device: SimulatedDevice) -> Process:
    def process(sine: Samples) -> Samples:
        """Return the device's output, with 0 dBFS of the sine as 0 dBu."""
        volts = device.process(sine.astype(np.float64) * dbu_to_v_peak(0.0), rate_hz=RATE_HZ)
        return volts.astype(np.float32)

    return process


def _model_curve(
    model: StudiedModel, interface_full_scale_dbu: float, gain: InputLevel
) -> tuple[Distortion, ...]:
    """Return a model's distortion for sines at the guitar's jack, recorded through an interface."""
    engine = load(model.path)
    full_scale_dbu = model.input_level_dbu if gain is InputLevel.CALIBRATED else interface_full_scale_dbu

    def process(sine: Samples) -> Samples:
        engine.reset()
        return engine.process((sine * db_to_ratio(-full_scale_dbu)).astype(np.float32))

    return distortion_curve(process, _SINES_DBU, rate_hz=RATE_HZ)
