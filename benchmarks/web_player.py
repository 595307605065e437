"""Measure the player of `reamp page` in Chromium's audio thread: speed, error, and what loading costs there.

  web_player.py MODEL.nam            needs chromium, playwright and `make wasm`

The speed is that of a whole render in an OfflineAudioContext, loading included, in blocks of 128 frames and
without a cabinet; the error is the RMS difference from the native rig, relative to the sound.
"""

import argparse
import base64
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from reamp._core import Rig as CoreRig
from reamp.engine import load
from reamp.model_page.page import PageConfig, write_model_page

SECONDS = 20
RATE_HZ = 48_000
GAIN_DB = 3.0

RENDER = """async ([rate, encoded, gain]) => {
  await ready;
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const samples = new Float32Array(bytes.buffer);
  const { image } = await ask("build", { rate_hz: rate, cabinet: { name: "" } });
  const made = new OfflineAudioContext(2, samples.length, rate);
  const code = encodeURIComponent($("worklet-code").textContent);
  await made.audioWorklet.addModule(`data:text/javascript,${code}`);
  const processorOptions = { module: player };
  const playing = new AudioWorkletNode(made, "reamp-player", { outputChannelCount: [2], processorOptions });
  const buffer = made.createBuffer(1, samples.length, rate);
  buffer.copyToChannel(samples, 0);
  const from = new AudioBufferSourceNode(made, { buffer });
  from.connect(playing).connect(made.destination);
  playing.port.postMessage({ knobs: [gain, 0, -100, 5, 5, 5, 5, 0], image }, [image]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  from.start();
  const started = performance.now();
  const played = await made.startRendering();
  const took_s = (performance.now() - started) / 1000;
  const out = new Uint8Array(played.getChannelData(0).buffer);
  let text = "";
  for (let at = 0; at < out.length; at += 32768) text += String.fromCharCode(...out.subarray(at, at + 32768));
  return [took_s, btoa(text)];
}"""

LOADING = """async () => {
  const { image } = await ask("build", { rate_hz: 48000, cabinet: { name: "4x12" } });
  const made = new OfflineAudioContext(2, 128, 48000);
  const code = `registerProcessor("loading", class extends AudioWorkletProcessor {
    constructor({ processorOptions: { module, image } }) {
      super();
      const rounds = 200, from = new Uint8Array(image);
      let at = Date.now();
      for (let round = 0; round < rounds; round++) {
        const memory = new WebAssembly.Memory({ initial: image.byteLength / 65536, maximum: 16384 });
        const env = { memory, emscripten_notify_memory_growth() {} };
        new WebAssembly.Instance(module, { env, wasi_snapshot_preview1: { proc_exit() {} } });
      }
      const instance_ms = (Date.now() - at) / rounds;
      const to = new Uint8Array(image.byteLength);
      at = Date.now();
      for (let round = 0; round < rounds; round++)
        for (let place = 0; place < from.length; place += 131072)
          to.set(from.subarray(place, place + 131072), place);
      const piece_ms = (Date.now() - at) / rounds / Math.ceil(from.length / 131072);
      this.port.postMessage({ instance_ms, piece_ms });
    }
    process() { return false; }
  });`;
  await made.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(code)}`);
  const node = new AudioWorkletNode(made, "loading", { processorOptions: { module: player, image } });
  const told = await new Promise((resolve) => { node.port.onmessage = ({ data }) => resolve(data); });
  return { ...told, image_mb: image.byteLength / 1e6 };
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    model = parser.parse_args().model
    rng = np.random.default_rng(0)
    chord = rng.normal(0.0, 0.1, SECONDS * RATE_HZ) * np.tile(np.exp(-np.arange(RATE_HZ) / 12_000), SECONDS)
    guitar = chord.astype(np.float32)
    native = CoreRig(RATE_HZ)
    native.set_models([(load(model).core, GAIN_DB)], 0.0)
    expected = np.empty_like(guitar)
    started_s = time.process_time()
    for start in range(0, guitar.size, 128):
        native.process([guitar[start : start + 128]], expected[start : start + 128])
    native_s = time.process_time() - started_s
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        written = write_model_page(model, Path(folder) / "page.html", config=PageConfig(cabinet=""))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.goto(written.path.as_uri())
        runs = [
            page.evaluate(RENDER, [RATE_HZ, base64.b64encode(guitar.tobytes()).decode(), GAIN_DB])
            for _ in range(3)
        ]
        loading = page.evaluate(LOADING)
        browser.close()
    took_s, encoded = min(runs, key=lambda run: run[0])
    played = np.frombuffer(base64.b64decode(encoded), np.float32)
    settled = slice(RATE_HZ, None)  # the rig is copied and faded in during the first blocks
    error = np.sqrt(np.mean((played[settled] - expected[settled]) ** 2) / np.mean(expected[settled] ** 2))
    print(f"{model.name}: page {written.bytes / 1e6:.2f} MB")
    print(f"audio thread: {SECONDS / took_s:.1f} times real time; native rig: {SECONDS / native_s:.1f}")
    print(f"error against native: {20 * np.log10(error):.1f} dB")
    print(
        f"loading in the audio thread: instance {loading['instance_ms']:.2f} ms, then pieces of "
        f"{loading['piece_ms']:.3f} ms; image {loading['image_mb']:.1f} MB"
    )


if __name__ == "__main__":
    main()
