"""The pages that are open: answers in their order, and of state and meters always the newest.

The state that a command makes is sent before its answer.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from reamp.app.commands import Envelope, answer, read_envelope
from reamp.app.daemon_pool import DaemonPool
from reamp.app.last_input import LastInput
from reamp.app.last_rig import LastRig
from reamp.app.online_commands import ONLINE_COMMANDS
from reamp.app.page_desk import PageDesk
from reamp.app.rig_commands import COMMANDS_OF_PLAY
from reamp.app.shelf import MAX_DROPPED_BYTES
from reamp.app.view import knob_table, meters_view, stage_view, state_view
from reamp.app.workshop import Workshop
from reamp.app.workshop_commands import TOPICS, WORKSHOP_COMMANDS
from reamp.audio.signal import Samples
from reamp.errors import ConfigError, ReampError
from reamp.json_values import json_value

__all__ = ["METERS_HZ", "Hub", "LivePage", "SoundPage"]

METERS_HZ = 26.0

_LOG = logging.getLogger(__name__)
_FALL_S = 3.0  # the bars of a page fall within two, and hold their peak for as long
_REST_S = 0.5
_NEWS_S = 0.4
_LOOK_S = 0.25  # for what changes by itself: a device that is lost, a file that changes
_MOST_ANSWERS = 200
_ONLINE_AT_ONCE = 4
_MOST_BLOCKS = 40  # of 10 ms: a page that stalls hears the newest
_TRIM_PER_S = 0.25  # of the speed, for each second by which a page holds too much or too little


def _encoded(value: object) -> str:
    return msgspec.json.encode(json_value(value)).decode()


class LivePage:
    """What waits to be sent to one page; it never grows when the page stalls."""

    def __init__(self) -> None:
        self._answers: deque[str] = deque()
        self._state: str | None = None
        self._meters: bytes | None = None
        self._topics: dict[str, str] = {}
        self._ready = asyncio.Event()

    @property
    def is_stuck(self) -> bool:
        """Whether too many answers wait: the page has stopped reading them."""
        return len(self._answers) > _MOST_ANSWERS

    def put_answer(self, text: str) -> None:
        """Send a text as soon as the page takes it, after those before and after the state that it makes."""
        self._answers.append(text)
        self._ready.set()

    def put_state(self, text: str) -> None:
        """Send a state, in place of one that still waits."""
        self._state = text
        self._ready.set()

    def put_topic(self, topic: str, text: str) -> None:
        """Send what is new of a topic, in place of what still waits of it."""
        self._topics[topic] = text
        self._ready.set()

    def put_meters(self, data: bytes) -> None:
        """Send meters, in place of those that still wait."""
        self._meters = data
        self._ready.set()

    async def take(self) -> str | bytes:
        """Return what is to be sent next."""
        while True:
            if self._state is not None:
                state, self._state = self._state, None
                return state
            if self._answers:
                return self._answers.popleft()
            if self._topics:
                return self._topics.pop(next(iter(self._topics)))
            if self._meters is not None:
                meters, self._meters = self._meters, None
                return meters
            self._ready.clear()
            await self._ready.wait()


class SoundPage:
    """The sound that waits to be sent to one page: the newest, where the page stalls."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque(maxlen=_MOST_BLOCKS)
        self._ready = asyncio.Event()

    def put(self, block: bytes) -> None:
        """Send a block."""
        self._blocks.append(block)
        self._ready.set()

    async def take(self) -> bytes:
        """Return the next block."""
        while not self._blocks:
            self._ready.clear()
            await self._ready.wait()
        return self._blocks.popleft()


class _Resting:
    """Decides which meters are sent: all while they move and until the bars have fallen, else a few."""

    def __init__(self) -> None:
        self._data = b""
        self._moved_s = self._sent_s = float("-inf")

    def is_due(self, data: bytes, *, now_s: float) -> bool:
        """Return whether to send these meters."""
        if data != self._data:
            self._data, self._moved_s = data, now_s
        is_due = now_s - self._moved_s < _FALL_S or now_s - self._sent_s >= _REST_S
        if is_due:
            self._sent_s = now_s
        return is_due


