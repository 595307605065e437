"""Record gear through an interface: bursts, takes that are repeated if damaged, and the capture."""

import dataclasses
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from reamp.audio.files import AudioReader
from reamp.audio.signal import Signal
from reamp.capture.burst import QUIET_DBFS, Burst, burst_samples, change_db, read_burst, read_loudest
from reamp.capture.capture import Capture, Gear, Levels, check_new_capture
from reamp.capture.dropouts import LagWatch
from reamp.capture.jacks import Jacks, check_jacks, hear
from reamp.capture.make_signal import make_test_signal
from reamp.capture.profile import CaptureSetup, HowKnown
from reamp.capture.take_folder import TakeFolder, TakeNotes, take_folder_of
from reamp.capture.take_run import OnTake, TakePlan, run_take, stop_at_faults
from reamp.capture.take_watch import TakeWatch, clock
from reamp.errors import ConfigError, OutputError, RecordingError, StrPath
from reamp.findings import Check, Finding, Severity
from reamp.live.stream import DuplexStream

__all__ = [
    "ATTEMPTS",
    "CaptureSession",
    "Recorded",
    "moved_capture",
    "signal_to_play",
    "xrun_notes",
]

ATTEMPTS = 3
"""A damaged take is recorded again, at most twice."""

_TAIL_S = 1.0
_QUIETER_DB, _QUIETEST_DBFS = 12.0, -66.0
_TURNED_DB = 0.05  # without a turn of the knob, bursts differ by less than this
_TURN_UNCERTAINTY_DB = 0.05
_NOT_MEASURED = {HowKnown.TABLE: "from the table", HowKnown.TYPED: "typed"}
_REPEATED = {Check.TAKE_DROPOUT}
_REFUSED = {Check.LEVEL_CHANGED, Check.NOT_REPEATABLE, Check.CLOCK_DRIFT, Check.RECORDING_CLIPPED}


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A capture that was recorded: its findings include those of the take; `attempts` counts the takes."""

    capture: Capture
    findings: tuple[Finding, ...]
    attempts: int
    xruns: int


def signal_to_play(path: StrPath | None, *, rate_hz: int, channel: int | None = None) -> Signal:
    """Return a file's signal at the rate of a device, or without one Reamp's test signal at that rate.

    Raises `AudioFileError` for a file that cannot be read, `ConfigError` for one at another rate.
    """
    if path is None:
        return make_test_signal(rate_hz)
    with AudioReader(path, channel=channel, role="signal") as reader:
        signal = reader.signal()
    if signal.rate_hz != rate_hz:
        raise ConfigError(
            f"{path} is at {signal.rate_hz} Hz and the device runs at {rate_hz} Hz: set the device to the "
            "rate of the signal, or leave the signal out"
        )
    return signal


class CaptureSession:
    """Gear on an open device, from the first quiet burst to the capture.

    setup: the levels of these jacks, where they are known. Raises `ConfigError` for jacks that the device
    does not have, for a signal at another rate, and for a setup of other jacks.
    """

    def __init__(
        self, stream: DuplexStream, jacks: Jacks, signal: Signal, *, setup: CaptureSetup | None = None
    ) -> None:
        check_jacks(stream, jacks)
        if signal.rate_hz != stream.rate_hz:
            raise ConfigError(
                f"the signal is at {signal.rate_hz} Hz, {stream.device.name} runs at {stream.rate_hz} Hz; "
                "play and record at one rate"
            )
        if setup is not None and (setup.send, setup.return_) != (jacks.send, jacks.return_):
            raise ConfigError(
                f"the setup is of output {setup.send} and input {setup.return_}, "
                f"not of {jacks.send} and {jacks.return_}"
            )
        self.stream, self.jacks, self.signal, self.setup = stream, jacks, signal, setup
        self.burst: Burst | None = None
        self.turned_db: float | None = 0.0
        self._lag_frames: int | None = None
        self._quiet_dbfs = QUIET_DBFS

    def listen_quietly(self) -> Burst:
        """Play the quiet burst, and return what came back; a return that clips is a finding.

        Raises `RecordingError` where the return is silent or feeds back. Where it clips, quieter ones follow,
        until one can be compared with the next: how far the gain is turned is measured, see `turned_db`.
        """
        burst = self._quiet_burst()
        while burst.is_clipped and self._quiet_dbfs > _QUIETEST_DBFS:
            self._quiet_dbfs -= _QUIETER_DB
            burst = dataclasses.replace(self._quiet_burst(), is_clipped=True, findings=burst.findings)
        if self.burst is not None and self.turned_db is not None:
            turned_db = change_db(self.burst, burst)
            self.turned_db = None if turned_db is None else self.turned_db + turned_db
        self.burst = burst
        return burst

    def listen(self) -> Burst:
        """Play the quiet burst, and then the loudest part, if the quiet one did not clip.

        Findings say how far to turn the gain of the return. Raises as `listen_quietly`.
        """
        quiet = self.listen_quietly()
        if quiet.is_clipped:
            return quiet
        heard = hear(self.stream, self.jacks, burst_samples(self.signal))
        self.burst = read_loudest(quiet, heard, rate_hz=self.signal.rate_hz)
        return self.burst

    def _quiet_burst(self) -> Burst:
        played = burst_samples(self.signal, peak_dbfs=self._quiet_dbfs)
        heard = hear(self.stream, self.jacks, played)
        burst = read_burst(heard, rate_hz=self.signal.rate_hz)
        for finding in burst.findings:
            if finding.severity is Severity.BLOCKER and finding.check is not Check.RETURN_CLIPS:
                raise RecordingError(finding.text, check=finding.check)
        lags = LagWatch(played / np.abs(played).max(), rate_hz=self.signal.rate_hz)
        list(lags.follow(heard.answer))
        self._lag_frames = lags.lag_frames
        return burst

    @property
    def levels(self) -> Levels:
        """The levels of the capture, with how far the return was turned since they were measured."""
        return Levels() if self._setup_now is None else self._setup_now.levels

    @property
    def _setup_now(self) -> CaptureSetup | None:
        if self.setup is None or self.setup.return_level is None:
            return self.setup
        level, turned_db = self.setup.return_level, self.turned_db
        if turned_db is None:
            level_now = None
        elif abs(turned_db) < _TURNED_DB:
            level_now = level
        else:
            level_now = level.turned(turned_db, uncertainty_db=_TURN_UNCERTAINTY_DB)
        return _with_return(self.setup, level_now)

    def findings(self) -> Iterator[Finding]:
        """Yield findings about the return and the levels: levels not measured, or a gain turned since."""
        if self.burst is not None:
            yield from (each for each in self.burst.findings if each.severity is Severity.WARNING)
        if self.setup is None:
            yield Finding(
                check=Check.SETUP_MISSING,
                severity=Severity.NOTE,
                message=(
                    f"no levels are kept for output {self.jacks.send} and input {self.jacks.return_} of "
                    f"{self.stream.device.name}: the model cannot be calibrated"
                ),
                advice="measure them once, with a voltmeter and a cable",
            )
            return
        for name, level in (("send", self.setup.send_level), ("return", self.setup.return_level)):
            if level is not None and not level.how.is_measured:
                unsure = "" if level.uncertainty_db is None else f", good to ±{level.uncertainty_db:g} dB"
                yield Finding(
                    check=Check.LEVEL_NOT_MEASURED,
                    severity=Severity.NOTE,
                    measured=level.uncertainty_db,
                    unit="dB",
                    message=f"the {name} level is not measured, but {_NOT_MEASURED[level.how]}{unsure}",
                )
        if self.setup.return_level is None or self.turned_db == 0.0:
            return
        if self.turned_db is None:
            yield Finding(
                check=Check.RETURN_TURNED,
                severity=Severity.WARNING,
                message="the gear changed between two bursts, so the level of the return is unknown now",
                advice="measure the return level again, with the gain as it is",
            )
        elif abs(self.turned_db) >= _TURNED_DB:
            yield Finding(
                check=Check.RETURN_TURNED,
                severity=Severity.NOTE,
                measured=self.turned_db,
                unit="dB",
                message=(
                    f"the return was turned by {self.turned_db:+.2f} dB since its level was measured, by the "
                    "sound of the bursts; its level in the capture is the one it has now"
                ),
                advice="that holds if the gain of the input was turned, and not the volume of the gear",
            )

    def record(
        self,
        path: StrPath,
        *,
        gear: Gear = Gear(),  # noqa: B008 - frozen
        on_take: OnTake = stop_at_faults,
        signal_path: StrPath | None = None,
        despite_faults: bool = False,
    ) -> Recorded:
        """Record the capture `path` (NAME.capture); a damaged take again, twice at most.

        The take streams to disk beside it, as NAME.take: what is left there after a crash is readable.
        `signal_path` is the file of the signal, to be named in the capture. `despite_faults` keeps a take
        with findings that speak against it. Raises `RecordingError` for a take that is of no use, which stays
        on disk, `DeviceError` where the device goes away, `OutputError` and `OutputExistsError`.
        """
        check_new_capture(path)
        burst = self.burst or self.listen_quietly()
        if burst.is_clipped and not despite_faults:
            raise RecordingError(burst.findings[0].text, check=Check.RETURN_CLIPS)
        folder = TakeFolder(take_folder_of(path), self._notes(), self.signal)
        repeated: list[Finding] = []
        for attempt in range(1, ATTEMPTS + 1):
            if attempt > 1:
                burst = self.listen_quietly()  # after a dropout the latency may be another
            plan = TakePlan(
                signal=self.signal,
                send=self.jacks.send,
                inputs=(self.jacks.return_,),
                files=folder.next_files("recording"),
                tail_s=_TAIL_S,
                attempt=attempt,
                signal_path=folder.signal_path,
            )
            watch = TakeWatch(
                self.signal,
                noise_rms_dbfs=burst.noise_rms_dbfs,
                lag_frames=self._lag_frames,
                block_frames=self.stream.block_frames,
            )
            with folder.unfinished():
                take = run_take(self.stream, plan, watch, on_take)
            faults = take.faults
            is_damaged = bool(faults) and all(fault.check in _REPEATED for fault in faults)
            if not is_damaged or attempt == ATTEMPTS:
                break
            repeated.append(_repeated(attempt, faults[0]))
        if not faults and take.frames < self._notes().total_frames:
            folder.note("stopped")
            at = clock(take.frames, self.signal.rate_hz)
            raise RecordingError(
                f"the take was stopped at {at}. It is in {folder.path}", check=Check.RECORDING_SHORT
            )
        if faults and not despite_faults:
            folder.note(f"refused: {faults[0].text}")
            raise RecordingError(_with_place(faults[0], folder.path), check=faults[0].check)
        capture = Capture.create(
            folder.path / Path(path).name,
            signal_path=signal_path or folder.signal_path,
            recording_path=plan.files[0],
            levels=self.levels,
            gear=gear,
        )
        refused = [found for found in capture.findings if _is_refused(found)]
        if refused and not despite_faults:
            folder.note(f"refused: {refused[0].text}")
            raise RecordingError(_with_place(refused[0], folder.path), check=refused[0].check)
        findings = (*repeated, *faults, *xrun_notes(take.xruns, bool(faults)), *self.findings())
        capture = moved_capture(capture, Path(path))
        folder.remove()
        return Recorded(
            capture=capture, findings=(*findings, *capture.findings), attempts=attempt, xruns=take.xruns
        )

    def _notes(self) -> TakeNotes:
        return TakeNotes(
            created=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
            device=self.stream.device.name,
            send=self.jacks.send,
            return_=self.jacks.return_,
            rate_hz=self.signal.rate_hz,
            total_frames=self.signal.frames + round(_TAIL_S * self.signal.rate_hz),
        )


def _repeated(attempt: int, damage: Finding) -> Finding:
    return Finding(
        check=Check.TAKE_REPEATED,
        severity=Severity.NOTE,
        measured=float(attempt),
        message=f"take {attempt} was damaged and was recorded again: {damage.message}",
    )


def xrun_notes(xruns: int, is_damaged: bool) -> list[Finding]:
    """Return a note on the xruns of a take that is whole."""
    if xruns == 0 or is_damaged:
        return []
    return [
        Finding(
            check=Check.TAKE_XRUNS,
            severity=Severity.NOTE,
            measured=float(xruns),
            message=f"the driver reported {xruns} xruns during the take; no frame is missing",
        )
    ]


def _is_refused(finding: Finding) -> bool:
    return finding.severity is Severity.BLOCKER or finding.check in _REFUSED


def _with_place(finding: Finding, folder: Path) -> str:
    return f"{finding.text}. The take is in {folder}"


def _with_return(setup: CaptureSetup, level: object) -> CaptureSetup:
    return msgspec.structs.replace(setup, return_level=level)


def moved_capture(capture: Capture, path: Path) -> Capture:
    """Move a capture to its place."""
    try:
        capture.path.rename(path)
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    return Capture.open(path)
