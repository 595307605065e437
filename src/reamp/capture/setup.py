"""Measure the levels of a setup: a tone for the voltmeter, and a cable from the send to the return."""

import contextlib
import math
from collections.abc import Iterator

import numpy as np

from reamp._core import Take
from reamp.audio.levels import CLIPPED_MAGNITUDE
from reamp.audio.signal import Samples
from reamp.capture.jacks import Heard, Jacks, check_jacks, hear
from reamp.capture.profile import KnownLevel, return_by_loopback
from reamp.errors import RecordingError
from reamp.findings import Check
from reamp.live.stream import DuplexStream
from reamp.units import db_to_ratio, ratio_to_db

__all__ = ["TONE_HZ", "heard_sine_dbfs", "measure_loopback", "tone_on"]

TONE_HZ = 1000.0

_QUIET_DBFS = -30.0
_LOUDEST_DBFS = -1.0
_WANTED_DBFS = -3.0
_LOWER_DB, _TRIES = 6.0, 4
_LEAD_S, _TONE_S, _TAIL_S, _FADE_S = 0.2, 1.2, 0.2, 0.05
_SETTLED_S = 0.6  # of the tone: what comes before may be on its way still
_SILENT_DB = -40.0  # of the reading against the tone, where the noise is no nearer
_CLEAR_DB = 20.0  # of the tone above everything else
_STRAIGHT_DB = 0.1
_LEAST_S = 0.2
_FAINT_DBFS = -60.0
_SINE_DB = 0.5  # from its RMS level and 3 dB to its highest sample


@contextlib.contextmanager
def tone_on(stream: DuplexStream, jacks: Jacks, *, seconds: float = 300.0) -> Iterator[None]:
    """Play a sine of 1 kHz that peaks at 0 dBFS on the send, until the block ends or the time is over."""
    check_jacks(stream, jacks)
    samples = _tone(stream.rate_hz, seconds=seconds, peak_dbfs=0.0)
    take = Take(samples, [stream.outputs.index(jacks.send)], [jacks.return_ - 1])
    stream.play_take(take)
    try:
        yield
    finally:
        stream.play_take(None)


def measure_loopback(stream: DuplexStream, jacks: Jacks, *, send: KnownLevel) -> KnownLevel:
    """Return the level of the return from that of the send, with a cable between the two jacks.

    A tone of 1 kHz is played quietly, then as loud as the input takes; both must say the same. Raises
    `RecordingError` where the cable is not there, the input clips, or it is no plain cable, `DeviceError`
    where the device goes away.
    """
    check_jacks(stream, jacks)
    quiet_db = _reading_dbfs(stream, jacks, _QUIET_DBFS) - _QUIET_DBFS
    tone_dbfs = min(_LOUDEST_DBFS, _WANTED_DBFS - quiet_db)
    for _ in range(_TRIES):
        try:
            reading_dbfs = _reading_dbfs(stream, jacks, tone_dbfs)
            break
        except _Clips:
            tone_dbfs -= _LOWER_DB
    else:
        raise RecordingError(
            f"input {jacks.return_} clips at any level; turn its gain down", check=Check.RETURN_CLIPS
        )
    if abs(reading_dbfs - tone_dbfs - quiet_db) > _STRAIGHT_DB:
        louder_db = reading_dbfs - quiet_db - _QUIET_DBFS
        what = f"a tone {tone_dbfs - _QUIET_DBFS:.1f} dB louder comes back {louder_db:.1f} dB louder"
        raise RecordingError(_no_plain_cable(jacks, what), check=Check.READING_CLIPS)
    return return_by_loopback(send, tone_dbfs=tone_dbfs, reading_dbfs=min(reading_dbfs, 0.0))


