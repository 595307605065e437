"""A whole sign-in, in the browser and by a code."""

import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tone3000_cases import Service, click, fake_service, visit

from reamp.errors import SignInError
from reamp.tone3000.events import CallbackRefused, DeviceCodeShown, PageOpened
from reamp.tone3000.http import Http
from reamp.tone3000.oauth import HostedPage
from reamp.tone3000.sign_in import SignIn, has_browser, sign_in_by_browser, sign_in_by_code


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


@pytest.fixture
def http(service: Service) -> Iterator[Http]:
    with service.http() as running:
        yield running


def test_plain(service: Service, http: Http) -> None:
    done = sign_in_by_browser(http, open_url=click)
    assert done.tokens is not None
    assert done == SignIn(tokens=done.tokens)
    assert done.tokens.access.reveal() in service.fake.access
    (event,) = service.events
    assert isinstance(event, PageOpened)
    assert (event.is_open, "prompt" in event.url) == (True, False)


def test_with_a_tone_chosen(service: Service, http: Http) -> None:
    service.fake.chosen = {"tone_id": "8", "model_id": "81"}
    done = sign_in_by_browser(http, page=HostedPage(), open_url=click)
    assert (done.tone_id, done.model_id) == (8, 81)
    assert service.fake.calls("/oauth/authorize")[0].params["calibrated"] == "true"


def test_cancelled_and_signed_in(service: Service, http: Http) -> None:
    service.fake.user_does = "cancel signed in"
    done = sign_in_by_browser(http, page=HostedPage(), open_url=click)
    assert done.tokens is not None
    assert (done.tone_id, done.model_id) == (None, None)


@pytest.mark.parametrize("done", ["cancel", "deny"])
def test_cancelled(service: Service, http: Http, done: str) -> None:
    service.fake.user_does = done
    assert sign_in_by_browser(http, open_url=click) == SignIn(tokens=None)
    assert service.fake.calls("/oauth/token") == []


def test_a_stolen_callback_is_refused_and_the_users_own_still_counts(service: Service, http: Http) -> None:
    """An attacker sends the browser to our page with their own code, to sign us in as them."""

    def attacked(url: str) -> bool:
        redirect_uri = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        for query in ("state=forged&code=theirs", "code=theirs"):
            assert visit(f"{redirect_uri}?{query}")[0] == 400
        return click(url)

    done = sign_in_by_browser(http, open_url=attacked)
    assert done.tokens is not None
    assert service.events.count(CallbackRefused()) == 2
    assert len(service.fake.calls("/oauth/token")) == 1


def test_only_forged_answers_never_sign_in(service: Service, http: Http) -> None:
    def attacked(url: str) -> bool:
        redirect_uri = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        threading.Thread(target=visit, args=(f"{redirect_uri}?state=forged&code=theirs",)).start()
        return True

    with pytest.raises(SignInError, match="was not finished"):
        sign_in_by_browser(http, open_url=attacked, timeout_s=1.0)
    assert service.fake.calls("/oauth/token") == []
    assert CallbackRefused() in service.events


def failing(url: str) -> bool:
    click(url)
    raise webbrowser.Error("no browser")


def closed(url: str) -> bool:
    click(url)
    return False


@pytest.mark.parametrize("open_url", [failing, closed])
def test_where_no_browser_opens_the_address_is_there(service: Service, http: Http, open_url: object) -> None:
    assert callable(open_url)
    assert sign_in_by_browser(http, open_url=open_url).tokens is not None
    (event,) = service.events
    assert isinstance(event, PageOpened)
    assert not event.is_open


def test_by_code(service: Service, http: Http) -> None:
    service.fake.device_polls = ["authorization_pending"]
    done = sign_in_by_code(http)
    assert done.tokens is not None
    assert service.events == [
        DeviceCodeShown(
            user_code="BCDF-GHJK",
            url=f"{service.fake.url}/activate",
            direct_url=f"{service.fake.url}/activate?user_code=BCDF-GHJK",
            expires_in_s=600.0,
        )
    ]


def test_a_terminal_on_another_machine_has_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not has_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_browser()
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    assert has_browser()
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert not has_browser()
