"""Run a study into a folder: of a simulated device by name, or of a folder of captures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reamp.capture.capture import Capture
from reamp.cluster.connection import Cluster
from reamp.errors import ConfigError
from reamp.findings import Finding
from reamp.plan.findings import source_findings
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.device import SimulatedDevice, device_by_name, device_names
from reamp.sim.speaker import AMP_CABINET
from reamp.study.config import StudyConfig
from reamp.study.events import OnStudyEvent
from reamp.study.folder import prepare_folder
from reamp.study.models import find_captures
from reamp.study.page import write_study
from reamp.study.speaker import StudySpeaker
from reamp.study.study import Study, study_captures, study_device
from reamp.study.takes import recorded_takes

__all__ = ["NO_RECORDINGS", "StudyRecordings", "StudySubject", "run_study", "study_subject", "usual_speaker"]


@dataclass(frozen=True, kw_only=True)
class StudyRecordings:
    """A user's own recordings: the guitar, where it came from, and the amp that played it.

    `target_full_scale_dbu` is the return level of the amp's recording, None for that of the captures.
    """

    di: Path | None = None
    source: Source = UNKNOWN_SOURCE
    target: Path | None = None
    target_full_scale_dbu: float | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings about the source of the guitar."""
        if self.source.interface is None:
            return ()
        return tuple(source_findings(self.source, calibrated=True, is_recording=True))


NO_RECORDINGS = StudyRecordings()
"""No recordings: the study plays its own guitar."""


@dataclass(frozen=True, kw_only=True)
class StudySubject:
    """The subject of a study: a simulated device, or captures of one amp; `name` is what the user typed."""

    name: str
    device: SimulatedDevice | None = None
    captures: Sequence[Capture] = ()


def study_subject(name: str) -> StudySubject:
    """Return the simulated device of this name, or the captures in the folder at this path.

    Raises `ConfigError` where it is neither, and as `find_captures`.
    """
    if name in device_names():
        return StudySubject(name=name, device=device_by_name(name))
    if not Path(name).is_dir():
        raise ConfigError(
            f"{name} is neither a simulated device ({', '.join(device_names())}) nor a folder of captures"
        )
    return StudySubject(name=name, captures=find_captures(Path(name)))


def usual_speaker(name: str) -> StudySpeaker | None:
    """Return the default cabinet of a simulated amp, None for any other subject."""
    is_amp = name in device_names() and isinstance(device_by_name(name), CleanAmp | LeadAmp)
    return StudySpeaker.of(Path(AMP_CABINET)) if is_amp else None


def run_study(
    subject: StudySubject,
    config: StudyConfig,
    folder: Path,
    *,
    recordings: StudyRecordings = NO_RECORDINGS,
    speaker: StudySpeaker | None = None,
    resume: bool = False,
    on_progress: OnStudyEvent,
    cluster: Cluster | None = None,
) -> Study:
    """Make a study in `folder`, or resume it, and write its page, clips and pack of models.

    With `cluster` its workers train the models.

    Raises `ConfigError` for recordings with a simulated device, and as `recorded_takes`, `prepare_folder` and
    the parts of the study.
    """
    settings = {
        "device": subject.name,
        "send_levels_dbu": config.send_levels_dbu,
        "architecture": config.architecture.name,
        "epochs": config.epochs,
        "seed": config.seed,
    }
    if subject.device is not None:
        if recordings != NO_RECORDINGS:
            raise ConfigError("a simulated device plays a simulated guitar; recordings go with captures")
        prepare_folder(folder, settings, resume=resume)
        study = study_device(subject.device, config, folder, on_progress=on_progress, cluster=cluster)
    else:
        takes = recorded_takes(
            recordings.di,
            source=recordings.source,
            target=recordings.target,
            target_full_scale_dbu=recordings.target_full_scale_dbu,
            captures=subject.captures,
        )
        prepare_folder(folder, settings, resume=resume)
        study = study_captures(
            subject.captures, takes, config, folder, on_progress=on_progress, cluster=cluster
        )
    study = replace(study, speaker=speaker)
    write_study(study, folder)
    return study
