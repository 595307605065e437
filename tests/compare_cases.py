"""Small comparisons for the tests: a tone, the same driven, and a mixture of both."""

import numpy as np
from rig_files import sine

from reamp.audio import Signal
from reamp.compare.clips import AppliedGain, Clip, MatchBy
from reamp.compare.comparison import Comparison, compare_clips

__all__ = ["RATE_HZ", "small_comparison"]

RATE_HZ = 48_000


def small_comparison(
    *, seconds: float = 1.0, match: MatchBy = MatchBy.LUFS, has_target: bool = True
) -> Comparison:
    """Return three clips; names and words are such that a page must not take them for HTML."""
    tone = sine(220.0, peak=0.5, seconds=seconds)
    driven = np.tanh(4.0 * tone)
    gain = AppliedGain(what="input", value_db=-2.8, formula="12.2 dBu (your interface) - 15 dBu (plexi)")
    clips = [
        Clip(name="target", about="amp.wav", signal=Signal(tone, RATE_HZ)),
        Clip(name="plexi_with_a_long_name", signal=Signal(driven, RATE_HZ), gains=(gain,), moved_frames=0.4),
        Clip(name="<b>third</b>", about="</script>", signal=Signal(0.5 * driven + 0.5 * tone, RATE_HZ)),
    ]
    return compare_clips(clips, match=match, has_target=has_target)
