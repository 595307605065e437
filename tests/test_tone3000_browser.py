"""A sign-in in a real browser: it follows the redirect to this machine, and shows the page there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Browser, open_browser
from tone3000_cases import Service, fake_service

from reamp.tone3000.events import CallbackRefused
from reamp.tone3000.oauth import HostedPage

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"), pytest.mark.slow]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


@pytest.fixture
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def test_choosing_a_tone(service: Service, browser: Browser) -> None:
    def navigate(url: str) -> bool:
        browser.call("Page.navigate", url=url)
        return True

    with service.client() as client:
        done = client.select(HostedPage(), open_url=navigate)
        assert done.tone_id == 7
        assert client.user().name == "tester"
    browser.wait_for("document.title === 'Reamp'")
    assert "This page can be closed" in browser.value("document.body.innerText")
    assert browser.value("getComputedStyle(document.body).maxWidth") == "512px"  # its style is not blocked
    assert CallbackRefused() not in service.events  # what else it asks for is no answer
    assert len(service.fake.calls("/oauth/token")) == 1
