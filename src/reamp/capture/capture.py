"""A capture on disk: a folder with the signal, the recording, and one text file with everything else."""

import contextlib
import datetime
import secrets
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from reamp.atomic import atomic_write, check_output
from reamp.audio.files import SampleFormat, read, write
from reamp.audio.levels import holds_in_24_bits, peak_dbfs
from reamp.audio.signal import Signal
from reamp.capture.alignment import Aligned, align
from reamp.capture.calibrate import capture_level_findings
from reamp.capture.checks import check
from reamp.capture.latency import Latency, measure_latency
from reamp.capture.layout import Layout
from reamp.capture.pair import Pair, read_pair
from reamp.capture.plugin_gear import PluginGear
from reamp.capture.test_signal import file_md5, layout_for, names, swapped_findings
from reamp.errors import (
    CaptureError,
    ConfigError,
    NotACaptureError,
    OutputError,
    OutputExistsError,
    StrPath,
)
from reamp.findings import Check, Finding
from reamp.near_names import no_such_file

__all__ = ["FORMAT_VERSION", "Capture", "Gear", "Levels", "RecordedFrom", "check_new_capture"]

FORMAT_VERSION = 1
_DOCUMENT = "capture.toml"
_HEADER = """\
# A capture by Reamp: `signal` was played into the gear, `recording` is what came back.
# Levels are the RMS level in dBu of the sine whose digital peak is 0 dBFS.
# Spans, impulses and latency are frames at rate_hz; spans are [first, end).

"""


@dataclass(frozen=True, kw_only=True)
class Levels:
    """RMS level, in dBu, of the sine whose digital peak is 0 dBFS: at the gear's input, and at the return.

    The sources say how each is known, for people to read; None where it is unknown.
    """

    input_level_dbu: float | None = None
    output_level_dbu: float | None = None
    input_source: str | None = None
    output_source: str | None = None

    def __post_init__(self) -> None:
        for name in ("input_level_dbu", "output_level_dbu"):
            level_dbu = getattr(self, name)
            if level_dbu is not None and not -100.0 <= level_dbu <= 60.0:
                raise ConfigError(f"{name} must be -100 to 60 dBu, got {level_dbu:g}")


