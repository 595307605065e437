"""The five minutes of docs/app.md without any hardware, by mouse alone, in a real browser.

`REAMP_WALK_PICTURES=docs/pictures` writes the pictures of that chapter.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_cases import app_client
from app_page import Page, chromium_running, playwright
from browser import CHROMIUM

from reamp.demo import demo_model_path
from reamp.rig.rig import chain

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"), pytest.mark.alone]

PICTURES = os.environ.get("REAMP_WALK_PICTURES")
LONG_MS = 300_000
"""For what takes seconds where nothing else runs: a capture, an epoch, a comparison."""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    with (
        app_client(chain(demo_model_path())) as client,
        chromium_running() as browser,
    ):
        page = Page(browser, client.address, color_scheme="dark")
        yield page
        assert page.problems == []
        assert page.outside == []


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.at.wait_for_timeout(700)
        page.at.screenshot(path=Path(PICTURES) / f"walk-{name}.png")


def appears(page: Page, selector: str) -> None:
    page.at.wait_for_selector(selector, timeout=LONG_MS)


def test_a_stranger_hears_captures_trains_and_compares_by_mouse(page: Page) -> None:
    at = page.at

    # The demo guitar through the demo pedal: calibrated, then 10 dB too quiet, then right again.
    at.get_by_role("button", name="Listen").click()
    page.expect(".state h2", "^Calibrated$")
    at.wait_for_function("async () => (await import('/static/sound.js')).sound.peak > 0.01")
    knob = page.knob("input_trim_db")
    knob.hover()
    while page.value("input_trim_db") > -10.0:
        before = page.value("input_trim_db")
        at.mouse.wheel(0, 100)
        playwright.expect(knob).not_to_have_attribute("aria-valuenow", f"{before:g}")
    picture(page, "2-too-quiet")
    knob.dblclick()
    page.shows("input_trim_db", 0.0)
    at.get_by_role("button", name="Pause").click()

    # Simulated gear becomes a capture.
    at.get_by_role("link", name="Capture").click()
    at.get_by_role("radio", name="overdrive").click()
    at.get_by_label("What is played").select_option("quick")
    at.locator("[data-key=capture]").click()
    appears(page, ".capture-picture")
    page.expect(".capture-page > :last-child h1", "^overdrive$")
    picture(page, "3-capture")

    # It is trained; the gear and the best model so far are heard while it learns, and that one is kept.
    at.get_by_role("button", name="Train it…").click()
    at.get_by_label("Kind of model").select_option("a1-nano")
    at.locator("dialog").get_by_role("button", name="Train").click()
    appears(page, ".listening:not([hidden])")
    at.locator(".listening .play").click()
    at.get_by_role("radio", name="Model").click()
    playwright.expect(at.get_by_role("radio", name="Model")).to_have_attribute("aria-checked", "true")
    assert at.locator(".curve").get_attribute("aria-label") != "no epoch is done yet"
    picture(page, "4-train")
    at.get_by_role("button", name="Stop and keep the best").click()
    appears(page, "[data-key='compare it']")
    page.expect(".training .note", "overdrive.nam is ready.*It was stopped")

    # Model and gear are compared blindly, on the page of the comparison in its frame.
    at.get_by_role("button", name="Compare with the gear").click()
    at.locator("[data-key=compare]").click()
    appears(page, "iframe.document")
    frame = at.frame_locator("iframe.document")
    frame.locator("summary", has_text="Blind test").click()
    frame.locator(".abx-start").click()
    for _ in range(10):
        frame.get_by_role("button", name="X is A").click()
    playwright.expect(frame.locator(".abx-result")).to_have_text(re.compile(r"\d+ of 10 right"))
    picture(page, "5-compare")

    # The model plays in place of the demo pedal.
    at.get_by_role("link", name="Train").click()
    at.get_by_role("button", name="Play it").click()
    page.expect(".detail h1", "^overdrive$")
    page.expect(".state h2", "^Calibrated$")
