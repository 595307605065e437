"""The page in a real browser: switching clips keeps the position, nothing clicks, the blind test is fair."""

import base64
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import CHROMIUM, Browser, open_browser
from rig_files import sine

from reamp.audio import Signal
from reamp.audio.encode import mp3_bytes
from reamp.compare.clips import Clip
from reamp.compare.comparison import Comparison, compare_clips
from reamp.compare.page import comparison_page
from reamp.pages.html import document
from reamp.pages.player import player_clip, player_html, player_script, player_style

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

RATE_HZ = 48_000
SECONDS = 4.0
FADE_FRAMES = 480
PLAYER = "document.querySelector('.player').player"

# A deck in an offline context whose clips hold their own position, from 0 to 1, the second one turned: what
# is heard tells which clip it comes from, and from where in it. STEPS are what to do on the way, and when.
DECK = """
(async () => {
  const rate = 48000;
  const context = new OfflineAudioContext(1, rate * 3, rate);
  const clips = [(at) => at, (at) => -at].map((value) => {
    const buffer = context.createBuffer(1, rate * 2, rate);
    buffer.getChannelData(0).forEach((_, frame, data) => (data[frame] = value(frame / data.length)));
    return buffer;
  });
  const deck = new Deck(context, clips);
  for (const [time, step] of STEPS) context.suspend(time).then(() => { step(deck); context.resume(); });
  START(deck);
  const heard = (await context.startRendering()).getChannelData(0);
  const letters = Array.from(new Uint8Array(heard.buffer), (byte) => String.fromCharCode(byte));
  return btoa(letters.join(""));
})()
"""


def comparison() -> Comparison:
    tone = sine(220.0, peak=0.5, seconds=SECONDS)
    driven = np.tanh(4.0 * tone)
    clips = [
        Clip(name="target", about="amp.wav", signal=Signal(tone, RATE_HZ)),
        Clip(name="plexi_with_a_long_name_of_a_file", signal=Signal(driven, RATE_HZ)),
        Clip(name="<b>third</b>", about="</script>", signal=Signal(0.5 * driven + 0.5 * tone, RATE_HZ)),
    ]
    return compare_clips(clips, has_target=True)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compared = comparison()
    clips = [player_clip(clip.name, clip.heard, about=clip.about) for clip in compared.clips]
    path = tmp_path_factory.mktemp("report") / "index.html"
    path.write_text(comparison_page(compared, clips), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser, page: Path) -> Browser:
    chromium.problems.clear()
    chromium.open(page)
    return chromium


def heard(browser: Browser, start: str, *steps: tuple[float, str]) -> np.ndarray:
    listed = ", ".join(f"[{time}, (deck) => {step}]" for time, step in steps)
    script = DECK.replace("STEPS", f"[{listed}]").replace("START", f"((deck) => {start})")
    return np.frombuffer(base64.b64decode(browser.value(script)), np.float32)


def words(browser: Browser, selector: str) -> str:
    shown = browser.value(f"document.querySelector({selector!r}).textContent")
    assert isinstance(shown, str)
    return shown


def test_nothing_is_asked_of_the_network_and_nothing_fails(browser: Browser) -> None:
    browser.wait_for("Player.all.length === 1")
    assert browser.problems == []
    assert {url.partition(":")[0] for url in browser.requests} <= {"file", "data", "about"}
    assert browser.value("document.querySelectorAll('.clip b')[2].textContent") == "<b>third</b>"


def test_switching_clips_keeps_the_position(browser: Browser) -> None:
    out = heard(browser, "deck.play(0.5)", (0.64, "deck.choose(1)"))
    begin = int(np.flatnonzero(out)[0]) - 1
    positions = (np.arange(len(out)) - begin) / RATE_HZ + 0.5
    switch = round(0.64 * RATE_HZ)
    before = slice(begin + 2 * FADE_FRAMES, switch - 1)
    after = slice(switch + 2 * FADE_FRAMES, begin + RATE_HZ)
    assert np.abs(out[before] - positions[before] / 2.0).max() < 2.0 / (2 * RATE_HZ)
    assert np.abs(out[after] + positions[after] / 2.0).max() < 2.0 / (2 * RATE_HZ)


def test_no_change_clicks(browser: Browser) -> None:
    steps = [
        (0.4, "deck.choose(1)"),
        (0.405, "deck.choose(0)"),
        (0.7, "deck.seek(0.2)"),
        (1.0, "deck.pause()"),
    ]
    out = heard(browser, "deck.play(0.5)", *((128 * round(at * 375) / RATE_HZ, step) for at, step in steps))
    steepest = np.abs(np.diff(out)).max()
    assert steepest < 2.5 / FADE_FRAMES  # from one to minus one within 10 ms, and a seek on top
    assert np.abs(out[round(1.05 * RATE_HZ) :]).max() == 0.0