@dataclass(frozen=True, kw_only=True)
class Gear:
    """The captured gear and its author; the fields are those of a `.nam` file, None is unknown."""

    name: str | None = None
    modeled_by: str | None = None
    gear_type: str | None = None
    gear_make: str | None = None
    gear_model: str | None = None
    tone_type: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedFrom:
    """The files the capture was made from, and what was noticed when they were read."""

    signal: str
    signal_md5: str
    recording: str
    recording_md5: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Document:
    """`capture.toml`, which may have more keys than these."""

    format: int
    created: datetime.datetime
    rate_hz: int
    signal: str
    recording: str
    source: RecordedFrom
    layout: Layout
    latency: Latency | None = None
    levels: Levels = Levels()
    gear: Gear = Gear()
    plugin: PluginGear | None = None
    knobs: dict[str, float | str] | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Capture:
    """A capture folder, opened; the audio is read when it is asked for.

    `layout` counts the frames of the signal. `latency` is None when there was only silence; one of low
    confidence is chance. `plugin` is None for gear that is no plug-in. `knobs` is where the knobs stood.
    `findings` are those of the day it was made; `check` looks again.
    """

    path: Path
    created: datetime.datetime
    rate_hz: int
    signal_path: Path
    recording_path: Path
    source: RecordedFrom
    layout: Layout
    latency: Latency | None
    levels: Levels
    gear: Gear
    findings: tuple[Finding, ...]
    plugin: PluginGear | None = None
    knobs: dict[str, float | str] | None = None

    @classmethod
    def create(
        cls,
        path: StrPath,
        *,
        signal_path: StrPath,
        recording_path: StrPath,
        levels: Levels = Levels(),
        gear: Gear = Gear(),
        layout_name: str | None = None,
        latency_frames: int | None = None,
        signal_channel: int | None = None,
        recording_channel: int | None = None,
        plugin: PluginGear | None = None,
        knobs: Mapping[str, float | str] | None = None,
    ) -> "Capture":
        """Make the folder `path` (NAME.capture) from two audio files, in one step, and open it.

        Imperfect recordings make a capture too: see its findings. `layout_name` (of `test_signal.names`) and
        `latency_frames` win over what is recognised and measured. Raises `OutputExistsError` rather than
        touch what is there, `AudioFileError` for files that cannot be read, `ConfigError` for a layout
        that does not fit.
        """
        check_new_capture(path)
        target = Path(path)
        pair = read_pair(
            signal_path,
            recording_path,
            signal_channel=signal_channel,
            recording_channel=recording_channel,
        )
        md5, recording_md5 = file_md5(signal_path), file_md5(recording_path)
        layout, layout_findings = layout_for(pair.signal, name=layout_name, md5=md5)
        if layout.name not in names():
            layout_findings += swapped_findings(pair.recording, md5=recording_md5)
        latency = measure_latency(
            pair.signal, pair.recording, impulses=layout.impulses, manual_frames=latency_frames
        )
        source = RecordedFrom(
            signal=Path(signal_path).name,
            signal_md5=md5,
            recording=Path(recording_path).name,
            recording_md5=recording_md5,
            findings=(*pair.findings, *layout_findings),
        )
        is_plugin = plugin is not None  # whose bits are exact
        with _folder_in_one_step(target) as folder:
            document = _Document(
                format=FORMAT_VERSION,
                created=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
                rate_hz=pair.signal.rate_hz,
                signal=_write_audio(folder, "input", pair.signal, keep_bits=is_plugin),
                recording=_write_audio(folder, "output", pair.recording, keep_bits=is_plugin),
                source=source,
                layout=layout,
                latency=latency,
                levels=levels,
                gear=gear,
                plugin=plugin,
                knobs=None if knobs is None else dict(knobs),
                findings=(*_sound_findings(source, pair, layout, latency), *_level_findings(levels)),
            )
            _write_document(folder, _plain(document))
        return cls.open(target)

    @classmethod
    def open(cls, path: StrPath) -> "Capture":
        """Open a capture folder; raises `CaptureError` with the field when it is not one."""
        folder = Path(path)
        document = _parse(folder, _read_document(folder))
        return cls(
            path=folder,
            created=document.created,
            rate_hz=document.rate_hz,
            signal_path=folder / document.signal,
            recording_path=folder / document.recording,
            source=document.source,
            layout=document.layout,
            latency=document.latency,
            levels=document.levels,
            gear=document.gear,
            findings=(*document.source.findings, *document.findings),
            plugin=document.plugin,
            knobs=document.knobs,
        )

    def edit(self, *, levels: Levels | None = None, gear: Gear | None = None) -> "Capture":
        """Replace the levels or the gear in the text file, keep everything else in it, and open it again."""
        document = _read_document(self.path)
        for name, value in (("levels", levels), ("gear", gear)):
            if value is not None:
                fields = msgspec.to_builtins(value)
                kept = {key: old for key, old in document.get(name, {}).items() if key not in fields}
                document[name] = _plain(value) | kept
        _write_document(self.path, document)
        return Capture.open(self.path)

    def signal(self) -> Signal:
        """Read what was played; raises `AudioFileError`."""
        return self._read(self.signal_path)

    def recording(self) -> Signal:
        """Read what was recorded, with its latency; raises `AudioFileError`."""
        return self._read(self.recording_path)

    def check(self) -> tuple[Finding, ...]:
        """Look at the recording and the levels again with this version's checks, and return every finding."""
        pair = Pair(signal=self.signal(), recording=self.recording(), findings=())
        about_sound = _sound_findings(self.source, pair, self.layout, self.latency)
        return (*self.source.findings, *about_sound, *_level_findings(self.levels))

    def aligned(self) -> Aligned:
        """Read signal and recording without the latency; raises `CaptureError` when it is unknown."""
        if self.latency is None:
            raise CaptureError(
                self.path, "signal or recording is silent, so there is no latency; record it again"
            )
        return align(self.signal(), self.recording(), self.layout, latency_frames=self.latency.frames)

    def _read(self, path: Path) -> Signal:
        signal = read(path)
        if signal.rate_hz != self.rate_hz:
            raise CaptureError(
                self.path, f"{path.name} is at {signal.rate_hz} Hz, {_DOCUMENT} says {self.rate_hz}"
            )
        return signal