class Hub:
    """Carries commands of all pages to the desk, one at a time, and what they change to all pages.

    Made within the event loop; `hear` is called by the thread of the loop, all else in the event loop.
    """

    def __init__(self, worker: ThreadPoolExecutor) -> None:
        self.pages: set[LivePage] = set()
        self.sounds: list[SoundPage] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._desk: PageDesk | None = None
        self._worker = worker
        self._state = ""
        self._workshop: Workshop | None = None
        self._helpers = ThreadPoolExecutor(2, "reamp-workshop")
        self._online = DaemonPool(_ONLINE_AT_ONCE, "reamp-online")
        self._topics: dict[str, str] = {}
        self._is_staged = False
        self._closing = threading.Event()
        self._meters = threading.Thread(target=self._run_meters, name="reamp-meters", daemon=True)
        self._news = threading.Thread(target=self._run_news, name="reamp-news", daemon=True)

    @property
    def desk(self) -> PageDesk:
        """What is played and changed."""
        assert self._desk is not None
        return self._desk

    @property
    def workshop(self) -> Workshop:
        """What the pages make."""
        assert self._workshop is not None
        return self._workshop

    def open(self, desk: PageDesk, workshop: Workshop) -> None:
        """Begin with a desk, whose sound comes to `hear`, and with what the pages make."""
        self._desk, self._workshop = desk, workshop
        self._meters.start()
        self._news.start()

    def close(self) -> None:
        """End the meters and the news; TONE3000 is not waited for."""
        self._closing.set()
        self._online.close()
        for thread in (self._meters, self._news):
            if thread.ident is not None:
                thread.join()
        self._helpers.shutdown(cancel_futures=True)

    async def join(self, page: LivePage) -> None:
        """Let a page take part: it gets the table of knobs, and the state."""
        self._loop = asyncio.get_running_loop()
        self.pages.add(page)
        page.put_answer(_encoded(self._hello()))
        await self._loop.run_in_executor(self._worker, self._refresh)
        page.put_state(self._state)
        for topic, text in list(self._topics.items()):  # other threads add to it
            page.put_topic(topic, text)

    def _hello(self) -> dict[str, Any]:
        limits = {"drop_bytes": MAX_DROPPED_BYTES}
        return {"hello": {"knobs": knob_table(), "limits": limits, "notice": self.desk.notice}}

    def leave(self, page: LivePage) -> None:
        """Forget a page; when the last one is gone, what only a page can end is ended."""
        self.pages.discard(page)
        if not self.pages and not self._closing.is_set():
            with contextlib.suppress(RuntimeError):  # the server ends
                self._worker.submit(self.desk.set_gain_by_strums, is_on=False)
                self._helpers.submit(self.workshop.bench.close)

    async def answer(self, page: LivePage, message: str | bytes) -> None:
        """Do what a page asks for, and tell all pages what that changed."""
        loop = asyncio.get_running_loop()
        try:
            envelope = read_envelope(message)
        except ConfigError as error:
            page.put_answer(_encoded({"id": None, "error": str(error)}))
            return
        if envelope.do in ONLINE_COMMANDS:
            # Apart from the others: TONE3000 may take a minute, for a limit or without an answer.
            self._online.submit(lambda: self._answer_workshop(page, envelope))
            return
        if envelope.do in WORKSHOP_COMMANDS:
            # Not awaited here: what takes long keeps no other command of the page waiting.
            loop.run_in_executor(self._helpers, self._answer_workshop, page, envelope)
            return
        text = await loop.run_in_executor(self._worker, self._answer, envelope)
        try:
            await self.refresh()
        finally:
            page.put_answer(text)

    async def refresh(self) -> None:
        """Tell the pages what has changed by itself."""
        loop = asyncio.get_running_loop()
        if await loop.run_in_executor(self._worker, self._refresh):
            self._tell_state()

    async def stop_loop(self) -> None:
        """Pause the loop when no page plays it any more."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._worker, lambda: self.desk.play(is_playing=False))
        await self.refresh()

    def hear(self, block: Samples) -> None:
        """Send a block of sound to who listens."""
        loop = self._loop
        if loop is not None and self.sounds and not self._closing.is_set():
            loop.call_soon_threadsafe(self._tell_sound, block.tobytes())

    def steer(self, page: SoundPage, *, fill_s: float, wanted_s: float) -> None:
        """Play a little faster or slower, so that the first page that listens holds as much as it wants."""
        if self.sounds and page is self.sounds[0] and self.desk.loop is not None:
            self.desk.loop.trim_speed(_TRIM_PER_S * (wanted_s - fill_s))

    def _answer(self, envelope: Envelope) -> str:
        return _encoded(answer(self.desk, COMMANDS_OF_PLAY, envelope))

    def _answer_workshop(self, page: LivePage, envelope: Envelope) -> None:
        text = _encoded(answer(self.workshop, WORKSHOP_COMMANDS, envelope))
        try:
            with contextlib.suppress(ReampError, OSError):  # the thread that looks for news tells it
                self._look_for_news()
        finally:
            self._in_loop(lambda: page.put_answer(text))

    def _in_loop(self, action: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the event loop has just ended
                loop.call_soon_threadsafe(action)

    def _look_for_news(self) -> None:
        """Tell the pages which topics have changed."""
        for topic, view in TOPICS.items():
            self._note(topic, view(self.workshop))

    def _note(self, topic: str, news: object) -> None:
        """Tell the pages what is new of a topic, where it is."""
        text = _encoded({"topic": topic, "news": news})
        if text != self._topics.get(topic):
            self._topics[topic] = text
            self._in_loop(lambda: self._tell_topic(topic, text))

    def _tell_topic(self, topic: str, text: str) -> None:
        for page in self.pages:
            page.put_topic(topic, text)

    def _run_news(self) -> None:
        """Look for what changes by itself: training, and work that takes long.

        No error ends this; one in Reamp itself goes to the log as well, once.
        """
        logged: set[str] = set()
        last, last_input = LastRig(self.desk.board.audible), LastInput(self.desk.choice)
        while not self._closing.wait(_NEWS_S):
            problem = None
            looks = (self._look_for_news,) if self.pages else ()
            steps = (
                lambda: last.keep(self.desk.board.audible),
                lambda: last_input.keep(self.desk.choice, device=self.desk.device_name),
                self.workshop.keep_training,
                *looks,
            )
            for step in steps:
                try:
                    step()
                except (ReampError, OSError) as error:  # the other steps go on
                    problem = problem or str(error)
                except Exception as error:  # noqa: BLE001 - else the pages hear no news any more
                    text = f"an error in Reamp: {error!r}"
                    problem = problem or text
                    if text not in logged:
                        logged.add(text)
                        _LOG.exception("looking for news failed")
            self._note("problem", problem)

    def _refresh(self) -> bool:
        """Make the state anew and return whether it is another one."""
        before, self._state = self._state, _encoded({"state": state_view(self.desk)})
        return self._state != before

    def _tell_state(self) -> None:
        for page in self.pages:
            page.put_state(self._state)

    def _tell_meters(self, data: bytes) -> None:
        for page in self.pages:
            page.put_meters(data)

    def _tell_sound(self, block: bytes) -> None:
        for page in self.sounds:
            page.put(block)

    def _run_meters(self) -> None:
        """Read the meters: on a thread of its own, since a change of the rig makes the status wait."""
        seen: Any = None
        resting = _Resting()
        next_look_s = next_s = 0.0
        while not self._closing.wait(max(0.0, next_s - time.monotonic())):
            next_s = max(next_s, time.monotonic() - 1.0 / METERS_HZ) + 1.0 / METERS_HZ
            loop, desk = self._loop, self.desk
            if loop is None or not self.pages:
                continue
            status = desk.session.status()
            place = 0.0 if desk.loop is None else desk.loop.place
            data = meters_view(status, clipped_before=desk.clipped_before, place=place)
            try:
                if resting.is_due(data, now_s=time.monotonic()):
                    loop.call_soon_threadsafe(self._tell_meters, data)
                self._note("tuner", _tuned(desk))
                self._look_at_stage(desk)
                now_s = time.monotonic()
                if now_s < next_look_s:
                    continue
                next_look_s = now_s + _LOOK_S
                take = desk.session.recording
                self._note("recording", None if take is None else {"seconds": int(take.duration_s)})
                now = (status.findings, status.is_connected, status.rate_hz, status.block_frames)
                if now != seen:
                    seen = now
                    asyncio.run_coroutine_threadsafe(self.refresh(), loop)
            except RuntimeError:  # the event loop has just ended
                return

    def _look_at_stage(self, desk: PageDesk) -> None:
        """Let the gain assistant hear, tell what it has heard, and remember the gain once it is right."""
        stage = desk.stage
        if stage is None:
            self._note("stage", None)
            self._is_staged = False
            return
        stage.hear()
        self._note("stage", stage_view(stage))
        was_staged, self._is_staged = self._is_staged, stage.is_done
        if self._is_staged and not was_staged:
            self._worker.submit(self._keep_staged_gain)

    def _keep_staged_gain(self) -> None:
        with contextlib.suppress(ReampError):  # it stands on the page, to be typed
            self.desk.keep_staged_gain()
        loop = self._loop
        if self._refresh() and loop is not None:
            self._in_loop(self._tell_state)


def _tuned(desk: PageDesk) -> dict[str, object] | None:
    """Return the note that the tuner hears, None where none listens or nothing sounds."""
    tuner = desk.tuner
    reading = None if tuner is None else tuner.listen()
    return None if reading is None else {"note": reading.note, "cents": round(reading.cents)}
