"""A recorded guitar through a rig, into a file: any length, at the level the gear would have seen."""

import math
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from reamp.atomic import check_output
from reamp.audio.files import AudioInfo, AudioReader, AudioWriter, Progress, SampleFormat
from reamp.audio.levels import LevelMeter
from reamp.errors import ConfigError, StrPath
from reamp.findings import Finding, Severity
from reamp.gear.interface_table import Interface
from reamp.rig.cabinet import read_impulse_response
from reamp.rig.chain import Chain, Sides, build_chain
from reamp.rig.gain import GainPlan
from reamp.rig.plan_inputs import RecordingLevels
from reamp.rig.play import (
    MAX_THREADS,
    available_threads,
    interface_of,
    limiter_findings,
    slim_findings,
)
from reamp.rig.rig import Rig, RigModel
from reamp.units import db_to_ratio, ratio_to_db

__all__ = ["RenderConfig", "RenderResult", "measure_recording", "render", "rig_files"]

BLOCK_FRAMES_PER_THREAD = 2**18
"""Each thread repeats a model's receptive field, 8000 frames at most as a rule: 3 % of this."""

MAX_BLOCK_FRAMES = 2**22
"""16 MiB, of which a few are in memory at a time."""


@dataclass(frozen=True, kw_only=True)
class RenderConfig:
    """How to read and write: the channel of the recording, counted from 1 (None where there is no choice).

    `threads` is how many cores the models may use, None for all.
    """

    channel: int | None = None
    sample_format: SampleFormat = SampleFormat.PCM_24
    overwrite: bool = False
    threads: int | None = None

    def __post_init__(self) -> None:
        if self.threads is not None and not 1 <= self.threads <= MAX_THREADS:
            raise ConfigError(f"threads must be 1 to {MAX_THREADS}, got {self.threads}")


@dataclass(frozen=True, kw_only=True)
class RenderResult:
    """What was rendered, with which gains, how loud it came out, and how long it took.

    `findings` are those of the plan, of the files, and of the output.
    """

    di: Path
    output: Path
    plan: GainPlan
    findings: tuple[Finding, ...]
    frames: int
    rate_hz: int
    channels: int
    peak_dbfs: float
    rms_dbfs: float
    elapsed_s: float

    @property
    def duration_s(self) -> float:
        """The length of the sound."""
        return self.frames / self.rate_hz

    @property
    def times_real_time(self) -> float:
        """How much faster than playing it was, everything included."""
        return self.duration_s / self.elapsed_s


