"""Limits the rate of requests to TONE3000: a token bucket, and the wait after a refusal."""

import email.utils
import random
import threading
import time
from collections.abc import Callable

__all__ = ["TokenBucket", "backoff_s", "call_bucket", "retry_after_s", "search_bucket"]

_BACKOFF_S, _LONGEST_BACKOFF_S = 0.5, 30.0


class TokenBucket:
    """Lets `burst` requests through at once and `per_minute` after that, from any number of threads.

    In no minute are there more than `burst + per_minute`.

    >>> bucket = TokenBucket(burst=2, per_minute=60.0, clock=lambda: 0.0)
    >>> [bucket.take_s() for _ in range(4)]
    [0.0, 0.0, 1.0, 2.0]
    """

    def __init__(self, *, burst: int, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_s, self._clock = float(burst), per_minute / 60.0, clock
        self._tokens, self._seen_s = float(burst), clock()
        self._lock = threading.Lock()

    def take_s(self) -> float:
        """Take the place of one request in the queue, and return in how many seconds it may be sent."""
        with self._lock:
            now_s = self._clock()
            self._tokens = min(self._burst, self._tokens + (now_s - self._seen_s) * self._per_s)
            self._seen_s = now_s
            self._tokens -= 1.0
            return max(0.0, -self._tokens / self._per_s)


def call_bucket(clock: Callable[[], float] = time.monotonic) -> TokenBucket:
    """Return the bucket of all calls: at most 100 in any minute, which TONE3000 publishes."""
    return TokenBucket(burst=20, per_minute=80.0, clock=clock)


def search_bucket(clock: Callable[[], float] = time.monotonic) -> TokenBucket:
    """Return the bucket of searches: at most 10 in any minute; their limit is not published."""
    return TokenBucket(burst=2, per_minute=8.0, clock=clock)


def backoff_s(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Return how long to wait before another attempt: twice as long each time, with a random share.

    attempt: 0 after the first failure. chance: a number from 0 to 1.

    >>> backoff_s(0, lambda: 0.0), backoff_s(1, lambda: 1.0), backoff_s(20, lambda: 1.0)
    (0.25, 1.0, 30.0)
    """
    longest_s = min(_LONGEST_BACKOFF_S, _BACKOFF_S * 2.0 ** min(attempt, 16))
    return longest_s * (0.5 + 0.5 * chance())


def retry_after_s(value: str | None, *, now_s: float | None = None) -> float | None:
    """Return the seconds that a `Retry-After` asks to wait; None where it is neither a number nor a date.

    now_s: the time in seconds since 1970, for a date.

    >>> retry_after_s("7"), retry_after_s("Thu, 01 Jan 1970 00:01:00 GMT", now_s=50.0), retry_after_s("soon")
    (7.0, 10.0, None)
    """
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return min(float(value), 1e6)
    try:
        at_s = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, at_s - (time.time() if now_s is None else now_s))
