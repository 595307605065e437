"""Which model of the index made a recording of a guitar, or sounds most like it.

The guitar is played through the models. Those whose behaviour is nearest to the tone of the recording are
played first, and no more than `MOST_PLAYED`; the best of them also louder and softer, as the level that the
guitar had is seldom known.
"""

import itertools
import math
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.correlation import CHANCE, find_either_way
from reamp.audio.loudness import k_response
from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal
from reamp.engine import load
from reamp.errors import AudioError, ModelFileError
from reamp.library.behaviour import BANDS_HZ, SOUND_DTYPE
from reamp.library.entry import COLUMNS, TABLES, Entry, entry_of
from reamp.library.probe import STRUM_DBFS
from reamp.library.query import Query, filters_of
from reamp.units import db_to_ratio

__all__ = ["MOST_PLAYED", "Heard", "models_of_recording"]

MOST_PLAYED = 400

_RATE_HZ = 48_000
_EXCERPT_S = 2.0
_BLOCK_FRAMES = 1024
_FINALISTS = 8
_GAINS_DB = (-12.0, -9.0, -6.0, -3.0, 3.0, 6.0, 9.0, 12.0)
_FINE_DB = (-1.5, 1.5)
_CLEAR_DB = 0.02
_FLOOR_DB = -60.0
"""Below the loudest block's band: there a recording has noise of its own."""

