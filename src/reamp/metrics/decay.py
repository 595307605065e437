"""Sustain: where notes ring out in a recorded guitar, and how loud their last second is after the gear."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from reamp.errors import AudioError, ConfigError
from reamp.metrics.difference import Sound, validate
from reamp.units import ratio_to_db

__all__ = ["decay_difference_db", "decay_level_dbfs", "decay_tails"]

_BLOCK_S = 0.02
_BACK = 3  # blocks: a pick's attack and a finger's touch are over in 60 ms
_ATTACK_DB, _STOP_DB = 6.0, -8.0  # even a muted string falls by less than 3 dB in that time once it rings
_ATTACK_BLOCKS = 10  # the pick's own noise falls as fast as a stopped string, for 0.2 s
_FLOOR_DB = -50.0  # relative to the loudest block; below it is noise
_SILENCE_DBFS = -140.0

_Array = npt.NDArray[np.float64]


def decay_tails(di: Sound, *, rate_hz: int, tail_s: float = 1.0, ring_s: float = 2.0) -> tuple[slice, ...]:
    """Return the last `tail_s` of every note or chord that rings for at least `ring_s`, in frames.

    `di` is the recording of the guitar itself. Notes are found by the RMS of 20 ms blocks of its first
    difference, x[t] - x[t - 1], in which picks are loud and the beating of strings is not. A note begins
    where this RMS has risen by 6 dB within 60 ms. It ends one block before the next note; before the RMS
    falls by 8 dB within 60 ms (a finger stops the string; ignored in the first 0.2 s); where the RMS is
    50 dB below the loudest block; or with the recording. Without such a note the result is empty. Raises
    `AudioError` as `validate`, `ConfigError` unless 0 < tail_s <= ring_s.

    >>> t = np.arange(4 * 48_000) / 48_000
    >>> decay_tails(np.exp(-t) * np.sin(2 * np.pi * 220 * t), rate_hz=48_000)
    (slice(143040, 191040, None),)
    """
    validate(di, di)
    if not 0.0 < tail_s <= ring_s:
        raise ConfigError(f"a tail must be above 0 s and at most ring_s ({ring_s:g} s), got {tail_s:g}")
    block_frames = max(1, round(_BLOCK_S * rate_hz))
    tail_frames, ring_frames = round(tail_s * rate_hz), round(ring_s * rate_hz)
    rings = ((first * block_frames, (end - 1) * block_frames) for first, end in _rings(di, block_frames))
    return tuple(
        slice(end - tail_frames, end) for first, end in rings if end - first >= ring_frames - block_frames
    )


def decay_level_dbfs(samples: Sound, tails: Sequence[slice]) -> float:
    """Return how loud notes are at the end of their decay: the mean RMS of the tails, in dBFS.

    `tails` are from the guitar's own recording (`decay_tails`), so that every recording and model is judged
    over the same frames. With too low a gain, notes die sooner. Tails beyond the end of `samples` do not
    count; a silent one is -inf. Raises `AudioError` as `validate`, and when no tail is left.

    >>> round(decay_level_dbfs(np.full(100, 0.1), [slice(50, 100)]), 1)
    -20.0
    """
    validate(samples, samples)
    inside = [tail for tail in tails if tail.start < tail.stop <= len(samples)]
    if not inside:
        raise AudioError("no note rings out long enough to measure its decay")
    levels_dbfs = [ratio_to_db(_rms(samples[tail])) for tail in inside]
    return sum(levels_dbfs) / len(levels_dbfs)


def decay_difference_db(reference: Sound, estimate: Sound, tails: Sequence[slice]) -> float:
    """Return the decay level of the estimate minus that of the reference, in dB: below 0, notes die sooner.

    Raises `AudioError` as `validate`, when there is no tail, and when one is silent in the reference.

    >>> round(decay_difference_db(np.full(100, 0.1), np.full(100, 0.05), [slice(50, 100)]), 2)
    -6.02
    """
    validate(reference, estimate)
    wanted_dbfs = decay_level_dbfs(reference, tails)
    if np.isinf(wanted_dbfs):
        raise AudioError("the reference is silent where a note decays")
    return decay_level_dbfs(estimate, tails) - wanted_dbfs


def _rings(di: Sound, block_frames: int) -> Iterator[tuple[int, int]]:
    """Yield the first block of each note, and the block in which it ends."""
    level_db = _levels_db(np.diff(di, prepend=di[:1]), block_frames)
    sounds = level_db > max(level_db.max(initial=-np.inf) + _FLOOR_DB, _SILENCE_DBFS)
    change_db = level_db[_BACK:] - level_db[:-_BACK]
    begins = np.concatenate([sounds[:1], [False] * (_BACK - 1), change_db >= _ATTACK_DB])[: len(level_db)]
    stops = np.concatenate([change_db <= _STOP_DB, [False] * _BACK])[: len(level_db)]
    first: int | None = None
    for at in range(len(level_db)):
        is_stopped = stops[at] and first is not None and at >= first + _ATTACK_BLOCKS
        if first is not None and (begins[at] or is_stopped or not sounds[at]):
            yield first, at
            first = None
        if begins[at] and sounds[at]:
            first = at
    if first is not None:
        yield first, len(level_db)


def _levels_db(samples: Sound, block_frames: int) -> _Array:
    blocks = len(samples) // block_frames
    powers = np.square(samples[: blocks * block_frames], dtype=np.float64).reshape(blocks, -1).mean(axis=1)
    levels_db: _Array = 10.0 * np.log10(np.maximum(powers, 1e-30))
    return levels_db


def _rms(samples: Sound) -> float:
    return float(np.sqrt(np.square(samples, dtype=np.float64).mean()))