def render(
    rig: Rig | StrPath | Sequence[StrPath],
    *,
    di: StrPath,
    output: StrPath,
    interface: str | Interface | None = None,
    interface_gain_db: float | None = None,
    config: RenderConfig | None = None,
    on_progress: Progress | None = None,
) -> RenderResult:
    """Play the recording `di` through a rig into the file `output`.

    The output is at the rate of the recording, as long and in time with it; mono, or stereo where the
    cabinets are. A path, or several in the order of the signal, stand for a rig of these models. `interface`
    is what the guitar was recorded with: a name in the table or among the user's own, or `level_as_interface`
    of a level; `interface_gain_db` is the gain it showed. Without an interface the gain is not calibrated,
    and a finding says so.

    Raises `OutputExistsError` before any work for an output that exists (see `RenderConfig.overwrite`) or is
    one of the inputs, and what the parts raise: `ModelFileError`, `AudioError`, `InterfaceError`,
    `ConfigError`, `OutputError`. An error and Ctrl-C leave no file behind.
    """
    config = config or RenderConfig()
    rig = rig if isinstance(rig, Rig) else _rig_of(rig)
    started_s = time.perf_counter()
    check_output(output, inputs=[di, *rig_files(rig)], overwrite=config.overwrite)
    interface = interface_of(interface)
    models = rig.load_models()
    threads = config.threads or available_threads()
    with AudioReader(di, channel=config.channel) as reader:
        rate_hz = reader.info.rate_hz
        cabinet = (
            read_impulse_response(rig.cabinets, rate_hz=rate_hz, mode=rig.mode) if rig.cabinets else None
        )
        writer = _writer(output, reader.info, config, channels=1 if cabinet is None else cabinet.channels)
        recording = measure_recording(reader)
        plan = rig.plan(
            interface=interface,
            interface_gain_db=interface_gain_db,
            recording=recording,
            levels=rig.read_levels(models),
        )
        chain = build_chain(rig, models, plan, rate_hz=rate_hz, cabinet=cabinet, threads=threads)
        blocks = reader.blocks(min(threads * BLOCK_FRAMES_PER_THREAD, MAX_BLOCK_FRAMES))
        meters = _write(writer, chain.stream(blocks), frames=reader.info.frames, on_progress=on_progress)
    noticed = (
        *plan.findings,
        *slim_findings(rig, models),
        *reader.findings,
        *(cabinet.findings if cabinet else ()),
    )
    return RenderResult(
        di=Path(di),
        output=Path(output),
        plan=plan,
        findings=(*noticed, *_output_findings(writer, chain)),
        frames=meters[0].frames,
        rate_hz=rate_hz,
        channels=chain.channels,
        peak_dbfs=max(meter.peak_dbfs for meter in meters),
        rms_dbfs=_mean_dbfs([meter.rms_dbfs for meter in meters]),
        elapsed_s=time.perf_counter() - started_s,
    )


def measure_recording(reader: AudioReader) -> RecordingLevels:
    """Return the levels of a recording, in one pass over it."""
    meter = LevelMeter()
    for block in reader.blocks():
        meter.add(block)
    return RecordingLevels(peak_dbfs=meter.peak_dbfs, clipped_frames=meter.clipped_frames)


def _rig_of(models: StrPath | Sequence[StrPath]) -> Rig:
    paths = [models] if isinstance(models, str | os.PathLike) else models
    return Rig(models=tuple(RigModel(path=Path(path)) for path in paths))


def rig_files(rig: Rig) -> list[Path]:
    """Return the models and impulse responses of a rig."""
    return [*(model.path for model in rig.models), *(cabinet.path for cabinet in rig.cabinets)]


def _writer(output: StrPath, info: AudioInfo, config: RenderConfig, *, channels: int) -> AudioWriter:
    return AudioWriter(
        output,
        rate_hz=info.rate_hz,
        channels=channels,
        sample_format=config.sample_format,
        expected_frames=info.frames,
        overwrite=config.overwrite,
    )


def _write(
    writer: AudioWriter, blocks: Iterable[Sides], *, frames: int, on_progress: Progress | None
) -> list[LevelMeter]:
    meters = [LevelMeter() for _ in range(writer.channels)]
    with writer:
        for sides in blocks:
            writer.write(*sides)
            for meter, side in zip(meters, sides, strict=True):
                meter.add(side)
            if on_progress is not None:
                on_progress(writer.frames, frames)
    return meters


def _output_findings(writer: AudioWriter, chain: Chain) -> Iterator[Finding]:
    yield from limiter_findings(chain)
    if writer.clipped_frames > 0:
        peak_dbfs = ratio_to_db(writer.peak)
        excess_db = math.ceil(10.0 * peak_dbfs) / 10.0
        yield Finding(
            check="output-clipping",
            severity=Severity.WARNING,
            message=f"{writer.clipped_frames} frames of the output clip",
            advice=f"lower the output by {excess_db:.1f} dB, or write float samples",
            measured=peak_dbfs,
            limit=0.0,
            unit="dBFS",
        )


def _mean_dbfs(sides_dbfs: Sequence[float]) -> float:
    """Return the RMS of several channels together."""
    return ratio_to_db(math.sqrt(fmean(db_to_ratio(side_dbfs) ** 2 for side_dbfs in sides_dbfs)))
