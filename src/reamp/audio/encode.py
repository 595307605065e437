"""Encode sound for listening: FLAC or MP3 in memory for a page, or two signals as one stereo file."""

import io

import numpy as np
import soundfile

from reamp.audio.files import AudioWriter, SampleFormat, encoded
from reamp.audio.signal import Signal
from reamp.errors import AudioError, StrPath

__all__ = ["flac_bytes", "mp3_bytes", "write_stereo"]

_MP3_LEVEL = 0.1  # 0 is the best quality, 1 the smallest file


def flac_bytes(signal: Signal) -> bytes:
    """Return the signal as a FLAC file of 16 bits, which every browser plays, clipped at full scale.

    >>> import numpy as np
    >>> flac_bytes(Signal(np.zeros(480, np.float32), 48_000))[:4]
    b'fLaC'
    """
    file = io.BytesIO()
    samples = encoded(signal.samples, SampleFormat.PCM_16)
    soundfile.write(file, samples, signal.rate_hz, "PCM_16", format="FLAC")
    return file.getvalue()


def mp3_bytes(signal: Signal) -> bytes:
    """Return the signal as an MP3 file, half as large as a FLAC or less, which every browser plays.

    Variable bit rate; the sample rate must be one that MP3 has, such as 44.1 or 48 kHz. The signal is clipped
    at full scale. Where the installed libsndfile has no MP3 (before 1.1), the file is a FLAC.
    """
    if "MP3" not in soundfile.available_formats():
        return flac_bytes(signal)
    file = io.BytesIO()
    samples = np.clip(signal.samples, -1.0, 1.0)
    soundfile.write(
        file,
        samples,
        signal.rate_hz,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="VARIABLE",
        compression_level=_MP3_LEVEL,
    )
    return file.getvalue()


def write_stereo(path: StrPath, *, left: Signal, right: Signal) -> None:
    """Write two signals into one WAV file of 24 bits, replacing the old file; they clip at full scale.

    Raises `AudioError` when rates or lengths differ, `OutputError` when writing fails.
    """
    if (left.rate_hz, left.frames) != (right.rate_hz, right.frames):
        sides = " and ".join(f"{side.frames} frames at {side.rate_hz} Hz" for side in (left, right))
        raise AudioError(f"the sides of a stereo file must be alike, got {sides}")
    with AudioWriter(path, rate_hz=left.rate_hz, channels=2, overwrite=True) as writer:
        writer.write(left.samples, right.samples)
