// Set up: the device and its input, the interface, the gain; three steps, done once.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { GainAssistant } from "./gain_assistant.js";
import { server } from "./server.js";
import { interfaceSearch } from "./interface_picker.js";
import { NumberField } from "./number_field.js";
import { sound } from "./sound.js";
import { LevelMeter } from "./meters.js";
import { hasWords, number, t, withUnit } from "./words.js";

export class SetUpPage {
  constructor() {
    this.devices = h("div", { class: "choices" });
    this.inputs = h("div", { class: "segments wrap", role: "radiogroup", "aria-label": t("Input of the guitar") });
    this.known = h("div", { class: "known" });
    this.gain = new NumberField().setUp({
      label: t("gain that the interface shows"), step: 1,
      format: (value) => withUnit(value, Number.isInteger(value) ? 0 : 1, "dB", server.state?.calibration.gain.is_relative),
      send: (text) => guarded(() => server.ask("gain", { text })),
    });
    this.gainWords = h("p", { class: "note" });
    this.meter = h("div", { class: "meters" });
    this.kept = h("input", { type: "checkbox", checked: true });
    this.search = interfaceSearch({ onChosen: () => {}, isKept: () => this.kept.checked }).element;
    this.keeping = h("label", { class: "check" }, this.kept, t("Remember it on this machine"));
    this.inputsTitle = h("h3", {}, t("Input of the guitar"));
    this.gainField = h("label", { class: "gain-field" }, t("The interface shows"), this.gain);
    this.gainHint = h("p", { class: "note" }, t("A knob without numbers: type +5 for 5 dB above its lowest, +0 for its lowest."));
    this.assistant = new GainAssistant();
    const again = h("button", { type: "button", class: "plain", onclick: () => this.find() }, t("Look again"));
    const step = (count, title, ...rest) => h("section", { class: "card step" }, h("h2", {}, h("span", { class: "count", "aria-hidden": "true" }, String(count)), title), ...rest);
    this.element = h("div", { class: "set-up" },
      h("h1", {}, t("Set up")), h("p", { class: "lead" }, t("Three steps, done once. Reamp remembers them on this machine.")),
      step(1, t("The device"), h("p", { class: "note" }, t("Turn your speakers down first: the guitar is heard as soon as a device is chosen.")), this.devices, h("div", { class: "buttons" }, again), this.inputsTitle, this.inputs),
      step(2, t("The interface"), this.known, this.search, this.keeping),
      step(3, t("Its gain"), this.meter, this.gainWords, this.assistant.element, this.gainField, this.gainHint));
    this.find();
  }

  async find() {
    this.why = "";
    this.found = await server.ask("devices").catch((error) => {
      this.why = error.message;
      return [];
    });
    if (server.state) this.update(server.state);
  }

  update(state) {
    const { input, device, calibration } = state;
    const isLive = input.kind === "device";
    const isDemo = input.kind === "demo";
    this.inputsTitle.hidden = this.inputs.hidden = !isLive;
    this.search.hidden = this.keeping.hidden = isDemo;
    this.gainField.hidden = this.gainHint.hidden = isDemo || state.is_setting_gain;
    replaceChanged(this.devices, [this.found ?? null, this.why, isLive, device.name, device.backend], () => this.#devices(isLive, device));
    replaceChanged(this.inputs, [isLive, device.inputs, input.channel], () => this.#inputs(isLive, device, input));
    replaceChanged(this.known, [calibration.interface, calibration.origin, calibration.confidence, input.kind], () => this.#known(calibration, input.kind));
    const { gain, interface: row } = calibration;
    this.gain.show(row ? (gain.is_relative ? gain.raised_db : (gain.shown_db ?? gain.lowest_db ?? 0)) : null, "set up gain");
    this.gain.input.disabled = !row;
    const zone = calibration.zone_dbfs;
    this.assistant.update(state);
    this.meter.hidden = this.gainWords.hidden = state.is_setting_gain;
    const words = isDemo ? t("Choose a device first: its gain is set here.") : t("Strum as hard as you ever will. The peaks should reach the marked zone, {low} to {high} dBFS; then type the gain that the interface shows.", { low: number(zone[0], 0), high: number(zone[1], 0) });
    if (this.gainWords.textContent !== words) this.gainWords.textContent = words;
    replaceChanged(this.meter, [zone, isLive], () => [(this.bar = new LevelMeter().setUp({ name: t(isLive ? "Converter" : "Recording"), zone }))]);
  }

  news(topic, value) {
    if (topic === "stage") this.assistant.news(value);
  }

  close() {
    this.assistant.close();
  }

  back() {
    this.find();
  }

  show(values, state, now) {
    if (!state.is_setting_gain) this.bar?.show(values[0], null, now);
  }

  #devices(isLive, now) {
    if (!this.found) return [h("p", { class: "note" }, t("looking for devices…"))];
    if (!this.found.length) return [h("p", { class: "note" }, t("No device found: connect an interface, or play the demo guitar.")), this.why ? h("p", { class: "note", lang: "en" }, this.why) : null];
    return this.found.map((device) => {
      const isOn = isLive && device.name === now.name && device.backend === now.backend;
      return h("button", { type: "button", class: isOn ? "choice on" : "choice", "aria-pressed": String(isOn), "data-key": `${device.backend} ${device.name}`, disabled: device.inputs === 0, onclick: () => this.#use({ device: device.name, backend: device.backend }) },
        h("b", {}, device.name), h("small", {}, `${device.backend} · ${t("{inputs} in, {outputs} out", device)} · ${number(device.rate_hz / 1000, device.rate_hz % 1000 ? 1 : 0)} kHz`));
    });
  }

  #inputs(isLive, device, input) {
    if (!isLive) return [];
    return Array.from({ length: Math.min(32, device.inputs) }, (_, index) => index + 1).map((channel) =>
      h("button", { type: "button", role: "radio", "aria-checked": String(channel === input.channel), class: channel === input.channel ? "on" : "", "data-key": `channel ${channel}`, onclick: () => guarded(() => server.ask("channel", { channel })) }, String(channel)));
  }

  #known({ interface: row, origin, confidence, can_keep_interface: canKeep }, kind) {
    if (kind === "demo") return [h("p", { class: "note" }, t("The demo guitar brings its own levels. Choose a device first, then name its interface."))];
    if (!row) return [h("p", { class: "warn" }, t("The interface is unknown: search it, or type its maximum input level."))];
    const level = row.level_dbu === null ? t("sources disagree") : withUnit(row.level_dbu, 2, "dBu");
    const name = row.is_level_only ? t("your interface") : row.name;
    const how = hasWords(`known ${origin}`) ? t(`known ${origin}`, { percent: number(100 * confidence, 0) }) : "";
    const sure = row.is_level_only ? "" : t(`confidence ${row.confidence}`);
    return [
      h("p", {}, h("b", {}, name), " ", h("span", { class: "volts" }, level), " ", h("small", { class: "quiet" }, [sure, how].filter(Boolean).join(" · "))),
      row.source && !row.is_level_only ? h("p", { class: "note" }, t("source: {source}", { source: row.source })) : null,
      canKeep && kind === "device" ? h("button", { type: "button", class: "plain", "data-key": "keep", onclick: () => guarded(() => server.ask("keep interface")) }, t("Remember it on this machine")) : null,
    ].filter(Boolean);
  }

  async #use(said) {
    sound.stop();
    await guarded(() => server.ask("input", { kind: "device", ...said }));
  }
}
