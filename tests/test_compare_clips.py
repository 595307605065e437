"""Clips end up equally loud, or peak alike, never beyond full scale, and every gain has its sum."""

from dataclasses import replace

import numpy as np
import pytest
from rig_files import sine

from reamp.audio import Signal
from reamp.audio.levels import peak_dbfs
from reamp.audio.loudness import integrated_lufs
from reamp.compare.clips import Clip, MatchBy, match_clips
from reamp.errors import AudioError

RATE_HZ = 48_000


def clip(name: str, samples: np.ndarray) -> Clip:
    return Clip(name=name, signal=Signal(samples.astype(np.float32), RATE_HZ))


TONE = clip("tone", sine(1_000.0, peak=0.01))
QUIET = clip("quiet", sine(500.0, peak=0.001))
LOUD = clip("loud", 3.0 * np.sign(sine(1_000.0, peak=1.0)))
SPIKY = clip("spiky", sine(1_000.0, peak=0.1) + np.where(np.arange(RATE_HZ) == 24_000, 0.9, 0.0))


def test_lufs_makes_them_equally_loud() -> None:
    heard = [each.heard for each in match_clips([TONE, LOUD], MatchBy.LUFS)]
    loudness = [integrated_lufs(signal) for signal in heard]
    assert loudness == pytest.approx([-20.0, -20.0], abs=0.01)


def test_peak_makes_them_peak_at_minus_10_dbfs() -> None:
    heard = [each.heard for each in match_clips([TONE, LOUD, SPIKY], MatchBy.PEAK)]
    assert [peak_dbfs(signal) for signal in heard] == pytest.approx([-10.0] * 3, abs=1e-4)


def test_none_leaves_them_alone() -> None:
    matched = match_clips([TONE, QUIET], MatchBy.NONE)
    assert [each.match_gain.value_db for each in matched] == [0.0, 0.0]
    assert np.array_equal(matched[0].heard.samples, TONE.signal.samples)


@pytest.mark.parametrize("match", [MatchBy.LUFS, MatchBy.NONE])
def test_none_clips_and_all_are_lowered_alike(match: MatchBy) -> None:
    clips = [TONE, SPIKY, LOUD]
    matched = match_clips(clips, match)
    assert max(peak_dbfs(each.heard) for each in matched) == pytest.approx(-1.0, abs=1e-4)
    alone = [match_clips([each], MatchBy.LUFS)[0].match_gain.value_db for each in (TONE,)]
    lowered = matched[0].match_gain
    wanted_db = alone[0] if match is MatchBy.LUFS else 0.0
    assert lowered.value_db < wanted_db
    assert lowered.formula.endswith(
        f"- {wanted_db - lowered.value_db:.2f} dB (all alike, so that none clips)"
    )


def test_the_formula_is_the_gain() -> None:
    (matched,) = match_clips([TONE], MatchBy.PEAK)
    assert matched.match_gain.formula == "-10 dBFS + 40.00 dBFS (its peak)"
    assert matched.match_gain.value_db == pytest.approx(30.0, abs=1e-3)
    (matched,) = match_clips([TONE], MatchBy.LUFS)
    assert matched.match_gain.formula.startswith("-20 LUFS + 43.")


def test_what_has_no_loudness_is_refused() -> None:
    short = replace(TONE, signal=Signal(TONE.signal.samples[:10_000], RATE_HZ))
    with pytest.raises(AudioError, match="tone lasts less than the 400 ms that loudness needs"):
        match_clips([short], MatchBy.LUFS)
    faint = clip("faint", 1e-5 * TONE.signal.samples)
    with pytest.raises(AudioError, match="faint is too quiet to have a loudness"):
        match_clips([faint], MatchBy.LUFS)
    for match in MatchBy:
        with pytest.raises(AudioError, match="nothing is silent; there is nothing to compare"):
            match_clips([TONE, clip("nothing", np.zeros(RATE_HZ))], match)
