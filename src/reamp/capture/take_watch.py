"""The checks of a take while it runs: clipping, silence, frames that are missing, a knob that was turned."""

import functools
from collections.abc import Iterator, Sequence

import numpy as np

from reamp.audio.levels import LevelMeter
from reamp.audio.signal import Samples, Signal
from reamp.capture.dropouts import Dropout, LagWatch, silent_runs, twice_played
from reamp.capture.gain_watch import CHANGED_DB, SLOW_CHANGED_DB, SLOW_S, GainWatch
from reamp.findings import Check, Finding, Severity
from reamp.units import db_to_ratio

__all__ = ["TakeWatch", "clock", "dropout_finding"]

_BLOCK_S = 0.5
_SILENT_DB = 6.0  # above the noise that was heard before
_CABLE_S = 0.25  # without a sound for as long, it is no dropout
_SOUNDING = 0.03  # RMS of the signal in every tenth of a block: -30 dBFS

_blocker = functools.partial(Finding, severity=Severity.BLOCKER)


def clock(frame: int, rate_hz: int) -> str:
    """Return a place of a take as people read it.

    >>> clock(4_420_800, 48_000)
    '1:32.1'
    """
    tenths = round(10 * frame / rate_hz)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


class TakeWatch:
    """Checks a recording while it grows; yields each fault once, as soon as it is detected.

    noise_rms_dbfs: of the return before anything was played. lag_frames: how much later the answer is, as the
    burst has shown; None where unknown. block_frames: those of the device.
    """

    def __init__(
        self, signal: Signal, *, noise_rms_dbfs: float, lag_frames: int | None, block_frames: int
    ) -> None:
        self._signal, self.rate_hz = signal.samples, signal.rate_hz
        self._noise = db_to_ratio(noise_rms_dbfs)
        self._block_frames = block_frames
        self._lags = LagWatch(self._signal, rate_hz=self.rate_hz)
        if lag_frames is not None:
            self._lags.start_at(lag_frames)
        self._gains = (
            (GainWatch(rate_hz=self.rate_hz, noise_rms_dbfs=noise_rms_dbfs), CHANGED_DB),
            (
                GainWatch(rate_hz=self.rate_hz, noise_rms_dbfs=noise_rms_dbfs, window_s=SLOW_S),
                SLOW_CHANGED_DB,
            ),
        )
        self._meter = LevelMeter()
        self._samples: Samples = np.zeros(signal.frames + self.rate_hz, np.float32)
        self._frames = 0
        self._judged = self._still_from = 0
        self._found: set[Check] = set()
        self.peak_dbfs = -np.inf

    @property
    def frames(self) -> int:
        """How many frames were checked so far."""
        return self._frames

    @property
    def _recording(self) -> Samples:
        return self._samples[: self._frames]

    def hear(self, samples: Samples) -> Iterator[Finding]:
        """Check what was recorded since the last call, shape (frames,)."""
        first, self._frames = self._frames, self._frames + len(samples)
        if self._frames > len(self._samples):
            self._samples = np.concatenate([self._samples, np.zeros(self._frames, np.float32)])
        self._samples[first : self._frames] = samples
        self._meter.add(samples)
        self.peak_dbfs = self._meter.peak_dbfs
        if self._meter.clipped_frames:
            yield from self._once(self._clipped(first))
        if self._noise > 0.0:  # else the return is digital, and may well be still, or repeat itself
            yield from self._still()
            yield from self._dropouts(self._twice(max(0, first - 2 * self._block_frames)))
        yield from self._dropouts(self._lags.follow(self._recording))
        yield from self._blocks()

    def _still(self) -> Iterator[Finding]:
        """Yield where all samples are 0: a dropout if that is short, a pulled cable if it is long."""
        runs = silent_runs(
            self._recording[self._still_from :], rate_hz=self.rate_hz, first_frame=self._still_from
        )
        self._still_from = self._frames
        for run in runs:
            if run.frames >= _CABLE_S * self.rate_hz:
                yield from self._once(self._silence(run.frame))
            elif run.frame + run.frames < self._frames:
                yield from self._dropouts([run])
            else:  # it may go on
                self._still_from = run.frame

    def _twice(self, first: int) -> list[Dropout]:
        return twice_played(
            self._recording[first:],
            block_frames=self._block_frames,
            rate_hz=self.rate_hz,
            first_frame=first,
        )

    def _blocks(self) -> Iterator[Finding]:
        """Compare answer and signal in steps of half a second."""
        block, lag = round(_BLOCK_S * self.rate_hz), self._lags.lag_frames
        while lag is not None and self._judged + block + lag <= len(self._recording):
            first, end = self._judged, self._judged + block
            if end > len(self._signal):
                return
            self._judged = end
            x, y = self._signal[first:end], self._recording[max(0, first + lag) : end + lag]
            if len(y) < len(x):
                continue
            if self._is_silent(x, y):
                yield from self._once(self._silence(first + lag))
                continue
            for gains, limit_db in self._gains:
                gains.add(x, y)
                change_db = gains.change_db
                if change_db is not None and abs(change_db) > limit_db:
                    yield from self._once(self._turned(change_db, limit_db, end + lag))

    def _is_silent(self, x: Samples, y: Samples) -> bool:
        parts = np.square(x[: len(x) // 10 * 10], dtype=np.float64).reshape(10, -1).mean(axis=1)
        rms = float(np.sqrt(np.square(y, dtype=np.float64).mean()))
        return bool(parts.min() > _SOUNDING**2) and rms < max(self._noise, 1e-6) * db_to_ratio(_SILENT_DB)

    def _once(self, finding: Finding) -> Iterator[Finding]:
        if finding.check not in self._found:
            self._found.add(finding.check)
            yield finding

    def _clipped(self, frame: int) -> Finding:
        return _blocker(
            check=Check.RECORDING_CLIPPED,
            measured=float(self._meter.clipped_frames),
            limit=0.0,
            unit="frames",
            message=f"the return clips the converter at {clock(frame, self.rate_hz)}",
            advice="turn the gain of the return down by some dB, and record again",
        )

    def _silence(self, frame: int) -> Finding:
        return _blocker(
            check=Check.RETURN_SILENT,
            measured=frame / self.rate_hz,
            unit="s",
            message=f"the return fell silent at {clock(frame, self.rate_hz)}, while the signal plays",
            advice="check the cables and the gear, and record again",
        )

    def _turned(self, change_db: float, limit_db: float, frame: int) -> Finding:
        return _blocker(
            check=Check.TAKE_GAIN_CHANGED,
            measured=change_db,
            limit=limit_db if change_db > 0.0 else -limit_db,
            unit="dB",
            message=(
                f"the return became {abs(change_db):.1f} dB {'louder' if change_db > 0.0 else 'quieter'} "
                f"shortly before {clock(frame, self.rate_hz)}: was a knob turned?"
            ),
            advice="touch nothing while a take runs, and record again",
        )

    def _dropouts(self, dropouts: Sequence[Dropout] | Iterator[Dropout]) -> Iterator[Finding]:
        for dropout in dropouts:
            yield from self._once(dropout_finding(dropout, self.rate_hz))


def dropout_finding(dropout: Dropout, rate_hz: int) -> Finding:
    """Return a finding that says where a take is damaged."""
    at = clock(dropout.frame, rate_hz)
    if dropout.moved_frames:
        moved = dropout.moved_frames
        what = (
            f"{abs(moved)} frames {'too many' if moved > 0 else 'are missing'} between {at} and "
            f"{clock(dropout.frame + dropout.frames, rate_hz)}"
        )
    else:
        what = f"{dropout.frames} frames are missing at {at}"
    return Finding(
        check=Check.TAKE_DROPOUT,
        severity=Severity.BLOCKER,
        measured=dropout.frame / rate_hz,
        unit="s",
        message=f"the take has a dropout: {what}",
        advice="close other programs, or play longer blocks, and record again",
    )
