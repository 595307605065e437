"""How loud the aliases of a model are, for its tests and the benchmarks."""

from pathlib import Path

import numpy as np

from reamp.audio.signal import Signal
from reamp.plan.inputs import OutputMode
from reamp.playing.play import play
from reamp.rig.rig import Rig, RigModel

__all__ = ["RATE_HZ", "aliases_db", "raw_rig"]

RATE_HZ = 48_000
_TONE_HZ, _HEARD_HZ = 5_000, 20_000


def raw_rig(model: Path, oversampling: int) -> Rig:
    """Return a rig of a model alone, in its own numbers."""
    return Rig(
        models=(RigModel(path=model),), output_mode=OutputMode.RAW, limiter=False, oversampling=oversampling
    )


def aliases_db(model: Path, oversampling: int, *, peak: float) -> float:
    """Return the power from 20 Hz to 20 kHz that is no overtone of a 5 kHz sine, relative to what is.

    Overtones are multiples of 5 kHz, and up to the 43rd no alias of one is a multiple too.
    """
    sine = peak * np.sin(2.0 * np.pi * _TONE_HZ * np.arange(3 * RATE_HZ // 2) / RATE_HZ)
    sound = play(raw_rig(model, oversampling), Signal.from_float64(sine, RATE_HZ)).signal.samples
    power = np.abs(np.fft.rfft(np.float64(sound[-RATE_HZ:]))) ** 2  # (24001,), bins of 1 Hz
    bins = np.arange(20, _HEARD_HZ + 1)
    is_tone = bins % _TONE_HZ == 0
    return float(10.0 * np.log10(power[bins[~is_tone]].sum() / power[bins[is_tone]].sum()))
