"""A speaker cabinet: an impulse response from a file, at the rate and with the gain it is played at."""

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.files import AudioReader
from reamp.audio.resample import resample
from reamp.audio.signal import Signal
from reamp.errors import AudioFileError
from reamp.findings import Finding
from reamp.units import db_to_ratio

__all__ = ["IR_GAIN_DB", "IR_GAIN_RATE_HZ", "MAX_IR_S", "Cabinet", "ImpulseResponse", "read_impulse_response"]

IR_GAIN_DB = -18.0
"""What every impulse response is lowered by at `IR_GAIN_RATE_HZ`, as in the official plugin: most are peak
normalized, and that much louder than no cabinet."""

IR_GAIN_RATE_HZ = 48_000
"""At twice the rate an impulse response has twice the taps, and each must weigh half."""

RINGING_FRAMES = 128
"""How far the resampler rings, in frames of the slower rate: what is further off is below -150 dB."""

MAX_IR_S = 60.0
"""A cathedral rings for ten seconds; what is longer is a recording chosen by mistake."""


@dataclass(frozen=True, kw_only=True)
class Cabinet:
    """An impulse response in a file; `channel` counts from 1, None where the file leaves no choice."""

    path: Path
    channel: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImpulseResponse:
    """The taps to convolve with, gain included, and what was noticed about the file.

    The sound of the file begins at tap `lead_frames`: before it is what resampling rings ahead, and whoever
    convolves takes that delay out again.
    """

    taps: Signal
    lead_frames: int = 0
    findings: tuple[Finding, ...]


def read_impulse_response(cabinet: Cabinet, *, rate_hz: int) -> ImpulseResponse:
    """Return all the taps at `rate_hz`, times 10^(-18/20) * 48000 / rate_hz.

    At another rate than the file's they are those of the file with silence round it, so that the resampler's
    ringing on either side of an abrupt beginning and end is kept: it carries the treble.

    Raises `AudioFileError` where `AudioReader` does, and for a file that is silent or longer than `MAX_IR_S`.
    """
    with AudioReader(cabinet.path, channel=cabinet.channel, role="impulse response") as reader:
        if reader.info.duration_s > MAX_IR_S:
            problem = (
                f"is {reader.info.duration_s:.0f} s long; an impulse response has at most {MAX_IR_S:.0f} s"
            )
            raise AudioFileError(cabinet.path, problem)
        signal = reader.signal()
        findings = tuple(
            dataclasses.replace(finding, message=f"impulse response: {finding.message}")
            for finding in reader.findings
        )
    if not signal.samples.any():
        raise AudioFileError(cabinet.path, "is silent, so nothing would be heard through it")
    gain = np.float32(db_to_ratio(IR_GAIN_DB) * IR_GAIN_RATE_HZ / rate_hz)
    silence = _silence_frames(signal.rate_hz, rate_hz)
    padded = Signal(np.pad(signal.samples, silence), signal.rate_hz)
    taps = Signal(resample(padded, rate_hz).samples * gain, rate_hz)
    lead_frames = silence * rate_hz // signal.rate_hz
    return ImpulseResponse(taps=taps, lead_frames=lead_frames, findings=findings)


def _silence_frames(from_hz: int, to_hz: int) -> int:
    """Return how much silence the resampler needs on either side: whole frames at both rates."""
    if from_hz == to_hz:
        return 0
    step_hz = math.gcd(from_hz, to_hz)
    steps = math.ceil(RINGING_FRAMES * step_hz / min(from_hz, to_hz))
    return steps * from_hz // step_hz