_Picture = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A model, the distance of its sound from the recording in dB, and the input gain at that distance."""

    entry: Entry
    distance_db: float
    input_gain_db: float


def models_of_recording(
    connection: sqlite3.Connection,
    recording: Signal,
    di: Signal,
    *,
    query: Query,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[Heard, ...]:
    """Return the models that sound most like a recording of `di` through gear, the nearest first.

    The two need not begin together. `query` filters the models, its words aside, and limits the answers. A
    cabinet or another effect in the recording that is not in the models is a difference. Raises `AudioError`
    where one of them is silent, and where the recording is not of this guitar.
    """
    guitar, wanted = _excerpts(resample(di, _RATE_HZ), resample(recording, _RATE_HZ))
    target = _picture(wanted)
    candidates = _candidates(connection, query, guitar, wanted)
    heard: list[tuple[float, float, int]] = []
    for place, entry in enumerate(candidates):
        if on_progress is not None:
            on_progress(place, len(candidates))
        heard += [(distance, 0.0, place) for distance in _distances(entry, guitar, target, (0.0,))]
    heard.sort()
    finals = [_at_best_gain(candidates, each, guitar, target) for each in heard[:_FINALISTS]]
    ranked = sorted([*finals, *heard[_FINALISTS:]])[: query.limit]
    return tuple(
        Heard(entry=candidates[place], distance_db=distance, input_gain_db=gain_db)
        for distance, gain_db, place in ranked
        if math.isfinite(distance)
    )


def _excerpts(di: Signal, recording: Signal) -> tuple[Samples, Samples]:
    """Return the loudest part of the guitar, and what the recording has there."""
    place = find_either_way(di, recording)
    if place is None:
        raise AudioError("the guitar or the recording is silent")
    if place.confidence < CHANCE:
        raise AudioError("this is no recording of this guitar: it does not follow what is played")
    first = max(0, -place.lag)
    end = min(len(di.samples), len(recording.samples) - place.lag)
    guitar = di.samples[first:end]
    wanted = recording.samples[first + place.lag : end + place.lag]
    frames = round(_EXCERPT_S * _RATE_HZ)
    if len(guitar) > frames:
        energy = np.concatenate([[0.0], np.cumsum(np.square(guitar, dtype=np.float64))])
        at = int((energy[frames:] - energy[:-frames]).argmax())
        guitar, wanted = guitar[at : at + frames], wanted[at : at + frames]
    return np.ascontiguousarray(guitar), np.ascontiguousarray(wanted)


def _candidates(
    connection: sqlite3.Connection, query: Query, guitar: Samples, wanted: Samples
) -> list[Entry]:
    """Return the models to play: all of them, or those with the tone of the recording."""
    conditions, values = filters_of(query)
    conditions += ["network.sound IS NOT NULL", "NOT folder.is_gone"]
    rows = connection.execute(
        f"SELECT {COLUMNS}, network.sound AS sound, min(file.id) FROM {TABLES} "  # noqa: S608  own names
        f"WHERE {' AND '.join(conditions)} GROUP BY network.id ORDER BY file.id",
        values,
    ).fetchall()
    if len(rows) > MOST_PLAYED:
        sounds = np.frombuffer(b"".join(row["sound"] for row in rows), SOUND_DTYPE).reshape(
            len(rows), len(STRUM_DBFS), 2, -1
        )
        sounds = 10.0 * np.log10((10.0 ** (sounds.astype(np.float32) / 10.0)).mean(axis=2))
        order = np.argsort(_tone_distances(sounds, guitar, wanted), kind="stable")[:MOST_PLAYED]
        rows = [rows[place] for place in order]
    return [entry_of(row) for row in rows]


def _tone_distances(sounds: npt.NDArray[np.float32], guitar: Samples, wanted: Samples) -> _Picture:
    """Return how far the tone of models for strums as loud as the guitar is from that of the recording."""
    peak_dbfs = 20.0 * math.log10(max(float(np.abs(guitar).max()), 1e-6))
    place = float(np.interp(peak_dbfs, STRUM_DBFS, range(len(STRUM_DBFS))))
    below = min(int(place), len(STRUM_DBFS) - 2)
    tones = (1.0 - (place - below)) * sounds[:, below] + (place - below) * sounds[:, below + 1]
    spectrum = np.square(np.abs(np.fft.rfft(wanted)))
    edges = np.searchsorted(np.fft.rfftfreq(len(wanted), 1.0 / _RATE_HZ), BANDS_HZ)
    tone = np.array([spectrum[low:high].sum() for low, high in itertools.pairwise(edges)])
    difference_db = tones - 10.0 * np.log10(np.maximum(tone, 1e-12))
    middle = difference_db[:, :-4]  # above 8 kHz a guitar has only noise
    distances: _Picture = np.abs(middle - np.median(middle, axis=1, keepdims=True)).mean(axis=1)
    return distances


def _at_best_gain(
    candidates: Sequence[Entry], heard: tuple[float, float, int], guitar: Samples, target: _Picture
) -> tuple[float, float, int]:
    """Return the same with the gain before the model at which it sounds most like the recording."""
    distance, gain_db, place = heard
    for steps_db in (_GAINS_DB, _FINE_DB):
        gains_db = [gain_db + step_db for step_db in steps_db]
        tried = zip(_distances(candidates[place], guitar, target, gains_db), gains_db, strict=True)
        # A linear model sounds the same at every gain: change the gain only for a clear difference.
        nearest, at_db = min(tried)
        if nearest < distance - _CLEAR_DB:
            distance, gain_db = nearest, at_db
    return distance, gain_db, place


def _distances(entry: Entry, guitar: Samples, target: _Picture, gains_db: Sequence[float]) -> list[float]:
    """Return the distances of what a model makes of the guitar; infinite where it cannot be played."""
    try:
        model = load(entry.path)
    except ModelFileError:
        return [math.inf] * len(gains_db)
    distances = []
    for gain_db in gains_db:
        model.reset()
        into = resample(Signal(guitar * np.float32(db_to_ratio(gain_db)), _RATE_HZ), model.sample_rate_hz)
        played = model.process(into.samples)
        if not np.isfinite(played).all():
            distances.append(math.inf)
            continue
        out = resample(Signal(played, model.sample_rate_hz), _RATE_HZ).samples[: len(guitar)]
        distances.append(float(np.abs(_picture(out) - target).mean()) if out.any() else math.inf)
    return distances


def _picture(samples: Samples) -> _Picture:
    """Return the levels of bands in blocks, in dB, for the same loudness: shape (blocks, bands)."""
    blocks = len(samples) // _BLOCK_FRAMES
    if not blocks:
        raise AudioError("the recording is too short; at least 2 s needed")
    taper = np.hanning(_BLOCK_FRAMES)
    windows = samples[: blocks * _BLOCK_FRAMES].reshape(blocks, _BLOCK_FRAMES).astype(np.float64)
    power = np.square(np.abs(np.fft.rfft(windows * taper)))
    bins_hz = np.fft.rfftfreq(_BLOCK_FRAMES, 1.0 / _RATE_HZ)
    loudness = float((power @ np.square(np.abs(k_response(bins_hz)))).mean())
    edges = np.unique(np.searchsorted(bins_hz, BANDS_HZ))
    bands = np.add.reduceat(power, edges[:-1], axis=1) / max(loudness, 1e-30)
    levels_db: _Picture = 10.0 * np.log10(np.maximum(bands, 1e-30))
    picture: _Picture = np.maximum(levels_db, levels_db.max() + _FLOOR_DB)
    return picture
