"""The pages Models, Train and Study in a browser, on prepared folders: by mouse, by keyboard, on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_cases import Client, app_client
from app_page import Page, chromium_running, playwright
from browser import CHROMIUM
from capture_cases import small_capture
from rig_files import float_wav, gain_model, sine

from reamp.demo import demo_model_path
from reamp.errors import MissingExtraError, install_command
from reamp.nam import NamDocument
from reamp.rig.rig import chain
from reamp.study.apart import StudyOrder, StudyProgress, StudyRun, StudyState
from reamp.train.queue_entry import EntryOrder, EntryProgress, EntryState, EpochPoint
from reamp.train.queue_folder import QueueFolder

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"), pytest.mark.alone]

MODELS = 36


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server with 36 models, a queue of three in which nothing trains, and a study that is done."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REAMP_CONFIG_DIR", str(home))
        patch.setattr(QueueFolder, "ensure_worker", lambda _: None)
        patch.setattr(StudyRun, "go_on", lambda _: None)
        amps = home / "amps"
        amps.mkdir()
        for number in range(MODELS):
            gain_model(amps / f"amp {number:03}.nam", 0.1 + number / 1000, input_level_dbu=12.2)
        float_wav(amps / "room.wav", sine(220.0, peak=0.5, seconds=0.1))
        _queue(home)
        study = StudyRun(home / "studies" / "wire")
        study.folder.mkdir(parents=True)
        study.begin(StudyOrder(device="wire"))
        study.page.write_text("<!doctype html><h1>What calibration does</h1>")
        (study.folder / "models.zip").write_bytes(b"PK")
        study._note(StudyProgress(state=StudyState.DONE))
        with app_client(chain(demo_model_path()), folders=(amps,)) as client:
            yield client


def _queue(home: Path) -> None:
    captures = home / "captures"
    captures.mkdir()
    queue = QueueFolder(home / "training")
    points = [EpochPoint(epoch, 0.4 / epoch**2, 0.4 / epoch**2) for epoch in range(1, 9)]
    states = {
        "ready": EntryProgress(
            state=EntryState.DONE, epochs=8, epoch=8, points=points, networks={"a1-nano": 0.006}
        ),
        "half": EntryProgress(state=EntryState.PAUSED, epochs=8, epoch=4, points=points[:4]),
        "broken": EntryProgress(state=EntryState.FAILED, epochs=8, error="the return is silent"),
    }
    for name, progress in states.items():
        capture = small_capture(captures, name).path
        model = gain_model(captures / f"{name}.nam", 0.25, rate_hz=16_000)
        key = queue.add(EntryOrder(capture=str(capture), model=str(model), architecture="a1-nano", epochs=8))
        queue.note(key, progress)


def opened(browser: "playwright.Browser", server: Client, view: str, **how: object) -> Page:
    page = Page(browser, server.address, **how)
    page.at.locator(f"[data-view={view}]").click()
    return page


def closed(page: Page) -> None:
    assert page.problems == []
    assert page.outside == []
    page.context.close()


def test_models_are_searched_heard_and_sent_on_by_keyboard_and_mouse(
    chromium: "playwright.Browser", server: Client
) -> None:
    page = opened(chromium, server, "models")
    playwright.expect(page.at.locator(".models-page .note[role=status]").first).to_have_text(
        f"{MODELS + 4} models", timeout=120_000
    )
    assert page.at.locator(".virtual-row").count() < MODELS  # the others are not in the page
    rows = page.at.get_by_role("listbox", name="Models")
    rows.press("End")
    last = page.at.locator(".virtual-row[aria-selected=true]")
    playwright.expect(last).to_have_attribute("aria-posinset", str(MODELS + 4))
    page.at.get_by_label("Search models").fill("amp 03")
    page.expect(".models-page .note[role=status] >> nth=0", "models$")
    page.at.get_by_label("Search models").fill("amp 033")
    page.expect(".virtual-row >> nth=0", "amp 033")
    page.at.get_by_label("Search models").press("ArrowDown")
    rows.press("ArrowDown")
    page.expect(".model-detail h1", "^amp 033$")
    page.at.wait_for_selector("clip-player[data-heard-after-ms]")
    playwright.expect(page.at.locator(".model-detail .play")).to_have_attribute("aria-pressed", "true")
    page.at.get_by_role("button", name="Sounds like it…").click()
    page.expect(".like", "most like amp 033")
    page.at.get_by_role("button", name="Compare", exact=True).click()
    page.expect(".chosen-models", "amp 033")
    page.at.get_by_role("link", name="Models").click()
    page.at.get_by_label("Search models").fill("amp 007")
    page.at.locator(".virtual-row", has_text="amp 007").first.click()
    page.at.get_by_role("button", name="Play it").click()
    page.expect(".detail h1", "^amp 007$")
    closed(page)


def test_the_metadata_of_a_model_is_edited_and_put_back(
    chromium: "playwright.Browser", server: Client
) -> None:
    page = opened(chromium, server, "models")
    page.at.get_by_label("Search models").fill("amp 011")
    page.at.locator(".virtual-row", has_text="amp 011").first.click()
    path = Path(page.at.locator(".model-detail dd").last.inner_text())
    before = path.read_bytes()
    page.at.get_by_role("button", name="Edit…").click()
    page.at.get_by_label("Maker of the gear").fill("Höfner <b>")
    page.at.get_by_label("Kind of gear").select_option("amp_cab")
    page.at.get_by_label("Input level at full scale").fill("nonsense")
    page.at.get_by_role("button", name="Save").click()
    page.expect("#message", "'nonsense' is not a level")
    page.at.get_by_label("Input level at full scale").fill("3,15 V")
    page.at.locator("[data-key='source input_level_dbu']").select_option("estimated")
    page.at.get_by_role("button", name="Save").click()
    page.expect(".model-detail .facts", "Höfner <b>.*amp and cabinet.*12.18.dBu · estimated")
    metadata = NamDocument.read(path).metadata
    assert (metadata.gear_make, metadata.gear_type) == ("Höfner <b>", "amp_cab")
    assert metadata.is_estimated("input_level_dbu")
    page.at.get_by_role("button", name="Undo the edit").click()
    page.expect(".model-detail .facts", "12.20.dBu · from the file")
    assert path.read_bytes() == before
    playwright.expect(page.at.get_by_role("button", name="Undo the edit")).to_have_count(0)
    closed(page)


def test_two_rigs_change_places_by_a_key(chromium: "playwright.Browser", server: Client) -> None:
    page = Page(chromium, server.address)
    side = page.at.get_by_role("radio", name="rig B")
    first = page.at.locator(".detail h1").inner_text()
    side.click()
    playwright.expect(side).to_have_attribute("aria-checked", "true")
    page.at.get_by_role("button", name="Replace…").click()
    page.choose("amp 020")
    page.expect(".detail h1", "^amp 020$")
    page.at.keyboard.press("b")
    page.expect(".detail h1", f"^{first}$")
    page.at.keyboard.press("b")
    page.expect(".detail h1", "^amp 020$")
    page.at.get_by_role("button", name="Make rig A like rig B").click()
    page.at.keyboard.press("b")
    playwright.expect(side).to_have_attribute("aria-checked", "false")
    page.expect(".detail h1", "^amp 020$")
    closed(page)


def test_a_midi_controller_turns_the_knob_that_it_has_learned(
    chromium: "playwright.Browser", server: Client
) -> None:
    page = Page(chromium, server.address)
    page.at.evaluate(
        """() => {
          window.pedal = { name: "Foot controller", onmidimessage: null };
          navigator.requestMIDIAccess = async () => ({ inputs: new Map([["1", window.pedal]]) });
        }"""
    )
    page.at.get_by_role("button", name="MIDI").click()
    page.expect("dialog .note >> nth=0", "^Foot controller$")
    page.at.get_by_label("Knob", exact=True).select_option("bass")
    page.at.get_by_role("button", name="Learn").click()
    page.at.evaluate("pedal.onmidimessage({ data: [0xb3, 11, 127] })")
    page.expect("dialog .folders", "controller 11: Bass")
    page.at.keyboard.press("Escape")
    page.shows("bass", 10.0)
    page.at.evaluate("pedal.onmidimessage({ data: [0xb3, 11, 0] })")
    page.shows("bass", 0.0)
    page.at.evaluate("pedal.onmidimessage({ data: [0xb3, 12, 64] })")
    page.at.evaluate("pedal.onmidimessage({ data: [0xc0, 7] })")
    page.expect("#message", "program 8")
    page.shows("bass", 0.0)
    closed(page)


def test_the_queue_is_read_reordered_and_emptied(chromium: "playwright.Browser", server: Client) -> None:
    page = opened(chromium, server, "train")
    page.expect(".queue li >> nth=2", "broken.*the return is silent.*failed")
    page.at.locator(".queue-entry", has_text="broken").focus()
    page.at.keyboard.press("Alt+ArrowUp")
    page.expect(".queue li >> nth=1", "broken")
    page.at.locator(".queue-entry", has_text="ready").click()
    page.expect(".figures", "0.0060.*good")
    playwright.expect(page.at.locator(".curve")).to_have_attribute(
        "aria-label", "error 0.0063 after 8 of 8 epochs"
    )
    page.at.get_by_role("button", name="Listen").click()
    page.at.get_by_role("radio", name="Model").click()
    playwright.expect(page.at.get_by_role("radio", name="Model")).to_have_class("on")
    page.at.locator(".queue-entry", has_text="half").click()
    page.expect(".figures", "fair")
    page.at.get_by_role("button", name="Pause").click()
    page.at.get_by_role("button", name="Resume").click()
    page.expect(".training .buttons >> nth=0", "Pause")
    page.at.locator(".queue-entry", has_text="broken").click()
    page.at.get_by_role("button", name="Try again").click()
    page.expect(".queue li >> nth=1", "broken.*waiting")
    page.at.get_by_role("button", name="Remove from the queue").click()
    playwright.expect(page.at.locator(".queue li")).to_have_count(2)
    page.at.get_by_role("button", name="Add captures…").click()
    page.expect("dialog .capture-list", "broken.*half.*ready|ready.*half.*broken")
    page.at.keyboard.press("Escape")
    playwright.expect(page.at.locator("dialog")).to_have_count(0)
    closed(page)


def test_the_page_train_says_at_once_that_pytorch_is_missing(
    chromium: "playwright.Browser", server: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = MissingExtraError("training", library="PyTorch", extra="train")
    monkeypatch.setattr(QueueFolder, "missing", missing)
    page = opened(chromium, server, "train")
    page.expect(".missing p", "PyTorch is missing")
    page.expect(".missing code", re.escape(install_command("train")))
    playwright.expect(page.at.get_by_role("button", name="Add captures…")).to_be_disabled()
    monkeypatch.setattr(QueueFolder, "missing", None)
    playwright.expect(page.at.locator(".missing")).to_be_hidden(timeout=60_000)
    closed(page)


def test_a_chain_is_compared_with_a_model_at_a_typed_level_behind_a_cabinet(
    chromium: "playwright.Browser", server: Client
) -> None:
    page = opened(chromium, server, "compare")
    for name in ("amp 001", "amp 002"):
        page.at.get_by_role("button", name="Add a model…").click()
        page.choose(name)
    page.at.get_by_role("button", name="Add a model behind amp 002").click()
    page.choose("amp 003")
    page.expect(".chosen-models", "amp 001.*amp 002 › amp 003")
    page.at.get_by_label("Input level of amp 001").fill("9 dBu")
    page.at.get_by_label("Cabinet behind every model").select_option("file")
    page.choose("room")
    playwright.expect(
        page.at.get_by_label("Cabinet behind every model").locator("option:checked")
    ).to_have_text("room")
    page.at.locator("[data-key=compare]").click()
    page.expect(".shown h1", "amp 001 and amp 002 amp 003")
    frame = page.at.frame_locator("iframe.document")
    playwright.expect(frame.locator("body")).to_contain_text("room", timeout=60_000)
    playwright.expect(frame.locator("body")).to_contain_text("9 dBu")
    page.at.get_by_role("button", name="Français").click()
    page.at.locator(".earlier .row").first.click()
    playwright.expect(frame.locator("body")).to_contain_text("Une guitare, 14,0 s, à volume égal")
    closed(page)


def test_a_study_of_captures_asks_for_the_guitar(chromium: "playwright.Browser", server: Client) -> None:
    page = opened(chromium, server, "study")
    playwright.expect(page.at.get_by_role("radiogroup", name="The guitar")).to_be_hidden()
    subject = page.at.get_by_label("What to study")
    folder = subject.locator("option", has_text="captures in").get_attribute("value")
    subject.select_option(folder)
    page.at.get_by_role("radio", name="Recording").click()
    page.at.get_by_role("button", name="Begin").click()
    page.expect("#message", "Choose the recorded guitar first")
    page.at.locator("[data-key='pick di']").click()
    page.choose("room")
    page.at.get_by_role("button", name="Begin").click()
    page.expect("#message", "name it, or type its level")
    page.at.get_by_label("The interface it was recorded with").fill("12.2 dBu")
    page.at.get_by_label("Name").fill("my amp")
    page.at.get_by_role("button", name="Begin").click()
    page.expect(".studies", "my amp")
    closed(page)


def test_a_study_is_read_in_place_and_its_pack_is_saved(
    chromium: "playwright.Browser", server: Client
) -> None:
    page = opened(chromium, server, "study")
    page.at.get_by_role("button", name="Read").click()
    frame = page.at.frame_locator("iframe.document")
    playwright.expect(frame.locator("h1")).to_have_text("What calibration does")
    with page.at.expect_download() as download:
        page.at.locator("[data-key=pack]").click()
    assert download.value.suggested_filename == "models.zip"
    assert Path(download.value.path()).read_bytes() == b"PK"
    closed(page)


def test_a_phone_shows_the_pages_without_scrolling_sideways(
    chromium: "playwright.Browser", server: Client
) -> None:
    """In French, whose words are longer."""
    page = Page(chromium, server.address, viewport={"width": 390, "height": 844}, locale="fr-FR")
    for view in ("models", "capture", "train", "compare", "study"):
        page.at.locator(f"[data-view={view}]").click()
        page.at.wait_for_selector("main .card")
        page.at.wait_for_timeout(200)
        assert page.at.evaluate("document.documentElement.scrollWidth") <= 390, view
    closed(page)
