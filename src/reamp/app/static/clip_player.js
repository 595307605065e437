// Sounds of one length to listen to and to switch between while they play: a waveform, and a button for each.

import { guarded } from "./ask.js";
import { Deck } from "./deck.js";
import { h } from "./dom.js";
import { number, t } from "./words.js";

let context = null;

export class ClipPlayer extends HTMLElement {
  #deck = null;
  #data = null;
  #chosen = 0;

  // label: what is heard, for screen readers; names: the words of each clip by its name.
  setUp({ label, names }) {
    this.names = names;
    this.choices = h("div", { class: "segments", role: "radiogroup", "aria-label": label, hidden: true });
    this.button = h("button", { type: "button", class: "play", onclick: () => this.toggle() });
    this.canvas = h("canvas", { class: "clip-wave", "aria-hidden": "true", onclick: (event) => this.#seekTo(event) });
    this.place = h("input", { type: "range", class: "clip-place", min: "0", max: "1", step: "0.01", value: "0", "aria-label": t("Position"), oninput: () => this.#deck?.seek(Number(this.place.value)) });
    this.replaceChildren(this.choices, this.button, h("div", { class: "clip-track" }, this.canvas, this.place));
    this.#showButton();
    return this;
  }

  get isPlaying() {
    return Boolean(this.#deck?.playing);
  }

  get chosen() {
    return this.#chosen;
  }

  // Takes what the server answers: clips with their addresses, the waveform; goes on where it was.
  async load(data, { isPlaying = this.isPlaying } = {}) {
    context ??= new AudioContext({ sampleRate: data.rate_hz });
    const buffers = await Promise.all(data.clips.map(async ({ url }) => context.decodeAudioData(await (await fetch(url)).arrayBuffer())));
    const position = this.#deck?.position ?? 0;
    this.#deck?.silence();
    this.#deck = new Deck(context, buffers);
    this.#data = data;
    this.place.max = String(data.duration_s);
    this.choose(Math.min(this.#chosen, buffers.length - 1));
    this.#deck.seek(Math.min(position, this.#deck.duration - 0.1));
    if (isPlaying) await this.play();
    this.#draw();
  }

  get isLoaded() {
    return this.#deck !== null;
  }

  choose(index) {
    this.#chosen = index;
    this.#deck?.choose(index);
    const clips = this.#data?.clips ?? [];
    const before = this.choices.contains(document.activeElement);
    this.choices.replaceChildren(...clips.map(({ name }, each) => h("button", { type: "button", role: "radio", "data-clip": name, "aria-checked": String(each === index), class: each === index ? "on" : "", onclick: () => this.choose(each) }, this.names[name] ?? name)));
    this.choices.hidden = clips.length < 2;
    if (before) this.choices.children[index]?.focus();
  }

  async toggle() {
    if (this.isPlaying) this.pause();
    else await guarded(() => this.play());
  }

  async play() {
    if (!this.#deck && this.onwanted) await this.onwanted();
    if (!this.#deck) return;
    await context.resume();
    this.#deck.play();
    this.#showButton();
    this.#follow();
  }

  pause() {
    this.#deck?.pause();
    this.#showButton();
  }

  disconnectedCallback() {
    this.#deck?.silence();
  }

  #showButton() {
    const isOn = this.isPlaying;
    this.button.setAttribute("aria-pressed", String(isOn));
    this.button.replaceChildren(h("span", { class: isOn ? "sign-pause" : "sign-play", "aria-hidden": "true" }), h("span", {}, t(isOn ? "Pause" : "Listen")));
  }

  #follow() {
    if (!this.isPlaying || !this.isConnected) return;
    this.#draw();
    requestAnimationFrame(() => this.#follow());
  }

  #seekTo(event) {
    if (!this.#deck) return;
    const box = this.canvas.getBoundingClientRect();
    this.#deck.seek(((event.clientX - box.left) / box.width) * this.#deck.duration);
    this.#draw();
  }

  #draw() {
    if (!this.#data) return;
    const { canvas } = this;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(this);
    const { low, high, duration_s: duration } = this.#data;
    const peak = Math.max(1e-6, ...high, ...low.map((value) => -value));
    const place = this.#deck.position / duration;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    low.forEach((bottom, column) => {
      const at = column / low.length;
      pen.fillStyle = style.getPropertyValue(at < place ? "--amber" : "--edge");
      const top = (0.5 - high[column] / peak / 2) * height;
      pen.fillRect(at * width, top, Math.max(1, (width / low.length) * 0.7), Math.max(1, ((high[column] - bottom) / peak / 2) * height));
    });
    this.place.value = String(this.#deck.position);
    this.place.setAttribute("aria-valuetext", `${number(this.#deck.position, 1)} s`);
  }
}

customElements.define("clip-player", ClipPlayer);
