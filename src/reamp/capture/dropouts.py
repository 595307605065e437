"""Find missing frames in a take: digital silence, blocks that are repeated, a latency that jumps."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reamp.audio.levels import CLIPPED_MAGNITUDE
from reamp.audio.signal import Samples

__all__ = ["Dropout", "LagWatch", "silent_runs", "twice_played"]

_SILENT_RUN_S = 0.0006  # half a block of 64 frames: no converter is still for so long
_WINDOW_S = 0.5
_REACH_S = 0.2
_JUMP_S = 0.0005
_SAME_S = 0.0002
_CLEAR = 0.5  # the second best place against the best
_BAND_HZ = (100.0, 6_000.0)
_LOUD = 0.003  # RMS of a window of the signal

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Dropout:
    """Frames of a recording that are damaged, from `frame` on.

    `frames` is how many. Where frames were lost or repeated, the damage lies somewhere in these frames, and
    `moved_frames` is how much later everything after them is; negative where frames were lost.
    """

    frame: int
    frames: int
    moved_frames: int = 0


def silent_runs(samples: Samples, *, rate_hz: int, first_frame: int = 0) -> list[Dropout]:
    """Return where all samples are 0 for longer than a converter ever delivers."""
    return _runs(samples == 0.0, round(_SILENT_RUN_S * rate_hz), first_frame)


def twice_played(samples: Samples, *, block_frames: int, rate_hz: int, first_frame: int = 0) -> list[Dropout]:
    """Return where a block is repeated sample for sample; silence and clipped samples do not count."""
    if len(samples) <= block_frames:
        return []
    again = samples[block_frames:]
    is_sound = (again != 0.0) & (np.abs(again) < CLIPPED_MAGNITUDE)
    alike = (again == samples[:-block_frames]) & is_sound
    return _runs(alike, max(round(_SILENT_RUN_S * rate_hz), block_frames // 2), first_frame + block_frames)


def _runs(is_in: npt.NDArray[np.bool_], least: int, first_frame: int) -> list[Dropout]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_in.view(np.int8), [0]))))
    return [
        Dropout(frame=first_frame + int(start), frames=int(end - start))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= least
    ]


class LagWatch:
    """Measures the latency of the answer window by window, by phase correlation."""

    def __init__(self, signal: Samples, *, rate_hz: int) -> None:
        self._signal, self._rate_hz = signal, rate_hz
        self._window = round(_WINDOW_S * rate_hz)
        self._reach = round(_REACH_S * rate_hz)
        self._size = 1 << (self._window + 2 * self._reach - 1).bit_length()
        frequencies = np.fft.rfftfreq(self._size, 1.0 / rate_hz)
        self._band = (frequencies > _BAND_HZ[0]) & (frequencies < _BAND_HZ[1])
        self._next = 0  # frame of the signal where the next window begins
        self._lag: int | None = None
        self._sure_frame = 0  # of the signal: until here it had that lag
        self._doubt: tuple[int, int] | None = None  # another lag, and the end of the window that first had it

    @property
    def lag_frames(self) -> int | None:
        """The latency now; None until it is known."""
        return self._lag

    def start_at(self, lag_frames: int) -> None:
        """Expect this latency, which a burst has shown."""
        self._lag = lag_frames

    def follow(self, recording: Samples) -> Iterator[Dropout]:
        """Measure the new windows of a recording, which is given from its first frame on; yield jumps."""
        while True:
            expected = self._lag or 0
            first, end = self._next, self._next + self._window
            low, high = first + expected - self._reach, end + expected + self._reach
            if end > len(self._signal) or high > len(recording):
                return
            self._next = end
            x = self._signal[first:end]
            if float(np.square(x, dtype=np.float64).mean()) < _LOUD**2:
                continue
            y = recording[max(0, low) : high]
            lag = self._lag_of(x, y, offset=max(0, low) - first)
            if lag is not None:
                yield from self._judge(lag, end)

    def _lag_of(self, x: Samples, y: Samples, *, offset: int) -> int | None:
        cross = np.where(self._band, np.fft.rfft(x, self._size).conj() * np.fft.rfft(y, self._size), 0.0)
        size = np.abs(cross)
        if size.max() == 0.0:
            return None
        height = np.abs(np.fft.irfft(cross / (size + 1e-2 * size.max()), self._size))
        height = height[: max(1, len(y) - len(x) + 1)]
        best = int(height.argmax())
        around = round(0.002 * self._rate_hz)
        others = np.concatenate([height[: max(0, best - around)], height[best + around + 1 :]])
        if others.max(initial=0.0) > _CLEAR * height[best]:
            return None
        return best + offset

    def _judge(self, lag: int, end: int) -> Iterator[Dropout]:
        if self._lag is None or abs(lag - self._lag) < _JUMP_S * self._rate_hz:
            self._lag, self._sure_frame, self._doubt = self._lag or lag, end, None
        elif self._doubt is not None and abs(lag - self._doubt[0]) <= _SAME_S * self._rate_hz:
            first = max(0, self._sure_frame - self._window)  # what is less than half a window moves none
            yield Dropout(
                frame=first + self._lag, frames=self._doubt[1] - first, moved_frames=lag - self._lag
            )
            self._lag, self._sure_frame, self._doubt = lag, end, None
        else:
            self._doubt = (lag, end)
