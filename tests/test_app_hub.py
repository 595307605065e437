"""What waits for pages: answers in their order, of state and meters the newest, and never more."""

import asyncio
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TypeVar, cast

import pytest
from app_cases import demo_desk

from reamp.app import hub as hub_module
from reamp.app.commands import PageCommand
from reamp.app.hub import Hub, LivePage, SoundPage
from reamp.app.page_desk import PageDesk
from reamp.app.workshop import Workshop
from reamp.interruption import pause
from reamp.rig.document import Form

_T = TypeVar("_T")


class _Empty(Form, frozen=True, kw_only=True):
    pass


def run(work: Coroutine[None, None, _T]) -> _T:
    return asyncio.run(work)


def test_the_state_comes_before_the_answers_and_only_the_newest_of_it() -> None:
    async def taken() -> list[str | bytes]:
        page = LivePage()
        for number in range(3):
            page.put_meters(bytes([number]))
            page.put_state(f"state {number}")
            page.put_answer(f"answer {number}")
        return [await page.take() for _ in range(5)]

    assert run(taken()) == ["state 2", "answer 0", "answer 1", "answer 2", b"\x02"]


def test_a_page_waits_for_what_comes() -> None:
    async def taken() -> str | bytes:
        page = LivePage()
        asyncio.get_running_loop().call_later(0.01, page.put_meters, b"x")
        return await page.take()

    assert run(taken()) == b"x"


def test_nothing_grows_when_a_page_stalls() -> None:
    async def stalled() -> tuple[bool, int]:
        page, sound = LivePage(), SoundPage()
        for number in range(1_000):
            page.put_meters(b"x")
            page.put_answer("answer")
            sound.put(bytes([number % 256]))
        return page.is_stuck, len(sound._blocks)

    assert run(stalled()) == (True, 40)


def test_a_page_that_slept_hears_the_newest() -> None:
    async def taken() -> bytes:
        sound = SoundPage()
        for number in range(100):
            sound.put(bytes([number]))
        return await sound.take()

    assert run(taken()) == bytes([60])


@pytest.mark.parametrize("fails_in", ["command", "news", "both"])
def test_a_command_that_fails_in_any_way_is_answered(fails_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise KeyError("no such thing")

    commands = {"bad": PageCommand(form=_Empty, do=fail if fails_in != "news" else lambda *_: 7)}
    monkeypatch.setattr(hub_module, "WORKSHOP_COMMANDS", commands)
    monkeypatch.setattr(hub_module, "TOPICS", {} if fails_in == "command" else {"x": fail})

    async def answered() -> str | bytes:
        with ThreadPoolExecutor(1) as worker:
            hub, page = Hub(worker), LivePage()
            hub._workshop = cast("Workshop", object())
            hub._loop = asyncio.get_running_loop()
            hub._loop.set_exception_handler(lambda *_: None)
            await hub.answer(page, '{"id": 3, "do": "bad"}')
            text = await asyncio.wait_for(page.take(), 20.0)
            hub._helpers.shutdown()
            return text

    came = json.loads(run(answered()))
    assert came["id"] == 3
    if fails_in == "news":
        assert came["ok"] == 7
    else:
        assert came["error"] == "an error in Reamp: KeyError('no such thing')"


def test_a_command_of_play_that_fails_is_answered_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> object:
        raise KeyError("no such thing")

    monkeypatch.setattr(hub_module, "COMMANDS_OF_PLAY", {"bad": PageCommand(form=_Empty, do=fail)})
    monkeypatch.setattr(hub_module, "state_view", lambda _: {"a": 1})

    async def answered() -> list[str | bytes]:
        with ThreadPoolExecutor(1) as worker:
            hub, page = Hub(worker), LivePage()
            hub._desk = cast("PageDesk", object())
            hub.pages.add(page)
            await hub.answer(page, '{"id": 4, "do": "bad"}')
            hub._helpers.shutdown()
            return [await page.take(), await page.take()]

    state, came = map(json.loads, run(answered()))
    assert state == {"state": {"a": 1}}
    assert came == {"id": 4, "error": "an error in Reamp: KeyError('no such thing')"}
    assert caplog.records[0].getMessage() == "the command 'bad' failed"
    assert caplog.records[0].exc_info is not None


def test_what_waits_for_tone3000_keeps_nothing_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, ended = threading.Semaphore(0), threading.Semaphore(0)

    def wait_for_a_limit(*_: object) -> None:
        asked.release()
        try:
            pause(30.0)
        finally:
            ended.release()

    never = threading.Event()

    def wait_for_nothing(*_: object) -> None:
        asked.release()
        never.wait(30.0)

    slow = {"slow": PageCommand(form=_Empty, do=wait_for_a_limit)}
    deaf = {"deaf": PageCommand(form=_Empty, do=wait_for_nothing)}
    monkeypatch.setattr(hub_module, "ONLINE_COMMANDS", {**slow, **deaf})
    quick = {"quick": PageCommand(form=_Empty, do=lambda *_: 7)}
    monkeypatch.setattr(hub_module, "WORKSHOP_COMMANDS", {**slow, **deaf, **quick})
    monkeypatch.setattr(hub_module, "TOPICS", {})

    async def answered() -> str | bytes:
        with ThreadPoolExecutor(1) as worker:
            hub, page = Hub(worker), LivePage()
            hub._workshop = cast("Workshop", object())
            hub._loop = asyncio.get_running_loop()
            for do in ("slow", "deaf", "slow"):
                await hub.answer(page, json.dumps({"id": 1, "do": do}))
            for _ in range(3):
                await asyncio.to_thread(asked.acquire, timeout=10.0)
            await hub.answer(page, '{"id": 2, "do": "quick"}')
            text = await asyncio.wait_for(page.take(), 10.0)
            hub.close()
            return text

    assert json.loads(run(answered())) == {"id": 2, "ok": 7}
    assert ended.acquire(timeout=10.0)
    assert ended.acquire(timeout=10.0)
    assert not never.is_set()  # the end did not wait for it
    never.set()


def test_an_error_of_any_kind_does_not_end_the_news(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = threading.Semaphore(0)

    def fail() -> None:
        looks.release()
        raise KeyError("no such thing")

    monkeypatch.setattr(hub_module, "_NEWS_S", 0.01)
    with ThreadPoolExecutor(1) as worker, demo_desk() as desk:
        hub = Hub(worker)
        hub.open(desk, cast("Workshop", SimpleNamespace(keep_training=fail)))
        assert all(looks.acquire(timeout=20.0) for _ in range(3))
        hub.close()
    news = json.loads(hub._topics["problem"])["news"]
    assert news == "an error in Reamp: KeyError('no such thing')"
    assert [each.getMessage() for each in caplog.records] == ["looking for news failed"]
    assert caplog.records[0].exc_info is not None


def test_sound_waits_for_what_comes() -> None:
    async def taken() -> bytes:
        sound = SoundPage()
        asyncio.get_running_loop().call_later(0.01, sound.put, b"x")
        return await asyncio.wait_for(sound.take(), 5.0)

    assert run(taken()) == b"x"


def test_waiting_can_be_given_up() -> None:
    async def waits() -> None:
        await asyncio.wait_for(LivePage().take(), 0.01)

    with pytest.raises(TimeoutError):
        run(waits())
