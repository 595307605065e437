"""The page that plays a model: what it holds, what it must not, and in a real browser how it sounds."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import CHROMIUM, Browser, open_browser

from reamp._core import Rig as CoreRig
from reamp.demo import demo_model_path
from reamp.engine import load
from reamp.errors import ConfigError, ModelFileError, OutputError, OutputExistsError
from reamp.model_page import page as model_page
from reamp.model_page.page import PageConfig, player_module_path, write_model_page
from reamp.nam import NamDocument
from reamp.sim.speaker import cabinet_taps


def is_player_built() -> bool:
    try:
        return player_module_path().is_file()
    except ConfigError:
        return False


needs_player = pytest.mark.skipif(not is_player_built(), reason="the player is not built: make wasm")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
RATE_HZ = 48_000

# Plays samples through the page's own worker and worklet, and returns what comes out.
RENDER = """(async () => {
  await ready;
  const samples = new Float32Array(Uint8Array.from(atob(ENCODED), (letter) => letter.charCodeAt(0)).buffer);
  const { image } = await ask("build", { rate_hz: RATE, cabinet: { name: CABINET } });
  const offline = new OfflineAudioContext(2, samples.length, RATE);
  const code = encodeURIComponent($("worklet-code").textContent);
  await offline.audioWorklet.addModule(`data:text/javascript,${code}`);
  const options = { outputChannelCount: [2], processorOptions: { module: player } };
  const playing = new AudioWorkletNode(offline, "reamp-player", options);
  const buffer = offline.createBuffer(1, samples.length, RATE);
  buffer.copyToChannel(samples, 0);
  const from = new AudioBufferSourceNode(offline, { buffer });
  from.connect(playing).connect(offline.destination);
  playing.port.postMessage({ knobs: [-3, 0, -100, 5, 5, 5, 5, 0], image }, [image]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  from.start();
  const played = (await offline.startRendering()).getChannelData(0);
  return btoa(Array.from(new Uint8Array(played.buffer), (byte) => String.fromCharCode(byte)).join(""));
})()"""


def held(page: str, key: str) -> bytes:
    (text,) = re.findall(f'<script type="[^"]*" id="{key}">(.*?)</script>', page, re.DOTALL)
    return text.encode()


@needs_player
def test_a_page_holds_the_model_and_loads_nothing(tmp_path: Path) -> None:
    written = write_model_page(demo_model_path(), tmp_path / "pedal.html")
    page = written.path.read_text(encoding="utf-8")
    assert written.bytes == written.path.stat().st_size < 2_000_000
    model = gzip.decompress(base64.b64decode(held(page, "model-file")))
    assert model == demo_model_path().read_bytes()
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", page)
    data = json.loads(held(page, "page-data"))
    assert data["input_level_dbu"] == NamDocument.read(demo_model_path()).metadata.input_level_dbu
    assert data["cabinet"] == ""  # the demo's model is a pedal
    assert [knob["key"] for knob in data["knobs"]][:2] == ["input_trim_db", "bass"]


@needs_player
def test_an_amp_is_heard_through_a_cabinet_and_a_name_is_no_markup(tmp_path: Path) -> None:
    model = NamDocument.read(demo_model_path())
    model.with_metadata(gear_type="amp", name="</script><b>x", gear_make="<i>").write(tmp_path / "amp.nam")
    page = write_model_page(tmp_path / "amp.nam", tmp_path / "amp.html").path.read_text(encoding="utf-8")
    assert '<option value="4x12" selected>' in page
    assert "<b>x" not in page
    assert "<i>.</p>" not in page
    without = write_model_page(tmp_path / "amp.nam", tmp_path / "b.html", config=PageConfig(cabinet=""))
    assert '<option value="" selected>none' in without.path.read_text(encoding="utf-8")


def test_wrong_input_is_one_line_and_nothing_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match="there is no cabinet '8x10'"):
        PageConfig(cabinet="8x10")
    module = tmp_path / "player.wasm"
    module.write_bytes(b"\0asm")
    monkeypatch.setattr(model_page, "player_module_path", lambda: module)
    (tmp_path / "broken.nam").write_text("{}")
    with pytest.raises(ModelFileError):
        write_model_page(tmp_path / "broken.nam", tmp_path / "a.html")
    assert not (tmp_path / "a.html").exists()
    (tmp_path / "a.html").write_text("mine")
    with pytest.raises(OutputExistsError):
        write_model_page(demo_model_path(), tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text() == "mine"
    with pytest.raises(OutputError):
        write_model_page(demo_model_path(), demo_model_path(), overwrite=True)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = tmp_path_factory.mktemp("page") / "pedal.html"
    write_model_page(demo_model_path(), path)
    with open_browser() as opened:
        opened.open(path)
        opened.wait_for("document.body.dataset.ready === 'yes'")
        yield opened
        assert opened.problems == []
        assert all(url.startswith(("file:", "blob:", "data:")) for url in opened.requests)


def said(browser: Browser, key: str) -> str:
    return str(browser.value(f"document.getElementById('{key}').textContent"))


def typed(browser: Browser, key: str, words: str) -> None:
    browser.value(
        f"(() => {{ const it = document.getElementById('{key}'); it.value = {words!r};"
        "it.dispatchEvent(new Event(it.type === 'search' ? 'input' : 'change')); })()"
    )


@needs_player
@needs_browser
@pytest.mark.parametrize("cabinet", ["", "4x12"])
def test_it_sounds_like_the_native_rig(browser: Browser, cabinet: str) -> None:
    guitar = np.random.default_rng(0).normal(0.0, 0.1, 2 * RATE_HZ).astype(np.float32)
    code = f"const ENCODED = '{base64.b64encode(guitar).decode()}', RATE = {RATE_HZ}, CABINET = '{cabinet}'; "
    played = np.frombuffer(base64.b64decode(browser.value(f"{{ {code} {RENDER} }}")), np.float32)
    rig = CoreRig(RATE_HZ)
    rig.set_models([(load(demo_model_path()).core, -3.0)], 0.0)
    if cabinet:
        rig.set_cabinet(cabinet_taps(cabinet, rate_hz=RATE_HZ))
    expected = np.empty_like(guitar)
    rig.process([guitar], expected)
    heard = slice(RATE_HZ, None)  # the rig is copied into the audio thread in pieces, and faded in
    error = np.sqrt(np.mean((played[heard] - expected[heard]) ** 2) / np.mean(expected[heard] ** 2))
    assert 20 * np.log10(error) < -100.0


@needs_player
@needs_browser
def test_a_listener_hears_the_demo_and_calibrates_an_interface_by_its_name(browser: Browser) -> None:
    assert (
        said(browser, "verdict") == "Calibrated"
    )  # the demo guitar's interface and the pedal's level are known
    browser.click("#play")
    browser.wait_for("document.body.dataset.plays === 'yes'")
    browser.wait_for("document.querySelector('#meter-output + output').textContent.endsWith('dBFS')")
    browser.value("document.querySelector('[name=source][value=file]').checked = true")
    browser.value("guarded(() => plan())()")
    browser.wait_for("document.getElementById('verdict').textContent === 'Not calibrated'")
    typed(browser, "find", "ssl 2+")
    browser.wait_for("document.querySelector('#found button') !== null")
    browser.click("#found button")
    browser.wait_for("document.getElementById('verdict').textContent === 'Calibrated'")
    typed(browser, "gain", "+5 dB")
    level_dbu = NamDocument.read(demo_model_path()).metadata.input_level_dbu
    assert level_dbu is not None
    expected = f"{15.0 - level_dbu - 5.0:+.2f} dB".replace("-", "\u2212")
    browser.wait_for(f"document.getElementById('sum').textContent === {expected!r}")
    for words, answer in (("loud", "is not a level"), ("9,98 dBV", "")):
        typed(browser, "interface-level", words)
        browser.wait_for(f"document.getElementById('message').textContent.includes({answer!r})")
    browser.wait_for("document.getElementById('interface-source').textContent === 'typed'")


@needs_player
@needs_browser
def test_buttons_pressed_twice_play_one_guitar_and_a_file_stays_among_the_cabinets(browser: Browser) -> None:
    browser.value(
        "(() => { window.made = 0; const Source = AudioBufferSourceNode;"
        "window.AudioBufferSourceNode = class extends Source { start() { window.made++; super.start(); } "
        "stop() { window.made--; super.stop(); } }; })()"
    )
    browser.value("document.querySelector('[name=source][value=demo]').checked = true")
    browser.value("Promise.all([inOrder(start), inOrder(start), inOrder(start)]).then(() => 0)")
    assert browser.value("window.made") == 1
    rate, sound = RATE_HZ, np.zeros(64, np.float32)
    sound[0] = 0.5
    header = b"RIFF" + (36 + 4 * sound.size).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (3).to_bytes(2, "little") + (1).to_bytes(2, "little") + rate.to_bytes(4, "little")
    form += (4 * rate).to_bytes(4, "little") + (4).to_bytes(2, "little") + (32).to_bytes(2, "little")
    wav = header + form + b"data" + (4 * sound.size).to_bytes(4, "little") + sound.tobytes()
    browser.value(f"openImpulse(new File([new Uint8Array({list(wav)})], 'cab.wav')).then(() => 0)")
    assert browser.value("document.getElementById('cabinet').selectedOptions[0].textContent") == "cab.wav"
    browser.value("guarded(() => useCabinet({ name: '4x12' }))()")
    assert said(browser, "message") == ""


@needs_player
@needs_browser
def test_a_broken_impulse_response_is_one_line_and_the_sound_goes_on(browser: Browser) -> None:
    answer = browser.value(
        "(async () => { await ready; try { await ask('build', { rate_hz: 48000, cabinet: { file: "
        "new Uint8Array([1, 2, 3]) } }); } catch (error) { return error.message; } })()"
    )
    assert answer.startswith("the impulse response: ")
