"""Read the recordings of a comparison: the guitar that every model plays, and the real gear playing it."""

import math
from dataclasses import dataclass

import numpy as np

from reamp.audio.files import AudioReader
from reamp.audio.levels import peak_dbfs
from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal
from reamp.errors import AudioError, ConfigError, StrPath
from reamp.findings import Check, Finding, Severity

__all__ = ["DEFAULT_SECONDS", "LEAST_SECONDS", "Guitar", "read_guitar", "read_target"]

LEAST_SECONDS, DEFAULT_SECONDS = 0.5, 60.0

_UNSAID_S = 1.0  # leaving out less than this at the end needs no finding
_LEAD_S = 3.0  # played before the excerpt, as models and cabinets depend on the sound before it


@dataclass(frozen=True, kw_only=True, eq=False)
class Guitar:
    """An excerpt of a recorded guitar, preceded by `lead_frames` of the sound before it, with findings."""

    signal: Signal
    lead_frames: int
    findings: tuple[Finding, ...]


def read_guitar(path: StrPath, *, channel: int | None, start_s: float, seconds: float | None) -> Guitar:
    """Return an excerpt of a recording; `seconds` None takes `DEFAULT_SECONDS` from `start_s` on.

    Raises `ConfigError` where the recording ends too early, `AudioError` for silence, and as `AudioReader`.
    """
    with AudioReader(path, channel=channel) as reader:
        info, findings = reader.info, reader.findings
        start = round(start_s * info.rate_hz)
        end = min(info.frames, start + round((seconds or DEFAULT_SECONDS) * info.rate_hz))
        if end - start < LEAST_SECONDS * info.rate_hz:
            raise ConfigError(
                f"{path} lasts {info.duration_s:.1f} s; at least {LEAST_SECONDS:g} s of it are needed from "
                f"{start_s:g} s on"
            )
        first = max(0, start - round(_LEAD_S * info.rate_hz))
        samples = _frames(reader, first, end)
    if not samples[start - first :].any():
        raise AudioError(f"{path}: the guitar is silent; there is nothing to compare")
    seconds_compared = (end - start) / info.rate_hz
    if seconds is None and info.frames - end > _UNSAID_S * info.rate_hz:
        findings += (
            Finding(
                check=Check.EXCERPT,
                severity=Severity.NOTE,
                message=f"{seconds_compared:.0f} of the {info.duration_s:.0f} s of guitar are compared",
                advice="to compare another part, say where it starts and how long it is",
            ),
        )
    return Guitar(signal=Signal(samples, info.rate_hz), lead_frames=start - first, findings=findings)


def read_target(path: StrPath, *, channel: int | None, rate_hz: int) -> tuple[Signal, tuple[Finding, ...]]:
    """Return the recording of the real gear at this rate, with findings; raises `AudioError` for silence."""
    with AudioReader(path, channel=channel, role="target") as reader:
        signal, findings = reader.signal(), reader.findings
    if math.isinf(peak_dbfs(signal)):
        raise AudioError(f"{path}: the target is silent; there is nothing to compare with")
    if signal.rate_hz != rate_hz:
        findings += (
            Finding(
                check=Check.TARGET_RESAMPLED,
                severity=Severity.NOTE,
                message=f"the target is at {signal.rate_hz} Hz; resampled to the guitar's {rate_hz} Hz",
            ),
        )
    return resample(signal, rate_hz), findings


def _frames(reader: AudioReader, first: int, end: int) -> Samples:
    """Return some frames of a recording without keeping the rest in memory: an hour is 700 MB."""
    parts, done = [], 0
    for block in reader.blocks():
        if done + len(block) > first:
            parts.append(block[max(0, first - done) : end - done])
        done += len(block)
        if done >= end:
            break
    return np.concatenate(parts)