def check_new_capture(path: StrPath) -> None:
    """Raise what `Capture.create` raises for a folder that cannot be made, before any work for it is done."""
    target = Path(path)
    if target.suffix != ".capture":
        raise ConfigError(f"{path}: a capture is a folder whose name ends in .capture")
    if target.exists():
        raise OutputExistsError(path, "exists, and a capture is never replaced; choose another name")
    check_output(path)


def _sound_findings(
    source: RecordedFrom, pair: Pair, layout: Layout, latency: Latency | None
) -> tuple[Finding, ...]:
    """Return what `check` finds; nothing for swapped files, whose sound says nothing about the gear."""
    if any(finding.check == Check.FILES_SWAPPED for finding in source.findings):
        return ()
    return check(pair.signal, pair.recording, layout, latency)


def _level_findings(levels: Levels) -> Iterator[Finding]:
    return capture_level_findings(
        send_full_scale_dbu=levels.input_level_dbu, return_full_scale_dbu=levels.output_level_dbu
    )


def _write_audio(folder: Path, name: str, signal: Signal, *, keep_bits: bool) -> str:
    """Write 24-bit FLAC, or float WAV for what does not fit: beyond full scale, or finer where it is kept."""
    is_float = peak_dbfs(signal) > 0.0 or (keep_bits and not holds_in_24_bits(signal))
    file = f"{name}.wav" if is_float else f"{name}.flac"
    write(folder / file, signal, sample_format=SampleFormat.FLOAT if is_float else SampleFormat.PCM_24)
    return file


@contextlib.contextmanager
def _folder_in_one_step(path: Path) -> Iterator[Path]:
    """Yield a folder beside `path` that becomes `path` when the block ends, and is gone when it raises."""
    part = path.resolve().parent / f".reamp-{secrets.token_hex(8)}.part"
    try:
        part.mkdir()
        yield part
        part.rename(path)
    except OutputError as error:  # of a file in it, whose folder is gone in a moment
        raise OutputError(path, error.problem) from error
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)  # there is nothing left of it after success


def _plain(value: object) -> dict[str, Any]:
    """Return what TOML can hold: None is left out, measured numbers keep six digits."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(member) for key, member in value.items() if member is not None}
        if isinstance(value, list | tuple):
            return [plain(member) for member in value]
        return float(f"{value:.6g}") if isinstance(value, float) else value

    fields: dict[str, Any] = plain(msgspec.to_builtins(value, builtin_types=(datetime.datetime,)))
    return fields


def _write_document(folder: Path, document: dict[str, Any]) -> None:
    with atomic_write(folder / _DOCUMENT) as file:
        file.write(_HEADER.encode())
        tomli_w.dump(document, file)


def _read_document(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / _DOCUMENT).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        problem = f"there is no {_DOCUMENT} in it" if folder.exists() else f"it {no_such_file(folder)}"
        if folder.suffix == ".captures" and folder.is_dir():
            problem = "it holds captures of many settings; name one of them"
        raise NotACaptureError(folder, f"is not a capture: {problem}") from error
    except NotADirectoryError as error:
        what = "a model" if folder.suffix.lower() == ".nam" else "a file"
        problem = f"is {what}, not a capture; a capture is a folder with what went in and what came out"
        raise NotACaptureError(folder, problem) from error
    except OSError as error:
        raise CaptureError(folder / _DOCUMENT, f"cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaptureError(folder / _DOCUMENT, f"is not TOML: {error}") from error


def _parse(folder: Path, document: dict[str, Any]) -> _Document:
    path = folder / _DOCUMENT
    version = document.get("format")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise CaptureError(path, f"has format {version}; this Reamp reads up to {FORMAT_VERSION}, update it")
    try:
        parsed = msgspec.convert(document, _Document)
    except (msgspec.ValidationError, ConfigError) as error:
        problem, _, field = str(error).replace("`", "").partition(" - at $.")
        problem = problem[:1].lower() + problem[1:]
        raise CaptureError(path, f"{field}: {problem}" if field else problem) from error
    for name, span in (
        ("training", parsed.layout.training),
        *(("validation", v) for v in parsed.layout.validation),
    ):
        if not 0 <= span.first < span.end:
            raise CaptureError(path, f"layout.{name}: no span from frame {span.first} to {span.end}")
    for name in ("signal", "recording"):
        file = getattr(parsed, name)
        if Path(file).name != file:
            raise CaptureError(path, f"{name}: {file!r} is not a file in the capture's folder")
    return parsed
