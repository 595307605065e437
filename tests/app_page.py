"""A page of the application in a browser, as the tests drive it; without Playwright they skip."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from browser import CHROMIUM

playwright = pytest.importorskip("playwright.sync_api")

__all__ = ["PATIENCE_MS", "Page", "chromium_running", "playwright"]

PATIENCE_MS = 60_000
"""How long a test waits for what the page should show, on a busy machine too."""


_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--autoplay-policy=no-user-gesture-required",
)


@contextmanager
def chromium_running() -> Iterator["playwright.Browser"]:
    """Yield a headless Chromium that asks nothing of the network and may play sound at once."""
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


class Page:
    """A page of the application, and what its console complained about."""

    def __init__(self, browser: "playwright.Browser", address: str, **how: object) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 860}, "locale": "en-US", **how}
        )
        self.at = self.context.new_page()
        self.at.set_default_timeout(PATIENCE_MS)
        self.problems: list[str] = []
        self.outside: list[str] = []
        self.at.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.at.on("pageerror", lambda error: self.problems.append(str(error)))
        self.at.on("request", lambda asked: self._note(asked.url, address))
        self.at.goto(address)
        self.at.wait_for_selector(".knobs")

    def _note(self, url: str, address: str) -> None:
        if not url.startswith(address.partition("?")[0]):
            self.outside.append(url)

    def expect(self, selector: str, words: str) -> None:
        playwright.expect(self.at.locator(selector)).to_have_text(re.compile(words), timeout=PATIENCE_MS)

    def choose(self, name: str) -> None:
        """Choose a file in the dialog, which closes then."""
        self.at.locator(".files .row", has_text=name).click()
        playwright.expect(self.at.locator("dialog")).to_have_count(0)

    def knob(self, key: str) -> "playwright.Locator":
        return self.at.locator(f"[data-key='knob {key}']")

    def value(self, key: str) -> float:
        return float(self.knob(key).get_attribute("aria-valuenow") or "nan")

    def shows(self, key: str, value: float) -> None:
        playwright.expect(self.knob(key)).to_have_attribute(
            "aria-valuenow", f"{value:g}", timeout=PATIENCE_MS
        )
