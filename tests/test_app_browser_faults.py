"""Pages in a browser when something goes wrong: a huge file, a page that slept, a server that was killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_cases import app_client, free_port, served_app
from app_page import PATIENCE_MS, Page, chromium_running, playwright
from browser import CHROMIUM

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"), pytest.mark.alone]


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()


def test_a_file_of_two_gigabytes_is_one_line(chromium: "playwright.Browser", tmp_path: Path) -> None:
    with (tmp_path / "huge.wav").open("wb") as file:
        file.truncate(2**31)
    with app_client() as client:
        page = Page(chromium, client.address)
        page.at.get_by_role("button", name="Replace…").click()
        page.at.locator("dialog input[type=file]").set_input_files(tmp_path / "huge.wav")
        page.expect("#message", "^huge.wav is larger than 128 MiB: add its folder instead.$")
        page.at.keyboard.press("Escape")
        page.knob("bass").focus()
        page.at.keyboard.press("PageUp")  # and the page goes on
        page.shows("bass", 7.5)
        assert page.problems == []
        page.context.close()


def test_a_page_that_slept_comes_back_as_all_is_now(chromium: "playwright.Browser") -> None:
    with app_client() as client:
        page, other = Page(chromium, client.address), Page(chromium, client.address)
        page.at.get_by_role("link", name="Train").click()
        page.at.get_by_role("link", name="Play").click()
        devtools = page.context.new_cdp_session(page.at)
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        for _ in range(2):
            other.knob("bass").focus()
            other.at.keyboard.press("PageUp")
        other.shows("bass", 10.0)
        other.at.wait_for_timeout(1500)  # of meters that nobody reads
        devtools.send("Page.setWebLifecycleState", {"state": "active"})
        page.shows("bass", 10.0)
        page.knob("bass").focus()
        page.at.keyboard.press("PageDown")
        other.shows("bass", 7.5)
        assert page.problems == other.problems == []
        page.context.close()
        other.context.close()


def test_a_page_finds_the_server_again_that_was_killed(
    chromium: "playwright.Browser", tmp_path: Path
) -> None:
    port = free_port()
    with served_app(port=port) as (process, client):
        page = Page(chromium, client.address)
        page.knob("bass").focus()
        page.at.keyboard.press("PageUp")
        page.shows("bass", 7.5)
        while not (tmp_path / "config" / "last rig.toml").is_file():
            page.at.wait_for_timeout(100)
        os.kill(process.pid, signal.SIGKILL)
        page.expect("#message", "the server does not answer")
    with served_app(port=port) as (_, client):
        again = page.context.new_page()
        again.goto(client.address)  # as `reamp app` opens it: the cookie is the browser's
        again.wait_for_selector(".knobs")
        page.shows("bass", 7.5)
        page.knob("bass").focus()
        page.at.keyboard.press("PageUp")
        page.shows("bass", 10.0)
        playwright.expect(again.locator("[data-key='knob bass']")).to_have_attribute(
            "aria-valuenow", "10", timeout=PATIENCE_MS
        )
        page.context.close()
