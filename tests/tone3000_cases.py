"""What tests of TONE3000 share: a client of the fake, a browser that clicks, time that passes at once."""

import atexit
import contextlib
import functools
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import keyring.backends.fail
from fake_tone3000 import CLIENT_ID, FakeTone3000, OtherHost, running

from reamp.tone3000.client import Tone3000Client
from reamp.tone3000.events import OnlineEvent
from reamp.tone3000.http import Http
from reamp.tone3000.read_values import as_object
from reamp.tone3000.settings import Tone3000Settings
from reamp.tone3000.token_store import MemoryTokenStore
from reamp.tone3000.tokens import Tokens, read_tokens

__all__ = ["Clock", "Service", "click", "fake_service", "visit"]


@dataclass
class Clock:
    """Time that passes only where something waits for it."""

    now_s: float = 0.0
    slept_s: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, wait_s: float) -> None:
        """Let the time pass at once."""
        self.slept_s.append(wait_s)
        self.now_s += wait_s


@dataclass(kw_only=True)
class Service:
    """A fake TONE3000 that runs, and how to be its client."""

    fake: FakeTone3000
    other: OtherHost
    clock: Clock = field(default_factory=Clock)
    store: MemoryTokenStore = field(default_factory=MemoryTokenStore)
    events: list[OnlineEvent] = field(default_factory=list)

    def settings(self, *, may_search: bool = False) -> Tone3000Settings:
        """Return the settings of a client of it."""
        return Tone3000Settings(client_id=CLIENT_ID, url=self.fake.url, may_search=may_search)

    def client(self, *, may_search: bool = False) -> Tone3000Client:
        """Return a client that is not signed in before `sign_in`."""
        return Tone3000Client(
            self.settings(may_search=may_search),
            store=self.store,
            on_event=self.events.append,
            sleep=self.clock.sleep,
            clock=self.clock,
        )

    @contextlib.contextmanager
    def signed_in(self) -> Iterator[Tone3000Client]:
        """Yield a client that is signed in."""
        self.sign_in()
        with self.client() as running:
            yield running

    @contextlib.contextmanager
    def http(self) -> Iterator[Http]:
        """Yield the connection of a client."""
        clock = self.clock
        with Http(self.settings(), on_event=self.events.append, sleep=clock.sleep, clock=clock) as running:
            yield running

    def sign_in(self) -> Tokens:
        """Put tokens of the service into the store, as a sign-in does."""
        tokens = read_tokens(as_object(self.fake.tokens()), now_s=time.time())
        self.store.save(tokens)
        return tokens


@contextlib.contextmanager
def fake_service(folder: Path) -> Iterator[Service]:
    """Yield a fake TONE3000 as new, and another host with some of its files; settings are kept in the folder.

    They run until the process ends, as starting and stopping them takes longer than most tests.
    """
    fake, other = _hosts()
    fake.reset()
    other.reset()
    environment = {
        "REAMP_CONFIG_DIR": str(folder / "config"),
        "NO_PROXY": "127.0.0.1,localhost",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    fail = keyring.backends.fail.Keyring()  # the key store of this machine is nothing to a test
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch("keyring.get_keyring", return_value=fail),
    ):
        yield Service(fake=fake, other=other)


@functools.cache
def _hosts() -> tuple[FakeTone3000, OtherHost]:
    hosts = contextlib.ExitStack()
    atexit.register(hosts.close)
    fake, other = FakeTone3000(), OtherHost()
    hosts.enter_context(running(other))
    hosts.enter_context(running(fake))
    fake.other_url = other.url.replace("127.0.0.1", "localhost")
    return fake, other


def visit(url: str) -> tuple[int, str]:
    """Open a page as a browser does, redirects included; return its status and text."""
    try:
        with urllib.request.urlopen(url, timeout=300.0) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def click(url: str) -> bool:
    """Open a page beside what waits for it, as `webbrowser.open` does."""
    threading.Thread(target=visit, args=(url,), daemon=True).start()
    return True