def test_a_loop_repeats_its_part_without_a_gap(browser: Browser) -> None:
    out = heard(browser, "(deck.setLoop(0.5, 1.0), deck.play())")
    begin = int(np.flatnonzero(out)[0]) - 1
    for repetition in range(3):
        middle = begin + round((0.25 + 0.5 * repetition) * RATE_HZ)
        assert out[middle] == pytest.approx(0.375, abs=1e-4)
    assert out[begin + FADE_FRAMES : begin + round(1.5 * RATE_HZ)].min() > 0.24
    assert np.abs(np.diff(out)).max() < 1.5 / FADE_FRAMES


def test_keys_play_and_change_places_and_the_position_stays(browser: Browser) -> None:
    browser.press(" ")
    browser.wait_for(f"{PLAYER}.playing && {PLAYER}.position > 0.2")
    for key in "231":
        clock = f"[{PLAYER}.deck.position, {PLAYER}.deck.context.currentTime]"
        before_s, began_s = browser.value(clock)
        browser.press(key)
        after_s, ended_s = browser.value(clock)
        assert abs((after_s - before_s) - (ended_s - began_s)) < 0.02
        assert browser.value(f"{PLAYER}.deck.chosen") == int(key) - 1
        assert browser.value("document.querySelector('.clip input:checked').value") == str(int(key) - 1)
    browser.press("9")  # there is none
    assert browser.value(f"{PLAYER}.deck.chosen") == 0
    browser.press(" ")
    browser.wait_for(f"!{PLAYER}.playing")
    rests_s = browser.value(f"{PLAYER}.position")
    browser.press(" ")
    browser.wait_for(f"{PLAYER}.playing")
    assert browser.value(f"{PLAYER}.position") - rests_s < 0.3


def test_the_mouse_seeks_loops_and_chooses(browser: Browser) -> None:
    browser.click(".wave")
    assert browser.value(f"{PLAYER}.position") == pytest.approx(SECONDS / 2.0, abs=0.02)
    browser.click(".loop-end")
    assert browser.value(f"{PLAYER}.loop.end") == pytest.approx(SECONDS / 2.0, abs=0.02)
    assert words(browser, ".loop-words").startswith("0:00.0 to 0:0")
    browser.click(".loop-all")
    assert words(browser, ".loop-words") == "whole clip"
    browser.click(".clip:nth-child(2)")
    browser.click(".play")
    browser.wait_for(f"{PLAYER}.playing")
    assert browser.value(f"{PLAYER}.deck.chosen") == 1
    assert browser.value("document.querySelector('.play').getAttribute('aria-label')") == "Pause"
    browser.click(".play")


def test_of_two_players_one_plays(chromium: Browser, tmp_path: Path) -> None:
    clips = [player_clip(clip.name, clip.heard) for clip in comparison().clips[:2]]
    body = "".join(player_html(clips, key=key, title=key) for key in ("one", "two"))
    page = tmp_path / "two.html"
    page.write_text(
        document(title="two", body=body, styles=[player_style()], scripts=[player_script()]), encoding="utf-8"
    )
    chromium.problems.clear()
    chromium.open(page)
    chromium.click("#one .play")
    chromium.wait_for("Player.all[0].playing")
    chromium.click("#two .play")
    chromium.wait_for("Player.all[1].playing")
    assert not chromium.value("Player.all[0].playing")
    chromium.press("2")  # goes to the one that was touched last
    assert chromium.value("Player.all.map((player) => player.deck.chosen)") == [0, 1]
    chromium.value("Player.all[0].play(), Player.all[1].play(), Player.all[0].play(), null")  # all at once
    chromium.wait_for("Player.all[0].playing")
    assert not chromium.value("Player.all[1].playing")
    assert chromium.problems == []


def test_a_drag_marks_a_loop(browser: Browser) -> None:
    left, top, width = browser.value(
        "(() => { const box = document.querySelector('.wave').getBoundingClientRect();"
        "return [box.x, box.y + 10, box.width]; })()"
    )
    for kind, share in (("mousePressed", 0.25), ("mouseMoved", 0.5), ("mouseReleased", 0.5)):
        browser.call(
            "Input.dispatchMouseEvent", type=kind, x=left + share * width, y=top, button="left", clickCount=1
        )
    start_s, end_s = browser.value(f"[{PLAYER}.loop.start, {PLAYER}.loop.end]")
    assert (start_s, end_s) == pytest.approx((SECONDS / 4.0, SECONDS / 2.0), abs=0.05)


