"""What the pages play and change: one session, the board of its rig, and what can be undone."""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from reamp.app.gain_stage import GainStage
from reamp.app.guitar_input import GuitarInput, open_input, source_of_input
from reamp.app.heard_sine import measure_by_sine
from reamp.app.history import History
from reamp.app.shelf import Shelf
from reamp.capture.measuring import MeasuredLevel
from reamp.errors import AudioError, ConfigError, DeviceError
from reamp.folders import data_dir
from reamp.interfaces.gain import InterfaceGain
from reamp.live.desk import Answer, Desk
from reamp.live.loop_stream import LoopStream, SoundListener
from reamp.live.recording import LiveTake
from reamp.live.session import Session
from reamp.live.tuner import REFERENCE_HZ, LiveTuner
from reamp.live.typed import source_of_text, with_typed_level
from reamp.plan.source import Source
from reamp.rig.board import Board, BoardPart
from reamp.rig.preset import load_preset, preset_path, save_preset
from reamp.rig.rig import Rig

__all__ = ["PageDesk", "Side"]

Side: TypeAlias = Literal["A", "B"]
"""One of two rigs, which are compared while they play."""


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """What played before a change; `source` is None where the change did not touch it."""

    board: Board
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class _OtherRig:
    """The rig that is not heard, with its own undo."""

    board: Board
    preset: str | None
    history: History[_Moment]


