"""Gear on the pages in a browser: plug-ins, the levels of jacks, the gain by strums; on JACK in real time."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from app_cases import app_client
from app_page import PATIENCE_MS, Page, chromium_running, playwright
from browser import CHROMIUM
from capture_rig import server_for_gear
from gear_client import Gear, GearSetup, gear
from plugin_cases import own_plugin
from rig_files import float_wav

from reamp.demo import demo_model_path
from reamp.rig.rig import chain
from reamp.units import dbfs_to_v_peak

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"), pytest.mark.alone]

RATE_HZ = 48_000
DI_DBU = 12.2
PICTURES = os.environ.get("REAMP_GEAR_PICTURES")
LONG_MS = 300_000


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with chromium_running() as browser:
        yield browser


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.at.wait_for_timeout(500)
        page.at.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def closed(page: Page) -> None:
    assert page.problems == []
    assert page.outside == []
    page.context.close()


def strums(folder: Path, *, peak_dbfs: float) -> Path:
    """Write one strum a second, in volts, with this peak at the input."""
    times = np.arange(RATE_HZ) / RATE_HZ
    noise = np.random.default_rng(0).normal(size=RATE_HZ) * np.exp(-6.0 * times)
    peak_v = dbfs_to_v_peak(peak_dbfs, full_scale_dbu=DI_DBU)
    return float_wav(
        folder / "strums.wav", (noise / np.abs(noise).max() * peak_v).astype(np.float32), RATE_HZ
    )


def test_a_plugin_is_chosen_turned_and_captured(
    chromium: "playwright.Browser", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("LV2_PATH", str(Path(own_plugin(".lv2")).parent))
    with app_client(chain(demo_model_path())) as client:
        page = Page(chromium, client.address, color_scheme="dark")
        page.at.get_by_role("link", name="Capture").click()
        page.at.get_by_role("radio", name="Plug-in").click()
        page.at.get_by_label("Search your plug-ins").type("reamp te")
        page.at.locator("[data-key='plugin Reamp Test']").click()
        knob = page.at.get_by_label("Input Gain")
        playwright.expect(knob).to_be_visible(timeout=PATIENCE_MS)
        knob.fill("10")
        page.expect(".plugin-sliders output >> nth=0", "^10.0\u00a0dB$")
        page.at.get_by_label("What is played").select_option("quick")
        picture(page, "plugin")
        page.at.locator("[data-key=capture]").click()
        page.at.wait_for_selector(".capture-picture", timeout=LONG_MS)
        page.expect(".capture-page > :last-child .facts", "LV2, version 4.3, Input Gain = 10")
        picture(page, "plugin-captured")
        page.at.get_by_label("Behaviour").select_option("crash")
        page.at.locator("[data-key=capture]").click()
        page.expect(".tasks .warn", "crashed while playing.*update it")
        closed(page)


def test_the_levels_of_jacks_are_measured_with_a_voltmeter_and_a_cable(
    chromium: "playwright.Browser", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    with server_for_gear(monkeypatch), gear(GearSetup()) as client, app_client() as app:
        page = Page(chromium, app.address, color_scheme="dark")
        page.at.get_by_role("link", name="Capture").click()
        page.at.get_by_role("radio", name="Gear on a device").click()
        page.at.locator("select[aria-label=Device]").select_option("Simulated 4i4 · jack")
        for label, jack in (("Output to the gear", "3"), ("Input from the gear", "2")):
            page.at.get_by_label(label).fill(jack)
            page.at.get_by_label(label).blur()
        page.expect("[data-level=send]", "^unknown$")
        page.at.get_by_role("button", name="Measure the levels…").click()
        page.at.get_by_role("button", name="Play the sine").click()
        page.expect("[data-key=tone]", "Stop the sine")
        assert client.tell()["driven"] == [3]
        page.at.get_by_label("The voltmeter reads").fill("none")
        page.at.locator("[data-key='keep volts']").click()
        page.expect("#message", "is not a number")
        page.at.get_by_label("The voltmeter reads").fill("3.882 V")
        page.at.keyboard.press("Enter")
        page.expect(".measured >> nth=0", "14.00\u00a0dBu measured by voltmeter ±0.2\u00a0dB")
        page.expect("[data-key=tone]", "Play the sine")
        page.at.get_by_role("button", name="Measure the return").click()
        page.expect(".measured >> nth=1", "9.00\u00a0dBu measured by a cable ±0.2\u00a0dB")
        picture(page, "levels")
        page.at.get_by_role("button", name="Close").click()
        page.expect("[data-level=return]", "9.00\u00a0dBu")
        client.tell(cable=False)
        page.at.get_by_role("button", name="Measure the levels…").click()
        page.at.get_by_role("button", name="Measure the return").click()
        page.expect("#message", "input 2 does not hear the tone.*connect the two with a cable")
        page.at.keyboard.press("Escape")
        page.expect("[data-level=return]", "9.00\u00a0dBu")  # what was known stays
        closed(page)


def begun(page: Page) -> None:
    """Choose the simulated interface, name it, and begin to set its gain."""
    page.at.get_by_role("link", name="Set up").click()
    page.at.locator(".choice", has_text="Simulated").click()
    page.expect(".device-name", "^Simulated 4i4$")
    page.at.get_by_label("Search your interface, or type 12.2 dBu").fill("apollo twin x")
    page.at.locator(".row", has_text="Universal Audio Apollo Twin X").first.click()
    page.expect(".known", "Universal Audio Apollo Twin X")
    page.at.get_by_role("button", name="Find the gain by strums").click()


def test_the_gain_is_found_by_strums(
    chromium: "playwright.Browser", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    setup = GearSetup(guitar=str(strums(tmp_path, peak_dbfs=-16.0)), di_dbu=DI_DBU)
    with server_for_gear(monkeypatch), gear(setup) as client, app_client() as app:
        page = Page(chromium, app.address, color_scheme="dark")
        begun(page)
        _strummed(page, client)
        closed(page)


def _strummed(page: Page, client: Gear) -> None:
    page.expect(".device-facts", "silent while the gain is set")
    page.expect(".stage-task", "Which gain does the interface show")
    page.at.get_by_role("button", name="It is at its lowest, 10\u00a0dB").click()
    page.expect(".stage-task", "Turn the gain up by 10\u00a0dB")
    page.expect(".strums", "5 / 5")
    picture(page, "strums")
    client.tell(di_dbu=DI_DBU - 10.0)
    page.at.get_by_role("button", name="Turned as advised").click()
    page.expect(".stage-task", "The gain is right: 20\u00a0dB")
    picture(page, "strums-right")
    page.at.get_by_role("button", name="End").click()
    playwright.expect(page.at.get_by_label("gain that the interface shows")).to_have_value(
        "20\u00a0dB", timeout=PATIENCE_MS
    )
    page.expect(".device-facts", "frames")


def test_an_interface_that_is_in_no_table_is_measured_by_a_sine(
    chromium: "playwright.Browser", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    tone = np.sin(2.0 * np.pi * 1000.0 * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)  # 1 V peak
    setup = GearSetup(guitar=str(float_wav(tmp_path / "sine.wav", tone, RATE_HZ)), di_dbu=DI_DBU)
    with server_for_gear(monkeypatch), gear(setup), app_client() as app:
        page = Page(chromium, app.address)
        page.at.get_by_role("link", name="Set up").click()
        page.at.locator(".choice", has_text="Simulated").click()
        page.expect(".device-name", "^Simulated 4i4$")
        page.at.get_by_role("radio", name="3").click()
        page.at.get_by_text("Not in the table? Measure it").click()
        page.at.get_by_label("Level of the sine").fill("1 Vp")
        page.at.get_by_role("button", name="Measure", exact=True).click()
        page.expect("#message", "the input hears no sine: check the cable")
        page.at.get_by_role("radio", name="1").click()
        page.at.get_by_role("button", name="Measure", exact=True).click()
        page.expect(".known", "your interface 12.20\u00a0dBu.*remembered")
        closed(page)
