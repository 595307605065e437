"""Play a quiet burst into the gear, then the loudest part: does the return hear it, and at what level?"""

import dataclasses
import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.levels import CLIPPED_MAGNITUDE
from reamp.audio.signal import Samples, Signal
from reamp.capture.jacks import Heard
from reamp.findings import Check, Finding, Severity
from reamp.units import db_to_ratio, ratio_to_db

__all__ = [
    "HOTTEST_DBFS",
    "LOWEST_DBFS",
    "QUIET_DBFS",
    "Burst",
    "burst_samples",
    "change_db",
    "loudest_part",
    "read_burst",
    "read_loudest",
    "turn_db",
]

QUIET_DBFS = -30.0
"""The peak of the first burst: harmless to gear, speakers and ears, and far above the noise."""

LOWEST_DBFS, HOTTEST_DBFS = -6.0, -3.0
"""Where the loudest part is to peak."""

_LEAD_S, _GAP_S = 0.4, 0.6
_WINDOW_S, _HOP_S, _FADE_S = 0.3, 0.1, 0.005
_LOUDEST = 4  # windows: two by their RMS level, two by their peak
_BLOCK_S = 0.05
_SILENT_DBFS = -90.0
_NOISY_DBFS = -70.0
_HEARD_DB = 6.0  # above the noise
_LOUD_BEFORE_DBFS = -20.0
_RINGS_ON_DB = -6.0
_CLEAR_DB = 12.0
_HUM_DB = -46.0
_MAINS_HZ = (50.0, 60.0)
_CLIPPED_TURN_DB = -6.0

_Array = npt.NDArray[np.float64]
_blocker = functools.partial(Finding, severity=Severity.BLOCKER)
_warning = functools.partial(Finding, severity=Severity.WARNING)


@dataclass(frozen=True, kw_only=True, eq=False)
class Burst:
    """What the return answered; levels in dBFS, peaks but for those called RMS.

    `quiet_answer` is the answer to the quiet burst, shape (frames,), to compare with another.
    `loud_peak_dbfs` is None where the loudest part was not played. `hum_db` is the mains' hum against the
    louder of the two.
    """

    noise_rms_dbfs: float
    quiet_peak_dbfs: float
    loud_peak_dbfs: float | None
    is_clipped: bool
    hum_db: float
    findings: tuple[Finding, ...]
    quiet_answer: _Array


def loudest_part(signal: Signal) -> Samples:
    """Return a second or so of the loudest moments of a signal, by peak and by RMS level, each faded."""
    window, hop = round(_WINDOW_S * signal.rate_hz), round(_HOP_S * signal.rate_hz)
    starts = np.arange(0, max(1, signal.frames - window + 1), hop)
    parts = [signal.samples[start : start + window] for start in starts]
    peaks = np.array([np.abs(part).max(initial=0.0) for part in parts])
    powers = np.array([np.square(part, dtype=np.float64).mean() if len(part) else 0.0 for part in parts])
    chosen: list[int] = []
    for order in (np.argsort(-powers, kind="stable"), np.argsort(-peaks, kind="stable")):
        wanted = len(chosen) + _LOUDEST // 2
        for place in order.tolist():
            if len(chosen) == wanted:
                break
            if all(abs(place - other) * hop >= window for other in chosen):
                chosen.append(place)
    return np.concatenate([_faded(parts[place], signal.rate_hz) for place in sorted(chosen)])


