"""Tokens that are fresh when they are needed: renewed one at a time, by all processes of the user."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from reamp.errors import OutputError, SignedOutError, Tone3000Error
from reamp.folders import config_dir
from reamp.tone3000.extra import filelock
from reamp.tone3000.token_store import TokenPlace, TokenStore
from reamp.tone3000.tokens import Secret, Tokens

__all__ = ["TokenKeeper"]

EARLY_S = 60.0
"""A token is renewed this long before it ends: it must not end while a request is on its way."""

_LOCK_TIMEOUT_S = 120.0


class TokenKeeper:
    """Gives access tokens; `refresh` asks TONE3000 for new ones. It may be used by several threads.

    A refresh token works once, so of several threads and processes that need a new one the first asks, and
    the others take what it got.
    """

    def __init__(
        self,
        store: TokenStore,
        refresh: Callable[[Tokens], Tokens],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._refresh, self._now = store, refresh, now
        self._lock = threading.Lock()
        self._tokens: Tokens | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether there are tokens. TONE3000 may still reject them."""
        return self._store.load() is not None

    def access(self) -> Secret:
        """Return an access token that is not about to end.

        Raises `SignedOutError` where the user must sign in, `Tone3000Error` where TONE3000 cannot be reached.
        """
        with self._lock:
            if self._tokens is None or not self._is_fresh(self._tokens):
                self._tokens = self._store.load()
            if self._tokens is None or not self._is_fresh(self._tokens):
                self._tokens = _to_its_end(lambda: self._renewed(rejected=None))
            return self._tokens.access

    def renewed(self, rejected: Secret) -> Secret:
        """Return another access token than the one that TONE3000 rejected; raises as `access`."""
        with self._lock:
            self._tokens = _to_its_end(lambda: self._renewed(rejected=rejected))
            return self._tokens.access

    def keep(self, tokens: Tokens) -> TokenPlace:
        """Keep the tokens of a new sign-in, and return where."""
        with self._lock, _process_lock():
            self._tokens = tokens
            return self._store.save(tokens)

    def forget(self) -> bool:
        """Sign out; return whether there was a sign-in."""
        with self._lock, _process_lock():
            self._tokens = None
            return self._store.clear()

    def _renewed(self, *, rejected: Secret | None) -> Tokens:
        with _process_lock():
            tokens = self._store.load()
            if tokens is None:
                self._tokens = None
                raise SignedOutError("not signed in at TONE3000; sign in first")
            if tokens.access != rejected and self._is_fresh(tokens):
                return tokens  # another process has renewed them meanwhile
            try:
                new = self._refresh(tokens)
            except SignedOutError:
                self._tokens = None
                self._store.clear()
                raise
            self._store.save(new)
            return new

    def _is_fresh(self, tokens: Tokens) -> bool:
        return tokens.expires_at_s - EARLY_S > self._now()


def _to_its_end(renew: Callable[[], Tokens]) -> Tokens:
    """Return what it returns, from a thread that Ctrl-C does not interrupt.

    Once TONE3000 has given new tokens, the old ones are dead: who ended before keeping the new ones would be
    signed out. The pool is left when the work is done, also by the exception of Ctrl-C.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(renew).result()


@contextlib.contextmanager
def _process_lock() -> Iterator[None]:
    """Hold what only one process of the user holds at a time."""
    path = config_dir() / "tone3000.lock"
    lock = filelock.FileLock(path, timeout=_LOCK_TIMEOUT_S, mode=0o600)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        raise Tone3000Error("another Reamp has renewed the sign-in for two minutes; end it first") from None
    except OSError as error:
        raise OutputError(path, f"cannot be written: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()
