"""What waits for pages: answers in their order, of state and meters the newest, and never more."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

import pytest

from reamp.app.hub import LivePage, SoundPage

_T = TypeVar("_T")


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
