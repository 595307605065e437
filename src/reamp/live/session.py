"""Plays a rig through a device, calibrates it and keeps it playing."""

import atexit
import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from reamp.audio.signal import Samples
from reamp.errors import DeviceError, ReampError
from reamp.findings import Check, Finding, Severity
from reamp.interfaces.remembered import RememberedInterface
from reamp.live.auto_slim import LateWatch, lower_sizes, size_findings
from reamp.live.backends import open_stream
from reamp.live.calibration import Calibration, calibrate
from reamp.live.choice import check_channel
from reamp.live.connection import Connection, Opener
from reamp.live.file_watch import FileWatch
from reamp.live.keep_gain import GainKeeper, KeptGain, keep_interface
from reamp.live.keep_level import keep_first_level
from reamp.live.play_along import PlayAlong
from reamp.live.recording import LiveTake, Recordings
from reamp.live.status import Status, read_status
from reamp.live.stream import RecordableStream, Stream, StreamConfig
from reamp.plan.inputs import ModelLevels
from reamp.plan.kept_levels import HowKept, KeptLevel
from reamp.plan.source import Source
from reamp.playing.player import Player
from reamp.rig.preset import load_preset
from reamp.rig.rig import Rig

__all__ = ["Session"]

_TICK_S = 0.05
_LOOK_AT_FILES_S = 0.5


