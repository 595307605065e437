"""How fast TONE3000 may be asked: a bucket of tokens, and how long to wait after a refusal."""

import email.utils
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from reamp.folders import data_dir
from reamp.tone3000.extra import filelock

__all__ = ["TokenBucket", "backoff_s", "call_bucket", "retry_after_s", "search_bucket"]

_LOCK_TIMEOUT_S = 5.0
_LEAST_TOKENS = -1000.0
"""A state file with fewer is damaged: that many requests do not wait."""

_BACKOFF_S, _LONGEST_BACKOFF_S = 0.5, 30.0


class TokenBucket:
    """Lets `burst` requests through at once and `per_minute` after that, from any number of threads.

    In no minute are there more than `burst + per_minute`. With a `state` file all processes that use it
    share the bucket; where the file cannot be written the bucket is that of this process. `clock` is then
    the time in seconds since 1970.

    >>> bucket = TokenBucket(burst=2, per_minute=60.0, clock=lambda: 0.0)
    >>> [bucket.take_s() for _ in range(4)]
    [0.0, 0.0, 1.0, 2.0]
    """

    def __init__(
        self,
        *,
        burst: int,
        per_minute: float,
        clock: Callable[[], float] = time.time,
        state: Path | None = None,
    ) -> None:
        self._burst, self._per_s, self._clock = float(burst), per_minute / 60.0, clock
        self._level = _Level(tokens=float(burst), seen_s=clock())
        self._state = state
        self._lock = threading.Lock()

    def take_s(self) -> float:
        """Take the place of one request in the queue, and return in how many seconds it may be sent."""
        with self._lock:
            if self._state is None:
                return self._take_s()
            try:
                self._state.parent.mkdir(parents=True, exist_ok=True)
                with filelock.FileLock(f"{self._state}.lock", timeout=_LOCK_TIMEOUT_S):
                    self._level = _read_level(self._state) or self._level
                    wait_s = self._take_s()
                    # Written in place: a state that is lost costs TONE3000 a few requests at once.
                    self._state.write_bytes(msgspec.json.encode(self._level))
                    return wait_s
            except OSError:  # an unwritable folder, or a lock that is not given back
                return self._take_s()

    def _take_s(self) -> float:
        now_s, level = self._clock(), self._level
        # A clock that was set back gives nothing.
        passed_s = max(0.0, now_s - level.seen_s)
        tokens = min(self._burst, level.tokens + passed_s * self._per_s) - 1.0
        self._level = _Level(tokens=tokens, seen_s=now_s)
        return max(0.0, -tokens / self._per_s)


class _Level(msgspec.Struct, frozen=True):
    """How full a bucket was, and when; below 0 are the requests that wait."""

    tokens: float
    seen_s: float


def _read_level(path: Path) -> _Level | None:
    """Return what a state file says; None where it is missing or damaged."""
    try:
        level = msgspec.json.decode(path.read_bytes(), type=_Level)
    except (OSError, msgspec.DecodeError):
        return None
    return level if level.tokens > _LEAST_TOKENS else None


def call_bucket(clock: Callable[[], float] = time.time) -> TokenBucket:
    """Return the bucket of all calls by this user: at most 100 in any minute, which TONE3000 publishes."""
    return TokenBucket(burst=20, per_minute=80.0, clock=clock, state=data_dir() / "tone3000" / "calls.json")


def search_bucket(clock: Callable[[], float] = time.time) -> TokenBucket:
    """Return the bucket of searches by this user: at most 10 in any minute; their limit is not published."""
    return TokenBucket(burst=2, per_minute=8.0, clock=clock, state=data_dir() / "tone3000" / "searches.json")


def backoff_s(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Return how long to wait before another attempt: twice as long each time, and never two clients alike.

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
