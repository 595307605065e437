"""TONE3000 on the page Models, in a browser against the fake service: key, sign-in, lists, downloads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_cases import Client, app_client
from app_page import Page, playwright
from browser import CHROMIUM
from fake_tone3000 import CLIENT_ID
from test_app_browser_pages import chromium
from tone3000_cases import Service, fake_service

from reamp.library.provenance import read_provenance

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"), pytest.mark.alone]
__all__ = ["chromium"]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        monkeypatch.setenv("REAMP_TONE3000_URL", running.fake.url)
        running.fake.device_interval_s = 0.05
        yield running


@pytest.fixture
def server(service: Service) -> Iterator[Client]:
    with app_client() as client:
        yield client


def online(browser: "playwright.Browser", server: Client, **how: object) -> Page:
    page = Page(browser, server.address, **how)
    page.at.locator("[data-view=models]").click()
    page.at.get_by_role("radio", name="TONE3000").click()
    return page


def closed(page: Page) -> None:
    assert page.problems == []
    assert page.outside == []
    page.context.close()


def test_a_tone_is_chosen_on_tone3000_and_its_models_are_played(
    chromium: "playwright.Browser", server: Client, service: Service, tmp_path: Path
) -> None:
    page = online(chromium, server)
    page.expect(".online h2", "A key of your own")
    page.at.get_by_label("Publishable key").fill("t3k_cs_secret")
    page.at.get_by_role("button", name="Save").click()
    page.expect("#message", "use the publishable one")
    page.at.get_by_label("Publishable key").fill(CLIENT_ID)
    page.at.get_by_role("button", name="Save").click()
    with page.context.expect_page() as tab:
        page.at.get_by_role("button", name="Sign in", exact=True).click()
    playwright.expect(tab.value.locator("h1")).to_have_text("Back to Reamp")
    page.expect(".online h2", "Signed in as tester")
    page.expect(".tones", "Plexi 51.*by Ann Größer")
    assert page.at.locator(".attribution a").inner_text() == "Powered by TONE3000"
    assert page.at.locator(".attribution a").get_attribute("rel") == "noopener noreferrer"
    with page.context.expect_page():
        page.at.get_by_role("button", name="Choose on TONE3000…").click()
    page.expect(".model-detail h1", "^Plexi 51$")
    page.expect(".model-detail .facts", "Ann Größer.*CC BY-NC")
    asked = [each.params for each in service.fake.calls("/oauth/authorize")]
    assert asked[-1]["prompt"] == "select_tone"
    assert asked[-1]["calibrated"] == "true"
    page.at.get_by_role("button", name="Download all 3").click()
    play = page.at.locator(".online-files").get_by_role("button", name="Play it")
    playwright.expect(play).to_have_count(3, timeout=120_000)
    files = sorted((tmp_path / "config" / "tone3000").glob("*.nam"))
    assert len(files) == 3
    kept = read_provenance(files[0])
    assert kept is not None
    assert (kept.creator, kept.license) == ("Ann Größer", "cc-by-nc")
    page.at.get_by_role("radio", name="On this machine").click()
    page.at.get_by_label("Search models").fill("plexi")
    page.expect(".virtual-row >> nth=0", "Plexi 51.*Ann Größer")
    page.at.get_by_role("radio", name="TONE3000").click()
    play.first.click()
    page.expect(".detail h1", "Plexi 51")
    closed(page)


def test_lists_codes_and_files_that_are_none(
    chromium: "playwright.Browser", server: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a phone and in French; a sign-in that TONE3000 forgets is asked for again."""
    monkeypatch.setenv("REAMP_TONE3000_CLIENT_ID", CLIENT_ID)
    service.fake.device_polls = ["authorization_pending"] * 10_000
    page = online(chromium, server, viewport={"width": 390, "height": 844}, locale="fr-FR")
    page.at.get_by_role("button", name="Se connecter avec un code").click()
    page.expect(".code", "BCDF-GHJK")
    page.at.get_by_role("button", name="Annuler").click()
    page.at.get_by_role("button", name="Se connecter avec un code").click()
    page.expect(".code", "BCDF-GHJK")
    service.fake.device_polls = []
    page.expect(".online h2", "Connecté : tester")
    page.at.get_by_role("radio", name="Mes sons").click()
    page.expect(".tones", "Cette liste est vide")
    page.at.get_by_role("radio", name="Nouveaux").click()
    page.at.locator(".tones .row", has_text="Not all is well").click()
    page.at.get_by_role("button", name="Télécharger les").click()
    playwright.expect(page.at.locator(".online-files .bad").first).to_be_visible(timeout=120_000)
    page.at.locator(".tones .row", has_text="Odd one").click()
    page.expect(".model-detail .facts", "inconnu.*wtfpl")
    assert page.at.evaluate("document.documentElement.scrollWidth") <= 390
    service.fake.access.clear()
    service.fake.refresh.clear()
    page.at.get_by_role("radio", name="Tendances").click()
    playwright.expect(page.at.get_by_role("button", name="Se connecter", exact=True)).to_be_visible()
    closed(page)
