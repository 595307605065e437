"""How fast TONE3000 is asked: never more in any minute than it allows, and later after a refusal."""

import bisect
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tone3000_cases import Clock

from reamp.tone3000.rate import TokenBucket, backoff_s, call_bucket, retry_after_s, search_bucket


def busiest_minute(times_s: list[float]) -> int:
    """Return the most requests in any 60 s."""
    return max(bisect.bisect_left(times_s, start_s + 60.0) - at for at, start_s in enumerate(times_s))


@pytest.mark.parametrize(("bucket", "limit"), [(call_bucket, 100), (search_bucket, 10)])
@pytest.mark.parametrize("longest_pause_s", [0.0, 3.0, 90.0])
def test_no_minute_has_more_requests_than_allowed(
    bucket: Callable[[Clock], TokenBucket], limit: int, longest_pause_s: float
) -> None:
    clock, chance, sent_s = Clock(), random.Random(1), []
    tokens = bucket(clock)
    for _ in range(600):
        clock.sleep(tokens.take_s())
        sent_s.append(clock.now_s)
        clock.sleep(chance.choice((0.0, 0.0, 0.0, chance.uniform(0.0, longest_pause_s))))
    assert busiest_minute(sent_s) <= limit
    if longest_pause_s == 0.0:  # and not needlessly few
        assert busiest_minute(sent_s) >= 0.9 * limit
        assert 599 / sent_s[-1] * 60.0 == pytest.approx(0.8 * limit, rel=0.06)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_DATA_DIR", str(tmp_path / "data"))


def test_two_clients_share_what_is_allowed() -> None:
    clock = Clock()
    first, second = call_bucket(clock), call_bucket(clock)
    waits_s = [bucket.take_s() for _ in range(15) for bucket in (first, second)]
    assert waits_s[:20] == [0.0] * 20
    assert waits_s[20:] == pytest.approx([60.0 / 80.0 * place for place in range(1, 11)])


def test_two_processes_share_what_is_allowed() -> None:
    code = (
        "from reamp.tone3000.rate import search_bucket\n"
        "bucket = search_bucket(lambda: 1000.0)\n"
        "print(*[bucket.take_s() for _ in range(3)])"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)]
    waits_s = [float(word) for process in running for word in process.communicate()[0].split()]
    assert sorted(waits_s) == [0.0, 0.0, 7.5, 15.0, 22.5, 30.0]


def test_searches_and_other_calls_have_buckets_of_their_own() -> None:
    clock = Clock()
    assert [search_bucket(clock).take_s() for _ in range(3)] == [0.0, 0.0, 7.5]
    assert call_bucket(clock).take_s() == 0.0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tokens": -1e9, "seen_s": 0}', '{"tokens": "a"}'])
def test_a_damaged_state_is_as_none(tmp_path: Path, content: str) -> None:
    state = tmp_path / "calls.json"
    state.write_text(content)
    bucket = TokenBucket(burst=1, per_minute=60.0, clock=Clock(), state=state)
    assert [bucket.take_s() for _ in range(2)] == [0.0, 1.0]


def test_a_folder_that_cannot_be_written_leaves_the_limit_of_this_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    bucket = TokenBucket(burst=1, per_minute=60.0, clock=Clock(), state=tmp_path / "file" / "calls.json")
    assert [bucket.take_s() for _ in range(2)] == [0.0, 1.0]


def test_a_clock_that_was_set_back_gives_nothing_and_asks_for_no_long_wait() -> None:
    clock = Clock(now_s=1e6)
    bucket = TokenBucket(burst=1, per_minute=60.0, clock=clock)
    bucket.take_s()
    clock.now_s = 0.0
    assert bucket.take_s() == 1.0
    clock.sleep(3.0)
    assert bucket.take_s() == 0.0


def test_after_a_pause_a_few_go_at_once() -> None:
    clock = Clock()
    bucket = TokenBucket(burst=3, per_minute=60.0, clock=clock)
    clock.sleep(1000.0)
    assert [bucket.take_s() for _ in range(5)] == [0.0, 0.0, 0.0, 1.0, 2.0]


def test_waits_grow_up_to_half_a_minute_and_differ() -> None:
    waits_s = [backoff_s(attempt, lambda: 1.0) for attempt in range(9)]
    assert waits_s == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert len({backoff_s(3) for _ in range(20)}) == 20
    assert all(2.0 <= backoff_s(3) <= 4.0 for _ in range(100))


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("0", 0.0),
        (" 12 ", 12.0),
        ("9" * 400, 1e6),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("", None),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, wait_s: float | None) -> None:
    assert retry_after_s(header, now_s=10.0) == wait_s
