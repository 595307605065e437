"""TONE3000 for the pages: what is missing, who is signed in, a sign-in that waits, fails or is cancelled."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_tone3000 import CLIENT_ID
from tone3000_cases import Service, fake_service, visit

from reamp.app import online as online_module
from reamp.app.commands import answer, read_envelope
from reamp.app.online import Online
from reamp.app.online_commands import ONLINE_COMMANDS
from reamp.app.tasks import Tasks
from reamp.errors import SignedOutError, SignInError, install_command
from reamp.interruption import check_stop, pause
from reamp.tone3000.events import PageOpened
from reamp.tone3000.oauth import HostedPage


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        monkeypatch.setenv("REAMP_TONE3000_URL", running.fake.url)
        monkeypatch.setenv("REAMP_TONE3000_CLIENT_ID", CLIENT_ID)
        running.fake.device_interval_s = 0.05
        yield running


@pytest.fixture
def online(service: Service) -> Iterator[Online]:
    with closing(Online()) as online:
        yield online


def until(is_so: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 60.0
    while not is_so():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def state(online: Online) -> object:
    return online.view()["state"]


def test_nothing_is_known_before_it_is_looked_at(online: Online, service: Service) -> None:
    assert state(online) == "unknown"
    online.look()
    assert (state(online), online.view()["attribution"]) == ("signed out", "Powered by TONE3000")
    assert service.fake.seen == []


def test_without_the_libraries_or_a_key_it_says_what_to_do(
    online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REAMP_TONE3000_CLIENT_ID")
    online.look()
    assert (state(online), online.view()["error"]) == ("no key", None)
    for name in [each for each in sys.modules if each.startswith("reamp.tone3000")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx2", None)
    online.look()
    assert state(online) == "missing"
    assert online.view()["missing"] == {"library": "httpx2", "type": install_command("tone3000")}


def test_a_choice_on_its_page_is_counted(online: Online) -> None:
    for count in (1, 2):
        waits = online.begin(page=HostedPage())
        assert state(online) == "waiting"
        assert visit(waits["url"])[0] == 200
        until(lambda: state(online) == "signed in")
        assert online.view()["chosen"] == {"count": count, "tone": 7, "model": None}
    until(lambda: online.view()["user"] == "tester")
    online.sign_out()
    assert (state(online), online.view()["chosen"]) == ("signed out", None)


def test_a_sign_in_is_cancelled_here_and_another_takes_its_place(online: Online) -> None:
    online.begin()
    online.cancel()
    assert (state(online), online.view()["error"]) == ("signed out", None)
    first = online.begin()["url"]
    second = online.begin()["url"]
    assert first != second
    online.cancel()
    assert threading.active_count() < 60


def test_a_user_who_says_no_is_as_before(online: Online, service: Service) -> None:
    service.fake.user_does = "deny"
    waits = online.begin()
    visit(waits["url"])
    until(lambda: state(online) == "signed out")
    assert (online.view()["error"], online.view()["waits"]) == (None, None)


def test_a_service_that_gives_no_code_is_an_error(
    online: Online, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_TONE3000_URL", "http://127.0.0.1:9")
    with pytest.raises(SignInError, match="cannot be reached"):
        online.begin(by_code=True)
    assert (state(online), service.fake.seen) == ("signed out", [])


class SlowService:
    """A client whose sign-in waits until it is stopped."""

    is_signed_in = False

    def __init__(self, online: Online, *, opens: bool) -> None:
        self._online, self._opens = online, opens
        self.begun = 0

    def sign_in(self, **_: object) -> None:
        self.begun += 1
        if self._opens:
            self._online._hear(PageOpened(url=f"page {self.begun}", is_open=True))
        while True:
            check_stop()
            time.sleep(0.01)

    def close(self) -> None:
        pass


def waiting_threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "reamp-sign-in"]


def test_a_sign_in_that_does_not_begin_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online_module, "_OPENS_S", 0.05)
    with closing(Online()) as online:
        online._client = SlowService(online, opens=False)  # type: ignore[assignment]
        with pytest.raises(SignInError, match=r"did not answer within 0\.05 s; try again"):
            online.begin()
        assert (state(online), online.view()["waits"]) == ("signed out", None)
        until(lambda: waiting_threads() == [])


def test_of_two_sign_ins_at_once_one_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2)
    with closing(Online()) as online:
        online._client = SlowService(online, opens=True)  # type: ignore[assignment]
        cancel = online.cancel

        def cancel_together() -> None:
            cancel()
            with suppress(threading.BrokenBarrierError):
                both.wait(0.2)

        with monkeypatch.context() as patch:
            patch.setattr(online, "cancel", cancel_together)
            with ThreadPoolExecutor(2) as pages:
                begun = [pages.submit(online.begin) for _ in range(2)]
        assert {each.result()["url"] for each in begun} == {"page 1", "page 2"}
        assert len(waiting_threads()) == 1
        online.cancel()
        assert waiting_threads() == []


def test_a_sign_in_that_is_no_longer_accepted_is_noted(online: Online, service: Service) -> None:
    visit(online.begin()["url"])
    until(lambda: state(online) == "signed in")
    service.fake.access.clear()
    service.fake.refresh.clear()
    with pytest.raises(SignedOutError):
        online.ask(lambda client: client.user())
    assert state(online) == "signed out"


def test_a_download_that_waits_for_a_limit_is_stopped_at_once() -> None:
    client = SimpleNamespace(tone=lambda _: pause(5.0))
    with closing(Tasks()) as tasks:
        workshop = SimpleNamespace(tasks=tasks, online=SimpleNamespace(client=lambda: client))
        said = json.dumps({"id": 1, "do": "online download", "said": {"tone": 1, "models": [1]}})
        key = answer(workshop, ONLINE_COMMANDS, read_envelope(said))["ok"]
        until(lambda: tasks.view()[0]["state"] == "running")
        tasks.stop(key)
        until(lambda: tasks.view()[0]["state"] == "failed")
        assert tasks.view()[0]["error"] == "stopped"