class Session:
    """A rig that plays on a device until it is closed; a context manager.

    Without a `source`, the interface is the one remembered for the device or on this machine, or the one that
    the device's name matches; see `calibrate`. `preset` is the file of the rig. `along` are files that play
    along.
    Raises `DeviceError` if no device can be opened, `ConfigError` for an input that it does not have, and as
    `Player` and `calibrate` do.

    A thread opens a lost device again, makes models smaller when the processor is too slow, and watches the
    files. Its findings are in `status()`.
    """

    def __init__(
        self,
        rig: Rig,
        *,
        stream: StreamConfig | None = None,
        source: Source | None = None,
        preset: Path | None = None,
        along: PlayAlong | None = None,
        opener: Opener = open_stream,
    ) -> None:
        source = Source.remembered() if source is None else source
        self._preset = preset
        self._watch = FileWatch(rig, preset=preset)
        self._along = along or PlayAlong()
        self._recordings = Recordings()
        self._late = LateWatch()
        self._is_too_much = False
        self._is_silent = False
        self._next_look_s = float("-inf")
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._connection = Connection(stream or StreamConfig(), opener)
        with contextlib.ExitStack() as undo:
            undo.callback(self._connection.close)
            device = self._connection.device
            check_channel(device, source.channel)
            self._calibration = calibrate(device.name, source)
            self._gain_keeper = GainKeeper(device.name)
            opened = self._connection.stream
            assert opened is not None  # opened just now
            self._player = Player(rig, rate_hz=opened.rate_hz, source=self._calibration.source)
            self._loops = self._along.loops(opened.rate_hz)
            self._loops.give_to(opened)
            opened.start(self._player.core)
            self._keeper = threading.Thread(target=self._run_background, name="reamp-session", daemon=True)
            undo.callback(self.close)
            atexit.register(self.close)  # a core thread at the interpreter's end would abort the program
            self._keeper.start()
            undo.pop_all()

    @property
    def rig(self) -> Rig:
        """The rig that plays or is being faded in."""
        return self._player.rig

    @property
    def calibration(self) -> Calibration:
        """Which interface it is, and how that is known."""
        return self._calibration

    @property
    def source(self) -> Source:
        """Where the guitar comes from."""
        return self._calibration.source

    @property
    def levels(self) -> tuple[ModelLevels, ...]:
        """The levels of the models, in their order."""
        return self._player.levels

    @property
    def slim_breakpoints(self) -> tuple[tuple[float, ...], ...]:
        """For each model the slim values at which another size plays; none for a model of one size."""
        return tuple(tuple(model.info.slim_breakpoints) for model in self._player.models)

    def change(
        self, rig: Rig | None = None, *, source: Source | None = None, preset: Path | None = None
    ) -> None:
        """Change to another rig, another source, or both; None changes nothing.

        A rig of another mode starts again; all other changes are faded. Raises as the constructor does; then
        nothing has changed.
        """
        with self._lock:
            self._play(rig or self.rig, source or self.source, preset or self._preset)
            if preset is not None:
                self._watch.note_read(preset)

    def reload(self) -> None:
        """Read models and impulse responses again, and the preset if it has changed, and play them.

        Raises as reading them does; after an error nothing has changed.
        """
        with self._lock:
            rig = self.rig
            if self._preset is not None and self._watch.has_changed(self._preset):
                rig = load_preset(self._preset)
            watch = FileWatch(rig, preset=self._preset)
            if rig.mode is self.rig.mode:
                self._player.reload(rig)
            else:
                self._replace(Player(rig, rate_hz=self._player.rate_hz, source=self._player.source))
            self._watch_files(watch)

    def keep_gain(self) -> bool:
        """Remember the interface's present gain for the next session.

        It is written when it has not changed for a second, or at the end. Return False for an interface that
        was named for this session only: its gain is not remembered. Raises `ConfigError` if the user's file
        is broken.
        """
        return self._gain_keeper.turn(self.source, now_s=time.monotonic())

    @property
    def kept_gain(self) -> KeptGain | None:
        """The gain that was turned and is remembered, None if there is none."""
        return self._gain_keeper.kept

    def keep_interface(self) -> RememberedInterface:
        """Remember the interface and its gain for the next session; raises as `keep_interface` does."""
        self._gain_keeper.finish()
        with self._lock:
            kept = keep_interface(self.source, self._connection.device.name)
            source = Source.remembered(
                self._connection.device.name, gain=self.source.gain, channel=self.source.channel
            )
            self._play(self.rig, source, self._preset)
            return kept

    def keep_level(self, how: HowKept | None = None) -> KeptLevel:
        """Keep the input level of the first model, typed or set by ear, for all later sessions.

        The sound does not change. See `keep_first_level`, also for the errors.
        """
        with self._lock:
            return keep_first_level(self._player, how)

    def status(self) -> Status:
        """Return the present status. It waits only while another thread makes a change."""
        with self._lock:
            findings = (
                *self._connection.findings(),
                *self._recordings.findings(),
                *self._watch.findings(),
                *self._playing_findings(),
                *self._calibration.findings,
                *self._player.findings,
            )
            return read_status(
                self._player,
                self._connection,
                calibration=self._calibration,
                kept_gain=self.kept_gain,
                findings=tuple(dict.fromkeys(findings)),
                recording=self._recordings.running,
            )

    def set_silent(self, is_silent: bool) -> None:
        """Play silence in place of the rig, or the rig again; the inputs are heard all the same."""
        with self._lock:
            self._is_silent = is_silent
            if self._connection.stream is not None:
                self._start(self._connection.stream, self._player)

    def inputs(self) -> tuple[Samples, ...]:
        """Return the samples of every input since the last call, at most the last second; see `Stream`."""
        with self._lock:
            stream = self._connection.stream
            return () if stream is None else stream.inputs()

    @property
    def recording(self) -> LiveTake | None:
        """The running recording as it is on disk, None if there is none."""
        return self._recordings.running

    def start_recording(self, folder: Path) -> LiveTake:
        """Start recording the guitar and the sound of the rig to files in `folder`, named by the time.

        A running recording is ended first. Raises `OutputError` if the files cannot be made, and
        `DeviceError` while no device is connected.
        """
        with self._lock:
            stream = self._connection.stream
            if not isinstance(stream, RecordableStream):
                problem = "is not connected" if stream is None else "cannot be recorded"
                raise DeviceError(f"{self._connection.device.name} {problem}")
            return self._recordings.start(stream, channel=self.source.channel, folder=folder)

    def stop_recording(self) -> LiveTake | None:
        """End the running recording and return it, None if there is none."""
        with self._lock:
            return self._recordings.stop()

    def close(self) -> None:
        """Stop the sound and close the device. Closing twice does no harm."""
        self._closing.set()
        if self._keeper.ident is not None:  # None if Ctrl-C came before it started
            self._keeper.join()
        self._gain_keeper.finish()
        with self._lock:
            self.stop_recording()
            self._connection.close()
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _play(self, rig: Rig, source: Source, preset: Path | None) -> None:
        device = self._connection.device
        check_channel(device, source.channel)
        calibration = self._calibration if source == self.source else calibrate(device.name, source)
        source = calibration.source
        watch = FileWatch(rig, preset=preset, before=self._watch)
        if rig.mode is self.rig.mode:
            self._player.change(rig, source=source)
        else:
            rate_hz = self._player.rate_hz
            self._replace(Player(rig, rate_hz=rate_hz, source=source, before=self._player))
        self._calibration, self._preset = calibration, preset
        self._watch_files(watch)

    def _replace(self, player: Player) -> None:
        if self._connection.stream is not None:
            self._start(self._connection.stream, player)
        self._player = player

    def _start(self, stream: Stream, player: Player) -> None:
        stream.start(None if self._is_silent else player.core)

    def _watch_files(self, watch: FileWatch) -> None:
        """Watch the files of another rig, and forget the findings about the old one."""
        self._watch = watch
        self._is_too_much = False

    def _run_background(self) -> None:
        """Keep the gain, reopen a lost device, watch load and files, until the session is closed."""
        while not self._closing.wait(_TICK_S):
            self._gain_keeper.write_if_due(time.monotonic())
            with self._lock:
                self._connection.check()
                if not self._connection.is_connected:
                    self._recordings.end_with_device()
            stream = self._connection.open_again(time.monotonic())
            with self._lock:
                if stream is not None:
                    self._resume(stream)
                self._check_load_and_files(time.monotonic())

    def _resume(self, stream: Stream) -> None:
        """Play on, on a stream that was opened again. At another rate the rig starts again."""
        player = self._player
        try:
            check_channel(stream.device, self.source.channel)
            if stream.rate_hz != player.rate_hz:
                player = Player(player.rig, rate_hz=stream.rate_hz, source=player.source, before=player)
                self._loops = self._along.loops(stream.rate_hz)
            self._loops.give_to(stream)
            self._start(stream, player)
        except ReampError as error:
            self._connection.reject(stream, str(error))
            return
        self._late.rest(now_s=time.monotonic())  # its counts start at zero
        self._connection.adopt(stream)
        self._player = player

    def _check_load_and_files(self, now_s: float) -> None:
        meters = self._player.meters()  # this also frees chains that no longer play
        stats = self._connection.stats()
        if self._connection.is_connected and self._late.is_late(
            stats, now_s=now_s, is_changing=meters.is_changing
        ):
            self._is_too_much = not lower_sizes(self._player, load=stats.load)
        elif not self._late.was_late(now_s=now_s):
            self._is_too_much = False
        if now_s >= self._next_look_s:
            self._next_look_s = now_s + _LOOK_AT_FILES_S
            self._watch.look(rate_hz=self._player.rate_hz)

    def _playing_findings(self) -> Iterator[Finding]:
        problem = "" if self.kept_gain is None else self.kept_gain.problem
        if problem:
            yield Finding(
                check=Check.GAIN_NOT_KEPT,
                severity=Severity.WARNING,
                message=f"the interface gain is not remembered for the next session: {problem}",
            )
        yield from size_findings(self._player)
        if self._is_too_much:
            yield Finding(
                check=Check.OVERLOAD,
                severity=Severity.WARNING,
                message="the processor is too slow for these models, and none has a smaller size",
                advice="use larger blocks or a smaller model",
            )
        meters = self._player.meters()
        # Until a block is played, for example without a device, the meters are those of the old rig.
        if 0 <= meters.broken_model < len(self.rig.models) and not meters.is_changing:
            yield Finding(
                check=Check.MODEL_BROKEN,
                severity=Severity.WARNING,
                subject=self.rig.models[meters.broken_model].name,
                message="the model answers with NaN or infinity; Reamp replaces that with silence",
                advice="lower the input, or play another model",
            )