def _faded(part: Samples, rate_hz: int) -> Samples:
    faded = part.copy()
    frames = min(round(_FADE_S * rate_hz), len(part) // 2)
    fade = np.linspace(0.0, 1.0, frames, dtype=np.float32)
    faded[:frames] *= fade
    faded[len(faded) - frames :] *= fade[::-1]
    return faded


def burst_samples(signal: Signal, *, peak_dbfs: float | None = None) -> Samples:
    """Return what to play: silence, the loudest part with this peak or its own, and silence again."""
    rate_hz, part = signal.rate_hz, loudest_part(signal)
    if peak_dbfs is not None:
        peak = float(np.abs(part).max(initial=0.0)) or 1.0
        part = part * np.float32(db_to_ratio(peak_dbfs) / peak)
    samples: Samples = np.concatenate([_silence(_LEAD_S, rate_hz), part, _silence(_GAP_S, rate_hz)])
    return samples


def _silence(seconds: float, rate_hz: int) -> Samples:
    return np.zeros(round(seconds * rate_hz), np.float32)


def read_burst(heard: Heard, *, rate_hz: int) -> Burst:
    """Return the answer of the return to a quiet burst, with findings."""
    lead = round(_LEAD_S * rate_hz)
    answer = heard.answer.astype(np.float64)
    before, quiet = answer[lead // 4 : lead], answer[lead:]
    burst = Burst(
        noise_rms_dbfs=ratio_to_db(_rms(before)),
        quiet_peak_dbfs=_peak_dbfs(quiet),
        loud_peak_dbfs=None,
        is_clipped=_is_clipped(answer),
        hum_db=_hum_db(before, quiet, rate_hz),
        findings=(),
        quiet_answer=quiet,
    )
    wrong = tuple(_findings(burst, heard, before=before, rate_hz=rate_hz, lead=lead))
    return dataclasses.replace(burst, findings=(*wrong, *([] if wrong else _level_findings(burst, heard))))


def read_loudest(burst: Burst, heard: Heard, *, rate_hz: int) -> Burst:
    """Return the burst with what the return answered to the loudest part."""
    lead = round(_LEAD_S * rate_hz)
    answer = heard.answer.astype(np.float64)
    loudest = dataclasses.replace(
        burst,
        loud_peak_dbfs=_peak_dbfs(answer),
        is_clipped=_is_clipped(answer),
        hum_db=_hum_db(answer[lead // 4 : lead], answer, rate_hz),
    )
    found = tuple(_level_findings(loudest, heard))
    return dataclasses.replace(loudest, findings=(*found, *_hum_findings(loudest)))


def _is_clipped(answer: _Array) -> bool:
    return bool(np.abs(answer).max(initial=0.0) >= CLIPPED_MAGNITUDE)


def _hum_db(before: _Array, sound: _Array, rate_hz: int) -> float:
    loudest = _block_rms(sound, rate_hz).max(initial=1e-10)
    return ratio_to_db(_hum_rms(before, rate_hz)) - ratio_to_db(float(loudest))


def _findings(burst: Burst, heard: Heard, *, before: _Array, rate_hz: int, lead: int) -> Iterator[Finding]:
    """Yield what speaks against a take: a return that is silent, clips, feeds back, hums, or is a copy."""
    quiet = burst.quiet_answer
    loudest, noise = _block_rms(quiet, rate_hz).max(initial=0.0), _rms(before)
    if _peak_dbfs(before) > _LOUD_BEFORE_DBFS:
        yield _blocker(
            check=Check.RETURN_FEEDBACK,
            measured=_peak_dbfs(before),
            limit=_LOUD_BEFORE_DBFS,
            unit="dBFS",
            message=(
                f"input {heard.return_} is at {_peak_dbfs(before):.1f} dBFS before anything is played; "
                f"up to {_LOUD_BEFORE_DBFS:g} dBFS is usual"
            ),
            advice="look for feedback: switch off direct monitoring of this input, and turn the gear down",
        )
        return
    if loudest <= max(noise * db_to_ratio(_HEARD_DB), db_to_ratio(_SILENT_DBFS)):
        yield _silent(heard, rate_hz=rate_hz, lead=lead)
        return
    tail = _rms(quiet[len(quiet) - round(0.25 * rate_hz) :])
    if ratio_to_db(tail / loudest) > _RINGS_ON_DB and tail > noise * db_to_ratio(_CLEAR_DB):
        yield _blocker(
            check=Check.RETURN_FEEDBACK,
            measured=ratio_to_db(tail / loudest),
            limit=_RINGS_ON_DB,
            unit="dB",
            message=(
                f"input {heard.return_} rings on {ratio_to_db(tail / loudest):z.1f} dB from the burst, after "
                "it has ended: the return feeds back into the send"
            ),
            advice="switch off direct monitoring of this input, and reverb and delay in the gear",
        )
    elif not before.any() and _is_copy(quiet):
        yield _blocker(
            check=Check.RETURN_IS_SEND,
            message=f"input {heard.return_} is silent to the last bit: it is a digital copy, not a jack",
            advice="choose the input that the gear is plugged into",
        )


def _hum_findings(burst: Burst) -> Iterator[Finding]:
    if burst.hum_db > _HUM_DB:
        yield _warning(
            check=Check.RETURN_HUM,
            measured=burst.hum_db,
            limit=_HUM_DB,
            unit="dB of the sound",
            message=f"mains hum is {-burst.hum_db:.0f} dB below the sound; {-_HUM_DB:g} dB or more is needed",
            advice="lift the ground with a re-amp box or DI box, and move cables away from transformers",
        )


def _silent(heard: Heard, *, rate_hz: int, lead: int) -> Finding:
    """Return the finding of a silent return; it names the input that heard the burst instead."""
    others = [
        number
        for number, samples in enumerate(heard.inputs.astype(np.float64), start=1)
        if number != heard.return_
        and _block_rms(samples[lead:], rate_hz).max(initial=0.0)
        > max(_rms(samples[lead // 4 : lead]) * db_to_ratio(_CLEAR_DB), db_to_ratio(_SILENT_DBFS))
    ]
    noise_dbfs = ratio_to_db(_rms(heard.answer[lead // 4 : lead].astype(np.float64)))
    above = f" above its noise of {noise_dbfs:.0f} dBFS" if noise_dbfs > _NOISY_DBFS else ""
    elsewhere = f"; input {others[0]} hears it: choose that as the return" if others else ""
    return _blocker(
        check=Check.RETURN_SILENT,
        measured=max(-200.0, _peak_dbfs(heard.answer[lead:].astype(np.float64))),
        limit=_SILENT_DBFS,
        unit="dBFS",
        message=f"input {heard.return_} hears nothing of the burst{above}",
        advice=(
            f"check the cables, the volume and standby of the gear, and the gain of the input{elsewhere}"
        ),
    )


def _level_findings(burst: Burst, heard: Heard) -> Iterator[Finding]:
    return_, peak_dbfs, by_db = heard.return_, burst.loud_peak_dbfs, turn_db(burst)
    if burst.is_clipped:
        yield _blocker(
            check=Check.RETURN_CLIPS,
            measured=0.0,
            limit=HOTTEST_DBFS,
            unit="dBFS",
            message=f"input {return_} clips; the loudest part should peak at {HOTTEST_DBFS:g} dBFS or less",
            advice=f"turn its gain down by {-by_db:.0f} dB or more, or the gear where that is at its lowest",
        )
    elif peak_dbfs is not None and by_db:
        is_hot = by_db < 0.0
        yield _warning(
            check=Check.RETURN_HOT if is_hot else Check.RETURN_LOW,
            measured=peak_dbfs,
            limit=HOTTEST_DBFS if is_hot else LOWEST_DBFS,
            unit="dBFS",
            message=(
                f"the loudest part peaks at {peak_dbfs:.1f} dBFS; {LOWEST_DBFS:g} to {HOTTEST_DBFS:g} dBFS "
                "is best"
            ),
            advice=f"turn the gain of input {return_} {'down' if is_hot else 'up'} by {abs(by_db):.0f} dB",
        )


def turn_db(burst: Burst) -> float:
    """Return how far to turn the gain of the return, 0 where it is right; where it clips, at least that far.

    It is 0 too where the loudest part was not played.
    """
    if burst.is_clipped:
        return _CLIPPED_TURN_DB
    if burst.loud_peak_dbfs is None:
        return 0.0
    if LOWEST_DBFS <= burst.loud_peak_dbfs <= HOTTEST_DBFS:
        return 0.0
    return (LOWEST_DBFS + HOTTEST_DBFS) / 2.0 - burst.loud_peak_dbfs


def change_db(before: Burst, after: Burst) -> float | None:
    """Return how far the return's gain was turned up between two bursts, None where it was not only that.

    The two answers to the quiet burst are alike but for their level, to 2 % of their power, and for how late
    they are: a dropout moves that.
    """
    first, second = before.quiet_answer, after.quiet_answer
    frames = min(len(first), len(second))
    first, second = first[:frames], second[:frames]
    power, other = float(first @ first), float(second @ second)
    spectra = np.fft.rfft(first, 2 * frames).conj() * np.fft.rfft(second, 2 * frames)
    product = float(np.fft.irfft(spectra).max())
    if product <= 0.0 or product * product < 0.98 * power * other:
        return None
    return ratio_to_db(product / power)


def _is_copy(samples: _Array) -> bool:
    """Whether there is digital silence in what was heard, which no converter delivers."""
    return bool((samples == 0.0).mean() > 0.1)


def _hum_rms(samples: _Array, rate_hz: int) -> float:
    """Return the RMS of the mains and its harmonics, by least squares over whole periods."""
    best = 0.0
    for mains_hz in _MAINS_HZ:
        frames = int(len(samples) * mains_hz / rate_hz) * rate_hz / mains_hz
        part = samples[: int(frames)] - samples[: int(frames)].mean()
        times = np.arange(len(part)) / rate_hz
        power = 0.0
        for harmonic in (1, 2, 3):
            turn = np.exp(-2j * np.pi * harmonic * mains_hz * times)
            power += 2.0 * abs((part * turn).mean()) ** 2
        best = max(best, math.sqrt(power))
    return best


def _block_rms(samples: _Array, rate_hz: int) -> _Array:
    block = round(_BLOCK_S * rate_hz)
    count = len(samples) // block
    blocks = samples[: count * block].reshape(count, block)
    rms: _Array = np.sqrt(np.square(blocks).mean(axis=1))
    return rms


def _rms(samples: _Array) -> float:
    return math.sqrt(float(np.square(samples).mean())) if len(samples) else 0.0


def _peak_dbfs(samples: npt.NDArray[np.floating]) -> float:
    return ratio_to_db(float(np.abs(samples).max(initial=0.0)))
