// Where the guitar comes from, and whether its loop plays.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { chooseFile } from "./file_picker.js";
import { TakeTools } from "./take_tools.js";
import { sound } from "./sound.js";
import { NumberField } from "./number_field.js";
import { t, withUnit } from "./words.js";

export function togglePlay() {
  if (server.state.input.kind === "device") return;
  if (sound.isOn) {
    guarded(() => server.ask("play", { is_playing: false }));
    sound.stop();
  } else sound.start();
}

export class Transport {
  constructor(showSetUp) {
    this.showSetUp = showSetUp;
    this.inputs = h("div", { class: "segments", role: "radiogroup", "aria-label": t("Where the guitar comes from") });
    this.play = h("button", { type: "button", class: "play", "data-key": "play", onclick: togglePlay });
    this.tools = new TakeTools();
    this.bar = h("i");
    this.line = h("div", { class: "place", "aria-hidden": "true" }, this.bar);
    this.backing = h("div", { class: "backing" });
    this.words = h("span", { class: "quiet input-words" });
    this.element = h("section", { class: "card transport", "aria-label": t("Input") }, this.inputs, this.play, this.line, this.words, this.backing, this.tools.element);
  }

  update(state) {
    const { kind, name } = state.input;
    this.tools.update(state);
    replaceChanged(this.inputs, [kind], () => [
      this.#choice("demo", t("Demo guitar"), kind, () => this.#use({ kind: "demo" })),
      this.#choice("file", t("File…"), kind, () => chooseFile({ kind: "sound", title: t("A recorded guitar"), onChosen: (file) => this.#use({ kind: "file", file }, true) })),
      this.#choice("device", t("Device"), kind, () => (kind === "device" ? this.showSetUp() : this.#device())),
    ]);
    const isLive = kind === "device";
    this.play.hidden = this.line.hidden = isLive;
    this.backing.hidden = !isLive;
    replaceChanged(this.backing, [state.input.backing], () => this.#backing(state.input.backing));
    const isOn = sound.isOn;
    this.play.setAttribute("aria-label", t(isOn ? "Pause" : "Listen"));
    replaceChanged(this.play, [isOn], () => [h("span", { class: isOn ? "sign-pause" : "sign-play", "aria-hidden": "true" }), h("span", { class: "wide-only" }, t(isOn ? "Pause" : "Listen"))]);
    const words = isLive ? `${state.device.name} · ${t("Input {channel}", { channel: state.input.channel })}` : kind === "file" ? name : t("14 s, in a loop; the sound comes from this page");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  showPlace(place) {
    const shown = place.toFixed(2);
    if (shown === this.shownPlace) return;
    this.shownPlace = shown;
    this.bar.style.transform = `scaleX(${shown})`;
  }

  // A song beside the guitar: it plays in a loop, and is not recorded.
  #backing(song) {
    const choose = h("button", { type: "button", class: "plain", "data-key": "backing", onclick: () => chooseFile({ kind: "sound", title: t("A backing track"), onChosen: (file) => server.ask("backing", song ? { file, gain_db: song.gain_db } : { file }) }) }, song ? song.name : t("Backing track…"));
    if (!song) return [choose];
    const gain = new NumberField().setUp({ label: t("gain of the backing track"), step: 1, format: (value) => withUnit(value, 0, "dB", true), send: (text) => guarded(() => server.ask("backing", { file: song.key, gain_db: Number(text.replace(",", ".").replace(/[^\d.+-]/g, "")) })) });
    gain.show(song.gain_db, "backing gain");
    return [choose, gain, h("button", { type: "button", class: "link", "data-key": "no backing", onclick: () => guarded(() => server.ask("backing", {})) }, t("remove"))];
  }

  #choice(kind, words, now, action) {
    return h("button", { type: "button", role: "radio", "data-key": kind, "aria-checked": String(kind === now), class: kind === now ? "on" : "", onclick: action }, words);
  }

  async #use(said, mayThrow = false) {
    const wasOn = sound.isOn;
    sound.stop();
    const ask = async () => {
      await server.ask("input", said);
      if (wasOn && said.kind !== "device") await sound.start();
    };
    await (mayThrow ? ask() : guarded(ask));
  }

  async #device() {
    await this.#use({ kind: "device" });
    if (server.state.input.kind === "device") this.showSetUp();
  }
}
