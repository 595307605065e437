"""How fast TONE3000 is asked: never more in any minute than it allows, and later after a refusal."""

import bisect
import random
from collections.abc import Callable

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