def heard_sine_dbfs(samples: Samples, rate_hz: int) -> float:
    """Return the peak of a steady sine that an input hears, shape (frames,), of half a second or so.

    It is the RMS level and 3 dB, at any frequency: a generator of another clock is never at 1 kHz exactly.
    Raises `RecordingError` where it hears none, or one that clips, or more than a sine.
    """
    if float(np.abs(samples).max(initial=0.0)) >= CLIPPED_MAGNITUDE:
        raise RecordingError("the input clips: lower the sine by some dB", check=Check.READING_CLIPS)
    part = samples.astype(np.float64) - (samples.mean(dtype=np.float64) if len(samples) else 0.0)
    peak = math.sqrt(2.0 * float(np.square(part).mean())) if len(part) >= _LEAST_S * rate_hz else 0.0
    if peak < db_to_ratio(_FAINT_DBFS):
        problem = "the input hears no sine: check the cable and the input, and let it play on"
        raise RecordingError(problem, check=Check.RETURN_SILENT)
    if abs(ratio_to_db(float(np.abs(part).max()) / peak)) > _SINE_DB:
        problem = "the input hears more than a steady sine: unplug the guitar, and play nothing else"
        raise RecordingError(problem, check=Check.READING_CLIPS)
    return ratio_to_db(peak)


class _Clips(Exception):  # noqa: N818
    pass


def _reading_dbfs(stream: DuplexStream, jacks: Jacks, tone_dbfs: float) -> float:
    """Return the peak of the tone as the return hears it."""
    rate_hz = stream.rate_hz
    lead, tail = (np.zeros(round(seconds * rate_hz), np.float32) for seconds in (_LEAD_S, _TAIL_S))
    tone = _tone(rate_hz, seconds=_TONE_S, peak_dbfs=tone_dbfs)
    heard = hear(stream, jacks, np.concatenate([lead, tone, tail]))
    answer = heard.answer
    if float(np.abs(answer).max(initial=0.0)) >= CLIPPED_MAGNITUDE:
        raise _Clips
    first = round((_LEAD_S + _SETTLED_S) * rate_hz)
    end = round((_LEAD_S + _TONE_S - _FADE_S) * rate_hz)
    peak, rest = _sine(answer[first:end], rate_hz)
    _, noise = _sine(answer[: len(lead)], rate_hz)
    if peak < max(db_to_ratio(tone_dbfs + _SILENT_DB), noise * db_to_ratio(_CLEAR_DB)):
        raise RecordingError(_no_cable(heard, jacks, rate_hz, first, end), check=Check.RETURN_SILENT)
    if peak < rest * db_to_ratio(_CLEAR_DB):
        raise RecordingError(_no_plain_cable(jacks, "a tone comes back distorted"), check=Check.READING_CLIPS)
    if not answer[: len(lead) // 2].any():
        raise RecordingError(
            f"input {jacks.return_} is silent to the last bit before the tone: it is a digital copy of the "
            "output, not a jack; choose the input that the cable is plugged into",
            check=Check.RETURN_IS_SEND,
        )
    return ratio_to_db(peak)


def _no_plain_cable(jacks: Jacks, what: str) -> str:
    between = f"there is not just a cable between output {jacks.send} and input {jacks.return_}"
    return f"{between}: {what}; take the gear out, and switch off effects"


def _no_cable(heard: Heard, jacks: Jacks, rate_hz: int, first: int, end: int) -> str:
    hearing = [
        number
        for number, samples in enumerate(heard.inputs, start=1)
        if (found := _sine(samples[first:end], rate_hz))[0] > found[1] * db_to_ratio(_CLEAR_DB)
    ]
    advice = f"input {hearing[0]} does: choose that one" if hearing else "connect the two with a cable"
    return f"input {jacks.return_} does not hear the tone from output {jacks.send}; {advice}"


def _tone(rate_hz: int, *, seconds: float, peak_dbfs: float) -> Samples:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    tone = db_to_ratio(peak_dbfs) * np.sin(2.0 * np.pi * TONE_HZ * times)
    fade = np.minimum(1.0, np.minimum(times, times[::-1]) / _FADE_S)
    samples: Samples = (tone * fade).astype(np.float32)
    return samples


def _sine(samples: Samples, rate_hz: int) -> tuple[float, float]:
    """Return the peak of the tone in samples, and the RMS of everything else."""
    whole = int(len(samples) * TONE_HZ / rate_hz) * rate_hz / TONE_HZ
    part = samples[: round(whole)].astype(np.float64)
    turn = np.exp(-2j * np.pi * TONE_HZ * np.arange(len(part)) / rate_hz)
    phasor = 2.0 * (part * turn).mean()
    rest = part - (phasor * turn.conj()).real
    return float(abs(phasor)), float(np.sqrt(np.square(rest).mean()))
