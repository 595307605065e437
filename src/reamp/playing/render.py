"""Plays a recorded guitar of any length through a rig into a file, at the level of the real gear."""

import dataclasses
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from reamp.arguments import as_path
from reamp.atomic import check_output
from reamp.audio.files import AudioReader, AudioWriter, Progress, SampleFormat
from reamp.audio.levels import LevelMeter
from reamp.errors import ConfigError, StrPath
from reamp.findings import Check, Finding, Severity
from reamp.interfaces.table import Interface
from reamp.plan.gain import GainPlan
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.chain import Sides, build_chain
from reamp.playing.play import available_threads, block_frames, check_threads
from reamp.playing.prepare import prepare
from reamp.playing.recording import Recording, streamed
from reamp.rig.rig import Rig, rig_of
from reamp.units import db_to_ratio, ratio_to_db

__all__ = ["RenderConfig", "RenderResult", "render", "render_file", "render_recording", "rig_files"]


@dataclass(frozen=True, kw_only=True)
class RenderConfig:
    """How to read and write.

    `channel` of the recording counts from 1; None for a recording with one channel of sound. `threads` is how
    many cores the models may use, None for all.
    """

    channel: int | None = None
    sample_format: SampleFormat = SampleFormat.PCM_24
    overwrite: bool = False
    threads: int | None = None

    def __post_init__(self) -> None:
        check_threads(self.threads)


@dataclass(frozen=True, kw_only=True)
class RenderResult:
    """The result of a rendering: its files, gains, levels, findings and time.

    `di` is None for a signal without a file. `findings` are about the plan, the files and the output.
    """

    di: Path | None
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
        """How much faster than playing the whole rendering was."""
        return self.duration_s / self.elapsed_s


def render(
    rig: Rig | StrPath,
    *,
    di: StrPath,
    output: StrPath,
    interface: str | Interface | None = None,
    interface_gain_db: float | str | None = None,
    config: RenderConfig | None = None,
    on_progress: Progress | None = None,
) -> RenderResult:
    """Play the recording `di` through a rig into the file `output`.

    The output has the rate and the length of the recording and is in time with it. It is stereo if the
    cabinets are, else mono. A path means a rig of this one model; `chain` makes a rig of several.

    `interface` is the one that recorded the guitar: a name in the table or one of the user's own interfaces,
    or `level_as_interface(dbu)`. `interface_gain_db` is the gain that it showed, or text: `"+5"` is 5 dB
    above its lowest; see `Source.named` for the default. Without `interface` the gain is not calibrated, with
    a finding; the remembered interface is not used. `render_file` takes any `Source`, such as
    `Source.remembered()`.

    Raises `OutputExistsError` before any work if the output exists (see `RenderConfig.overwrite`) or is one
    of the inputs. Raises `ModelFileError`, `AudioError`, `InterfaceError`, `ConfigError` and `OutputError` as
    the parts do. An error or Ctrl-C leaves no file behind.
    """
    if interface is not None:
        source = Source.named(interface, gain=interface_gain_db)
    elif interface_gain_db is None:
        source = UNKNOWN_SOURCE
    else:
        raise ConfigError("an interface gain needs an interface; name the interface")
    return render_file(
        rig_of(rig), di=di, output=output, source=source, config=config, on_progress=on_progress
    )


def render_file(
    rig: Rig,
    *,
    di: StrPath,
    output: StrPath,
    source: Source = UNKNOWN_SOURCE,
    config: RenderConfig | None = None,
    on_progress: Progress | None = None,
) -> RenderResult:
    """Play the recording `di`, made at `source`, through a rig into the file `output`; see `render`."""
    config = config or RenderConfig()
    di, output = as_path(di, of="a recording"), as_path(output, of="the output")
    started_s = time.perf_counter()
    check_output(output, inputs=[di, *rig_files(rig)], overwrite=config.overwrite)
    with AudioReader(di, channel=config.channel) as reader:
        result = render_recording(
            rig, streamed(reader), output=output, source=source, config=config, on_progress=on_progress
        )
    return dataclasses.replace(result, elapsed_s=time.perf_counter() - started_s)


def render_recording(
    rig: Rig,
    recording: Recording,
    *,
    output: StrPath,
    source: Source,
    config: RenderConfig,
    on_progress: Progress | None = None,
) -> RenderResult:
    """Play a recording that was made at `source` through a rig into the file `output`; see `render`.

    The channel of `config` is not used: the recording has already been read.
    """
    started_s = time.perf_counter()
    inputs = [*rig_files(rig), *([] if recording.path is None else [recording.path])]
    check_output(output, inputs=inputs, overwrite=config.overwrite)
    threads, rate_hz = config.threads or available_threads(), recording.rate_hz
    prepared = prepare(rig, rate_hz=rate_hz, source=source, recording=recording)
    chain = build_chain(prepared, threads=threads)
    writer = AudioWriter(
        output,
        rate_hz=rate_hz,
        channels=chain.channels,
        sample_format=config.sample_format,
        expected_frames=recording.frames,
        overwrite=config.overwrite,
    )
    blocks = chain.stream(recording.blocks(block_frames(threads)))
    meters = _write(writer, blocks, frames=recording.frames, on_progress=on_progress)
    return RenderResult(
        di=recording.path,
        output=Path(output),
        plan=prepared.plan,
        findings=(*prepared.findings, *chain.findings, *_clipping_findings(writer)),
        frames=meters[0].frames,
        rate_hz=rate_hz,
        channels=chain.channels,
        peak_dbfs=max(meter.peak_dbfs for meter in meters),
        rms_dbfs=_mean_dbfs([meter.rms_dbfs for meter in meters]),
        elapsed_s=time.perf_counter() - started_s,
    )


def rig_files(rig: Rig) -> list[Path]:
    """Return the files of a rig: its models, and its impulse responses apart from computed cabinets."""
    files = [cabinet.file for cabinet in rig.cabinets]
    return [*(model.path for model in rig.models), *(file for file in files if file is not None)]


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


def _clipping_findings(writer: AudioWriter) -> Iterator[Finding]:
    if writer.clipped_frames > 0:
        peak_dbfs = ratio_to_db(writer.peak)
        excess_db = math.ceil(10.0 * peak_dbfs) / 10.0
        yield Finding(
            check=Check.OUTPUT_CLIPPING,
            severity=Severity.WARNING,
            message=f"the output peaks at {peak_dbfs:+.1f} dBFS and clips, in {writer.clipped_frames} frames",
            advice=f"lower the output by {excess_db:.1f} dB, or write float samples",
            measured=peak_dbfs,
            limit=0.0,
            unit="dBFS",
            effect_db=-peak_dbfs,
        )


def _mean_dbfs(sides_dbfs: Sequence[float]) -> float:
    """Return the RMS of several channels together."""
    return ratio_to_db(math.sqrt(fmean(db_to_ratio(side_dbfs) ** 2 for side_dbfs in sides_dbfs)))