class PageDesk:
    """One session for all pages; a context manager. For one thread, but for `session` and `loop`.

    Each change raises a `ReampError` and leaves all as it was, or is done and can be undone. `listener` gets
    the sound of an input without a device. Raises what opening the input raises; with `otherwise`, that input
    plays in its place, and `notice` says why.
    """

    def __init__(
        self,
        rig: Rig,
        *,
        shelf: Shelf,
        choice: GuitarInput,
        listener: SoundListener,
        source: Source | None = None,
        otherwise: GuitarInput | None = None,
    ) -> None:
        self.notice: str | None = None
        self.shelf = shelf
        self.choice = choice
        self.board = Board(rig=rig)
        self.preset: str | None = None
        self.clipped_before = 0
        self.tuner: LiveTuner | None = None
        self.stage: GainStage | None = None
        self._lent = 0
        self._lending = threading.Lock()
        self._listener = listener
        self._history: History[_Moment] = History()
        self.side: Side = "A"
        self._other: _OtherRig | None = None
        try:
            self._open(choice, source or source_of_input(choice))
        except (DeviceError, AudioError, ConfigError) as error:
            if otherwise is None:
                raise
            self.notice = str(error)
            self._open(otherwise, source_of_input(otherwise))

    def __enter__(self) -> "PageDesk":
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    @property
    def device_name(self) -> str:
        """What the system calls the device, or the name of the loop."""
        return self.session.status().device.name

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone change to do again."""
        return self._history.can_redo

    def change_board(self, change: Callable[[Board], Board], *, of: str, is_turn: bool = False) -> None:
        """Play the board that `change` makes of this one; `of` is what is changed, for the undo."""
        self._play(change(self.board), self.session.source, of=of, is_turn=is_turn)

    def undo(self) -> None:
        """Play what played before the last change."""
        self._go_to(self._history.undo, self._history.redo)

    def redo(self) -> None:
        """Play what the last undo took back."""
        self._go_to(self._history.redo, self._history.undo)

    @property
    def has_other(self) -> bool:
        """Whether there is a second rig; until then B begins as what plays."""
        return self._other is not None

    def use_side(self, side: Side) -> None:
        """Play the other of two rigs, faded over; each has its own undo, the interface is that of both."""
        if side == self.side:
            return
        other = self._other or _OtherRig(board=self.board, preset=self.preset, history=History())
        self.session.change(other.board.audible)
        self._other = _OtherRig(board=self.board, preset=self.preset, history=self._history)
        self.board, self.preset, self._history = other.board, other.preset, other.history
        self.side = side

    def copy_side(self) -> None:
        """Make the other rig like the one that plays; its undo leads back to what it was."""
        history: History[_Moment] = History() if self._other is None else self._other.history
        if self._other is not None and self._other.board != self.board:
            history.note(_Moment(board=self._other.board, source=self.session.source), of="copy")
        self._other = _OtherRig(board=self.board, preset=self.preset, history=history)

    def use_interface(self, text: str, *, is_kept: bool = False) -> None:
        """Play from the interface of a name or a level, and remember it where `is_kept`."""
        self._play(self.board, source_of_text(text, self.session.source), of="interface")
        if is_kept:
            self.session.keep_interface()

    def measure_interface(self, text: str) -> MeasuredLevel:
        """Measure the interface by a sine whose level is typed, play from that level, and remember it.

        Raises as `measure_by_sine` and `use_interface`, and `ConfigError` without a device.
        """
        if self.choice.kind != "device" or self.stage is not None:
            raise ConfigError("choose a device first, and end the gain assistant")
        measured = measure_by_sine(self.session, text)
        self.use_interface(f"{measured.level_dbu:.2f} dBu", is_kept=True)
        return measured

    def use_gain(self, text: str) -> None:
        """Play with the gain that the interface shows, `+5` is above its lowest; it is remembered."""
        if self.session.source.interface is None:
            raise ConfigError("name the interface first: its gain counts from its level")
        gain = None if text.strip() in ("", "none") else InterfaceGain.parse(text)
        self._play(self.board, self.session.source.with_gain(gain), of="gain", is_turn=True)
        self.session.keep_gain()

    def use_level(self, model: int, text: str) -> None:
        """Play with an input level of a model, counted from 0; `none` is what its file says."""
        self.board.audible_model(model)

        def typed(board: Board) -> Board:
            return board.with_rig(with_typed_level(board.rig, model, text))

        self.change_board(typed, of=f"level {model}", is_turn=True)

    def keep_level(self) -> None:
        """Keep the input level of the first model, typed or set by ear."""
        self._by_session(self.session.keep_level, of="kept level")

    def keep_interface(self) -> None:
        """Remember the interface and its gain for the next sessions."""
        self.session.keep_interface()

    def step(self, part: BoardPart, index: int, by: int) -> str:
        """Play the next file in a place, or the next computed cabinet, and return what came of it."""
        rig = self.board.rig
        if part is BoardPart.MODEL:
            slot = self.board.audible_model(index)
            file: Path | None = rig.models[index].path
        elif rig.cabinets:
            slot = len(self.board.audible.models) + self.board.audible_cabinet(index)
            file = rig.cabinets[index].file
        else:
            slot, file = len(self.board.audible.models), None
        among = [] if file is None else self.shelf.beside(file)
        if file is not None and file.resolve() not in among:
            raise ConfigError(f"{file.name}: add its folder to step through it")
        if file is not None and len(among) < 2:
            return f"{file.name} is the only one in its folder"
        answers: list[Answer] = []
        # The file that plays by the path that the rig has for it.
        desk = Desk(self.session, named=[file if file and each == file.resolve() else each for each in among])
        self._by_session(lambda: answers.append(desk.step(slot, by)), of=f"{part} {index}")
        return answers[0].words

    def load_preset(self, name: str) -> None:
        """Play a preset."""
        path = preset_path(name)
        board = Board(rig=load_preset(path))
        self._play(board, self.session.source, of="preset", preset=path)
        self.preset = name

    def save_preset(self, name: str, *, overwrite: bool) -> bool:
        """Save what plays; return whether it was saved: not over one that is there, unless `overwrite`."""
        path = preset_path(name)
        if path.exists() and not overwrite:
            return False
        save_preset(self.board.audible, path)
        self.preset = name
        return True

    def reload(self) -> None:
        """Read the files again."""
        self._by_session(self.session.reload, of="files")

    def use_input(self, choice: GuitarInput, *, keeps_source: bool = False) -> None:
        """Play from another input; where it cannot be opened, the one before plays on.

        `keeps_source`: it is the same device, with interface and gain. No device changes while one is lent.
        """
        with self._lending:
            if self._lent and "device" in (choice.kind, self.choice.kind):
                raise ConfigError("Capture uses the device: wait until it is done, or stop it there")
            self._change_input(choice, keeps_source=keeps_source)

    def _change_input(self, choice: GuitarInput, *, keeps_source: bool) -> None:
        before, source, was_playing = self.choice, self.session.source, self.is_playing
        self.session.close()
        try:
            self._open(choice, source if keeps_source else source_of_input(choice))
        except BaseException:
            self._open(before, source)
            self.play(is_playing=was_playing)
            raise
        self._history = History()
        if self._other is not None:
            self._other = dataclasses.replace(self._other, history=History())
        if choice.kind != "device":
            self.play(is_playing=was_playing)

    def use_channel(self, channel: int) -> None:
        """Play from another input of the device, counted from 1."""
        source = dataclasses.replace(self.session.source, channel=channel)
        self.session.change(source=source)
        self.choice = dataclasses.replace(self.choice, channel=channel)

    @property
    def is_playing(self) -> bool:
        """Whether the loop plays; a device always does."""
        return self.loop is None or self.loop.is_playing

    def play(self, *, is_playing: bool) -> None:
        """Let the loop play, or pause it; a device plays on."""
        if self.loop is not None:
            (self.loop.play if is_playing else self.loop.pause)()

    def forget_clips(self) -> None:
        """Count clipped frames from now on."""
        self.clipped_before = self.session.status().clipped_frames

    def tune(self, *, is_on: bool, reference_hz: float = REFERENCE_HZ) -> None:
        """Let a tuner listen to the input, or no longer; `reference_hz` is the pitch of the A4."""
        if is_on:
            self.set_gain_by_strums(is_on=False)  # one at a time hears the inputs
        self.tuner = LiveTuner(self.session, reference_hz=reference_hz) if is_on else None

    def set_gain_by_strums(self, *, is_on: bool) -> None:
        """Let the gain assistant listen to the device, the rig silent meanwhile, or no longer.

        Raises `ConfigError` without a device.
        """
        if is_on == (self.stage is not None):
            return
        if not is_on:
            self.stage = None
            self.session.set_silent(False)
            return
        if self.choice.kind != "device":
            raise ConfigError("choose a device first: its gain is what is set")
        self.tuner = None
        self.stage = GainStage(self.session)
        self.session.set_silent(True)

    def tell_stage(self, text: str) -> None:
        """Tell the assistant a gain, `?`, or nothing; see `GainStage.say`, which raises."""
        if self.stage is None:
            raise ConfigError("the assistant has ended: begin again")
        self.stage.say(text)
        self.keep_staged_gain()

    def keep_staged_gain(self) -> None:
        """Play with the gain that the assistant knows, and remember it, where the interface is known."""
        gain = None if self.stage is None else self.stage.gain
        if gain is not None and self.session.source.interface is not None:
            self.use_gain(str(gain))

    @contextlib.contextmanager
    def lent_device(self) -> Iterator[None]:
        """Leave the device to a capture while a block lasts; for any thread. A loop plays on.

        What comes back from the gear must not sound through the rig, and some devices open only once.
        """
        with self._lending:
            if self.choice.kind == "device" and not self.session.is_lent:
                self.session.lend()
            self._lent += 1
        try:
            yield
        finally:
            with self._lending:
                self._lent -= 1
                if not self._lent and self.session.is_lent:
                    self.session.take_back()

    def record(self, *, is_on: bool) -> LiveTake | None:
        """Record the guitar and the sound of the rig into the folder of recordings, or end that.

        Returns what is recorded. Raises `DeviceError` without a device.
        """
        if not is_on:
            return self.session.stop_recording()
        folder = data_dir() / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        take = self.session.start_recording(folder)
        self.shelf.include(folder)
        return take

    def _open(self, choice: GuitarInput, source: Source) -> None:
        self.session: Session
        self.loop: LoopStream | None
        self.stage = None  # it heard the device before
        self.session, self.loop = open_input(
            choice, self.board.audible, source=source, listener=self._listener
        )
        self.choice = choice
        self.clipped_before = 0
        if self.tuner is not None:
            self.tuner = LiveTuner(self.session, reference_hz=self.tuner.reference_hz)

    def _play(
        self,
        board: Board,
        source: Source,
        *,
        of: str,
        is_turn: bool = False,
        preset: Path | None = None,
    ) -> None:
        before = _Moment(board=self.board, source=self.session.source)
        if board == before.board and source == before.source:
            return
        self.session.change(board.audible, source=source, preset=preset)
        self.board = board
        kept = before if source != before.source else dataclasses.replace(before, source=None)
        self._history.note(kept, of=of, is_turn=is_turn)

    def _by_session(self, change: Callable[[], object], *, of: str) -> None:
        """Let the session change its rig, and the board with it."""
        before = _Moment(board=self.board, source=self.session.source)
        change()
        self.board = self.board.adopting(self.session.rig)
        if self.board != before.board:
            is_same = self.session.source == before.source
            self._history.note(dataclasses.replace(before, source=None) if is_same else before, of=of)

    def _go_to(
        self,
        step: Callable[[_Moment], _Moment | None],
        back: Callable[[_Moment], _Moment | None],
    ) -> None:
        now = _Moment(board=self.board, source=self.session.source)
        moment = step(now)
        if moment is None:
            return
        if moment.source is None:  # nor is the interface touched when this is done again
            back(moment)
            step(dataclasses.replace(now, source=None))
        try:
            self.session.change(moment.board.audible, source=moment.source)
        except BaseException:
            back(moment)
            raise
        self.board = moment.board