def test_the_blind_test_counts_what_was_right(browser: Browser) -> None:
    browser.click(".abx > summary")
    browser.click(".abx-start")
    browser.wait_for(f"{PLAYER}.playing")
    assert browser.value("document.querySelectorAll('.player > .clips input:enabled').length === 0")
    for trial in range(10):
        assert words(browser, ".abx-progress") == f"Trial {trial + 1} of 10"
        for letter, key in (("A", "a"), ("B", "b"), ("X", "x")):
            browser.press(key)
            clip = browser.value(f"{PLAYER}.deck.chosen")
            assert clip == {"A": 0, "B": 1}.get(letter, clip)
        browser.click(".abx-hear .clip:nth-child(2)")
        assert browser.value(f"{PLAYER}.deck.chosen") == 1
        browser.click(".abx-answer[value=A]" if trial % 2 else ".abx-answer[value=B]")
    rows = browser.value(
        "[...document.querySelectorAll('.abx-list tbody tr')]"
        ".map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert [row[1] for row in rows] == ["B", "A"] * 5
    assert all((row[1] == row[2]) == (row[3] == "right") for row in rows)
    right = sum(row[3] == "right" for row in rows)
    assert words(browser, ".abx-result").startswith(f"{right} of 10 right. ")
    assert not browser.value("document.querySelector('.clip input').disabled")
    browser.click("[data-state=done] .abx-again")
    assert not browser.value("document.querySelector('[data-state=setup]').hidden")


def test_a_test_can_be_stopped_and_needs_two_clips(browser: Browser) -> None:
    browser.click(".abx > summary")
    browser.value("document.querySelector('.abx-b').value = '0'")
    browser.click(".abx-start")
    assert words(browser, ".abx-message") == "Choose two different clips."
    browser.value("document.querySelector('.abx-b').value = '2'")
    browser.click(".abx-start")
    browser.press("2")  # must not reveal anything
    assert browser.value(f"{PLAYER}.blind")
    browser.click("[data-state=running] .abx-again")
    assert not browser.value(f"{PLAYER}.blind")
    assert browser.value(f"{PLAYER}.shown") == 0


def test_the_score_is_that_of_the_binomial_distribution(browser: Browser) -> None:
    assert browser.value("chanceOf(9, 10)") == pytest.approx(11.0 / 1024.0)
    assert browser.value("chanceOf(0, 16)") == pytest.approx(1.0)
    assert browser.value("chanceOf(16, 16)") == pytest.approx(2.0**-16)
    assert browser.value("resultWords(9, 10)") == (
        "9 of 10 right. Guessing scores as well in 1 of 93 tests (p = 0.011). "
        "You probably hear a difference; take another test to be sure."
    )
    assert browser.value("resultWords(10, 10)").endswith(
        "in 1 of 1024 tests (p = 1e-3). You hear a difference."
    )
    assert browser.value("resultWords(5, 10)").endswith("no proof that there is none.")


def test_the_answers_are_random_and_new_in_each_test(browser: Browser) -> None:
    tosses = browser.value("Array.from({length: 200}, () => coins(16).join(''))")
    assert len(set(tosses)) > 190
    assert abs("".join(tosses).count("A") / 3200.0 - 0.5) < 0.05


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_all_of_it(browser: Browser, page: Path, dark: bool) -> None:
    browser.open(page, width=360, height=740, dark=dark)
    assert browser.value("document.documentElement.scrollWidth") <= 360
    assert browser.value("parseFloat(getComputedStyle(document.body).fontSize)") >= 16.0
    small = browser.value(
        "[...document.querySelectorAll('.player button, .player .clip, .player select')]"
        ".filter((each) => each.offsetParent && each.offsetHeight < 44).map((each) => each.className)"
    )
    assert small == []
    ground = browser.value("getComputedStyle(document.querySelector('main')).backgroundColor")
    assert ground == ("rgb(25, 29, 36)" if dark else "rgb(255, 255, 255)")


def test_no_column_is_cut_off_at_390_pixels(browser: Browser, page: Path) -> None:
    browser.open(page, width=390, height=800)
    assert browser.value("document.documentElement.scrollWidth") <= 390
    cells = browser.value(
        "[...document.querySelectorAll('.numbers td, .gains td')].filter((each) => each.offsetParent)"
        ".map((each) => [each.getBoundingClientRect().right, getComputedStyle(each, '::before').content])"
    )
    assert len(cells) > 8
    assert max(right for right, _ in cells) <= 390
    assert '"Error (ESR)"' in {heading for _, heading in cells}


def test_players_that_share_an_mp3_both_play(browser: Browser, tmp_path: Path) -> None:
    signal = Signal(sine(220.0, peak=0.25, seconds=SECONDS), RATE_HZ)
    made = player_clip("amp", signal, encode=mp3_bytes)
    shared: dict[bytes, str] = {}
    body = "".join(player_html([made], key=key, title=key, shared=shared) for key in ("one", "two"))
    path = tmp_path / "two.html"
    path.write_text(document(title="two", body=body, styles=[player_style()], scripts=[player_script()]))
    browser.open(path)
    browser.wait_for("Player.all.length === 2")
    browser.value("Player.all[1].play()")
    browser.wait_for("Player.all[1].playing")
    assert browser.value("Player.all[1].deck.duration") == pytest.approx(SECONDS, abs=0.05)
    assert browser.problems == []
