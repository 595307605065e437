"""Sound for people to listen to: a FLAC in memory for a page, two signals side by side in a file."""

import io

import numpy as np
import soundfile

from reamp.atomic import atomic_write
from reamp.audio.files import SampleFormat, encoded
from reamp.audio.signal import Signal
from reamp.errors import AudioError, OutputError, StrPath

__all__ = ["flac_bytes", "write_stereo"]


def flac_bytes(signal: Signal) -> bytes:
    """Return the signal as a FLAC file of 16 bits, which every browser plays; beyond full scale it clips.

    >>> flac_bytes(Signal(np.zeros(480, np.float32), 48_000))[:4]
    b'fLaC'
    """
    file = io.BytesIO()
    samples = encoded(signal.samples, SampleFormat.PCM_16)
    soundfile.write(file, samples, signal.rate_hz, "PCM_16", format="FLAC")
    return file.getvalue()


def write_stereo(path: StrPath, *, left: Signal, right: Signal) -> None:
    """Write two signals into one WAV file of 24 bits, replacing what is there; beyond full scale they clip.

    Raises `AudioError` when rates or lengths differ, `OutputError` when writing fails.
    """
    if (left.rate_hz, left.frames) != (right.rate_hz, right.frames):
        sides = " and ".join(f"{side.frames} frames at {side.rate_hz} Hz" for side in (left, right))
        raise AudioError(f"the sides of a stereo file must be alike, got {sides}")
    samples = np.column_stack([encoded(side.samples, SampleFormat.PCM_24) for side in (left, right)])
    try:
        with atomic_write(path) as file:
            soundfile.write(file, samples, left.rate_hz, "PCM_24", format="WAV")
    except soundfile.LibsndfileError as error:
        raise OutputError(path, "cannot be written: is the disk full?") from error
