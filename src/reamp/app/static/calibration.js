// The calibration as a sum on the page: every number can be typed, and what is missing is said first.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { NumberField } from "./number_field.js";
import { chooseInterface } from "./interface_picker.js";
import { hasWords, t, withUnit } from "./words.js";

const dbu = (value) => withUnit(value, 2, "dBu");
const db = (value) => withUnit(value, 2, "dB");

export class CalibrationCard {
  constructor() {
    this.head = h("div", { class: "state" });
    this.todo = h("div", { class: "todo" });
    this.level = new NumberField().setUp({
      label: t("maximum input level of the interface"), step: 0.1, format: dbu,
      send: (text) => guarded(() => server.ask("interface", { text: withoutBareNumber(text) })),
    });
    this.model = new NumberField().setUp({
      label: t("input level of the model"), step: 0.1, format: dbu,
      send: (text) => guarded(() => server.ask("level", { index: server.state.calibration.model.index, text })),
    });
    this.gain = new NumberField().setUp({
      label: t("gain that the interface shows"), step: 1,
      format: (value) => withUnit(value, Number.isInteger(value) ? 0 : 1, "dB", server.state?.calibration.gain.is_relative),
      send: (text) => guarded(() => server.ask("gain", { text })),
    });
    this.trim = new NumberField().setUp({
      label: t("input knob"), step: 0.5, format: (value) => withUnit(value, 2, "dB"),
      send: (text) => guarded(() => server.ask("set", { set: { input_trim_db: text } })),
    });
    this.words = {};
    this.rows = h("div", { class: "sum", role: "group", "aria-label": t("the sum") },
      this.#row("interface", "", this.level), this.#row("model", "\u2212", this.model),
      this.#row("gain", "\u2212", this.gain), this.#row("trim", "+", this.trim));
    this.sumValue = h("span", { class: "sum-value" });
    this.rows.append(h("div", { class: "sum-row total" }, h("span", { class: "sign" }, "="), this.sumValue, h("span", { class: "what" }, t("gain into the model"))));
    this.element = h("section", { class: "card calibration", "aria-label": t("Calibration") }, this.head, this.todo, this.rows,
      h("p", { class: "note" }, t("Click a number to type it: 12.2 dBu, 12,2, 3.15 V.")));
  }

  #row(name, sign, field) {
    this.words[name] = h("span", { class: "what" });
    this[`${name}Row`] = h("div", { class: "sum-row" }, h("span", { class: "sign" }, sign), field, this.words[name]);
    return this[`${name}Row`];
  }

  update(state) {
    const { calibration } = state;
    const { interface: row, gain, model } = calibration;
    replaceChanged(this.head, [calibration.is_calibrated], () => [
      h("span", { class: calibration.is_calibrated ? "dot ok" : "dot warn", "aria-hidden": "true" }),
      h("h2", { class: calibration.is_calibrated ? "ok" : "warn" }, t(calibration.is_calibrated ? "Calibrated" : "Not calibrated")),
    ]);
    replaceChanged(this.todo, [calibration.missing, calibration.is_calibrated, calibration.trim_db, gain.is_known, row?.name], () => this.#todo(calibration));
    this.level.show(row?.level_dbu ?? null, "level");
    this.model.show(model.level_dbu, "model level");
    this.gain.show(row ? (gain.is_relative ? gain.raised_db : (gain.shown_db ?? gain.lowest_db ?? 0)) : null, "gain");
    this.gain.input.disabled = !row;
    this.trim.show(calibration.trim_db, "trim");
    this.trimRow.hidden = calibration.trim_db === 0;
    replaceChanged(this.words.interface, [row, calibration.origin, state.input.kind], () => this.#interface(calibration, state.input.kind));
    replaceChanged(this.words.model, [model], () => [
      h("b", { title: model.name }, model.name), model.level_dbu === null ? null : h("small", {}, origin(model.origin)),
      model.is_typed ? h("button", { type: "button", class: "link", onclick: () => guarded(() => server.ask("level", { index: model.index, text: "none" })) }, t("back to the file")) : null,
    ]);
    replaceChanged(this.words.gain, [gain, row?.name], () => [h("b", {}, t("interface gain")), h("small", {}, this.#gainWords(gain, row))]);
    replaceChanged(this.words.trim, [], () => [h("b", {}, t("input knob"))]);
    this.sumValue.textContent = db(calibration.value_db);
  }

  #todo(calibration) {
    const { missing, gain } = calibration;
    const lines = [];
    if (missing.includes("interface")) {
      lines.push(h("p", {}, t("Name your interface, or type the level that fills it."), " ", h("button", { type: "button", class: "action", onclick: () => chooseInterface() }, t("Find it"))));
    }
    if (missing.includes("interface level")) lines.push(h("p", {}, t("The sources for this interface disagree: type its maximum input level.")));
    if (missing.includes("model level")) {
      lines.push(h("p", {}, t("This model does not state its input level: type it, or turn the input knob until it sounds right and keep that."), " ",
        missing.length === 1 && calibration.trim_db !== 0
          ? h("button", { type: "button", class: "action", onclick: () => guarded(() => server.ask("keep level")) }, t("Keep this level")) : null));
    }
    if (!missing.length && !gain.is_known) lines.push(h("p", {}, t("Assuming the lowest gain of the interface: type what it shows.")));
    return lines;
  }

  #interface(calibration, kind) {
    const { interface: row } = calibration;
    if (!row) return [h("b", {}, t("interface")), h("button", { type: "button", class: "link", "data-key": "find interface", onclick: () => chooseInterface() }, t("find"))];
    const isDemo = kind === "demo" && calibration.origin === "named" && row.is_level_only && row.level_dbu === 12.2;
    const name = isDemo ? t("demo guitar's interface") : row.is_level_only ? t("your interface") : row.name;
    const source = isDemo ? t("simulated") : row.is_level_only ? t("typed") : t(`confidence ${row.confidence}`);
    return [
      h("b", { title: name }, name), h("small", { title: row.source }, source),
      // The demo guitar was recorded with an interface of its own: no other one is right for it.
      kind === "demo" ? null : h("button", { type: "button", class: "link", "data-key": "find interface", onclick: () => chooseInterface() }, t("change")),
    ];
  }

  #gainWords(gain, row) {
    if (!row) return "";
    if (!gain.is_known) return t("assumed lowest");
    const lowest = gain.lowest_db ?? 0;
    if (gain.is_relative) return t("above its lowest");
    return lowest ? t("shown; {db} above its lowest", { db: withUnit(gain.raised_db, 1, "dB") }) : t("shown");
  }
}

function origin(name) {
  const key = `origin ${name}`;
  return hasWords(key) ? t(key) : name;
}

// A bare number in the place of a level is one: 12,2 is 12,2 dBu, never a name.
function withoutBareNumber(text) {
  return /^[+-]?[\d.,]+$/.test(text) ? `${text} dBu` : text;
}

