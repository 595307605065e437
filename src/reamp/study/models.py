"""Make the captures of one amp and train a model of each; finished work is kept, because this takes long."""

import contextlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear
from reamp.capture.make_signal import make_test_signal
from reamp.capture.simulate import simulate_capture
from reamp.cluster.connection import Cluster
from reamp.errors import CaptureError, CaptureLevelError, ConfigError
from reamp.interruption import Stop, check_stop
from reamp.nam import NamDocument
from reamp.playing.play import available_threads
from reamp.sim.device import SimulatedDevice
from reamp.sim.interface import SimulatedInterface
from reamp.study.clips import StudiedModel
from reamp.study.config import StudyConfig
from reamp.study.events import OnStudyEvent, StudyStep
from reamp.train.config import TrainConfig
from reamp.train.job import Job, run_job
from reamp.train.queue import JobFailed, QueueSettings, job_beside
from reamp.train.queue_cluster import run_queue_on

__all__ = ["capture_device", "find_captures", "train_models"]

_MAX_SEND_DBU = 24.0  # the output's level at 0 dBFS; lower sends are attenuated after the converter


def capture_device(
    device: SimulatedDevice,
    send_levels_dbu: Sequence[float],
    folder: Path,
    *,
    signal_s: float | None,
    on_progress: OnStudyEvent,
) -> tuple[Capture, ...]:
    """Capture a simulated device at each send level into `folder`, except captures that are already there.

    Plays the first `signal_s` of the test signal, None for all; runs as many captures at a time as cores.
    """
    count = len(send_levels_dbu)
    paths = {
        level_dbu: folder / f"{file_stem(device.name, level_dbu)}.capture" for level_dbu in send_levels_dbu
    }
    stop = Stop()
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(available_threads()) as pool, stop:
        signal_path = Path(temporary) / "signal.wav"
        if not all(path.exists() for path in paths.values()):
            write(signal_path, _test_signal(signal_s))

        def capture(level_dbu: float) -> Capture:
            path = paths[level_dbu]
            if path.exists():
                return Capture.open(path)
            interface = SimulatedInterface(max_output_dbu=_MAX_SEND_DBU, send_full_scale_dbu=level_dbu)
            gear = Gear(name=f"{device.name}, sent {level_dbu:g} dBu")
            with stop.obeyed():
                check_stop()
                return simulate_capture(path, device, interface, signal_path=signal_path, gear=gear)[0]

        captures = []
        for number, made in enumerate(pool.map(capture, send_levels_dbu), 1):
            on_progress(
                StudyStep(what=f"captured at {send_levels_dbu[number - 1]:g} dBu", number=number, count=count)
            )
            captures.append(made)
    return tuple(captures)


def _test_signal(signal_s: float | None) -> Signal:
    """Return Reamp's own test signal, or its beginning."""
    signal = make_test_signal()
    frames = signal.frames if signal_s is None else round(signal_s * signal.rate_hz)
    return Signal(signal.samples[:frames], signal.rate_hz)


def find_captures(folder: Path) -> tuple[Capture, ...]:
    """Return the captures in a folder, the lowest send level first.

    Raises `ConfigError` unless there are two or more, `CaptureError` for unknown levels and for two equal
    send levels.
    """
    captures = [Capture.open(path) for path in sorted(folder.glob("*.capture"))]
    if len(captures) < 2:
        found = f"{len(captures)} found"
        raise ConfigError(f"{folder}: a study needs two captures (NAME.capture) of one amp or more, {found}")
    seen: dict[float, Path] = {}
    for capture in captures:
        send_full_scale_dbu = capture.levels.input_level_dbu
        if send_full_scale_dbu is None or capture.levels.output_level_dbu is None:
            raise CaptureLevelError(capture.path, "has no send and return level; measure them and set them")
        if send_full_scale_dbu in seen:
            raise CaptureError(
                capture.path, f"has the send level of {seen[send_full_scale_dbu].name}; a study varies it"
            )
        seen[send_full_scale_dbu] = capture.path
    return tuple(sorted(captures, key=lambda each: each.levels.input_level_dbu or 0.0))


def train_models(
    captures: Sequence[Capture],
    folder: Path,
    config: StudyConfig,
    *,
    on_progress: OnStudyEvent,
    cluster: Cluster | None = None,
) -> tuple[StudiedModel, ...]:
    """Train a model of each capture into `folder`; resumes unfinished runs and keeps finished models.

    Ctrl-C keeps the run up to its last epoch, then raises `KeyboardInterrupt`. With `cluster` its workers
    train, several at a time.
    """
    if cluster is not None:
        return _train_on(cluster, captures, folder, config, on_progress=on_progress)
    models = []
    for number, capture in enumerate(captures, 1):
        path = folder / f"{capture.path.stem}.nam"
        job = Job(capture=capture.path, model=path, report=path.with_suffix(".html"))
        on_progress(StudyStep(what=f"training {capture.path.stem}", number=number, count=len(captures)))
        if not path.exists() or job.checkpoint.exists():
            settings = TrainConfig(epochs=config.epochs, seed=config.seed)
            run_job(
                job,
                config.architecture,
                settings,
                on_progress=on_progress,
                resume=True,
                keep_failed=True,  # the study measures it all the same
                keep_interrupted=False,  # the study goes on from the checkpoint
            )
        models.append(_studied(path))
    return tuple(models)


def _train_on(
    cluster: Cluster,
    captures: Sequence[Capture],
    folder: Path,
    config: StudyConfig,
    *,
    on_progress: OnStudyEvent,
) -> tuple[StudiedModel, ...]:
    paths = [folder / f"{capture.path.stem}.nam" for capture in captures]
    jobs = [job_beside(capture.path, model=path) for capture, path in zip(captures, paths, strict=True)]
    settings = QueueSettings(
        architecture=config.architecture,
        config=TrainConfig(epochs=config.epochs, seed=config.seed),
        resume=True,
        keep_failed=True,
        despite_blockers=False,
    )
    outcomes = run_queue_on(cluster, jobs, settings, on_event=lambda _, event: on_progress(event))
    with contextlib.closing(outcomes):
        for number, outcome in enumerate(outcomes, 1):
            if isinstance(outcome, JobFailed):
                raise outcome.error
            on_progress(StudyStep(what=f"trained {outcome.job.capture.stem}", number=number, count=len(jobs)))
    return tuple(_studied(path) for path in paths)


def file_stem(name: str, send_full_scale_dbu: float) -> str:
    """Return the file name of a capture and its model, without extension.

    >>> file_stem("lead-amp", 11.76)
    'lead-amp-11.76dBu'
    """
    return f"{name}-{send_full_scale_dbu:g}dBu"


def _studied(path: Path) -> StudiedModel:
    metadata = NamDocument.read(path).metadata
    input_dbu, output_dbu = metadata.input_level_dbu, metadata.output_level_dbu
    if input_dbu is None or output_dbu is None:
        raise ConfigError(f"{path}: has no levels, though its capture has; train it again")
    return StudiedModel(
        path=path, input_level_dbu=input_dbu, output_level_dbu=output_dbu, esr=metadata.validation_esr
    )
