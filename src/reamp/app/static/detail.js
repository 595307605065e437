// The block that was chosen in the chain: what it is, what can be done with it; and the knobs.

import { announce, h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { chooseFile } from "./file_picker.js";
import { Knob } from "./knob.js";
import { NumberField } from "./number_field.js";
import { hasWords, t, withUnit } from "./words.js";

const OUTPUTS = ["normalized", "calibrated", "raw"];

export class Detail {
  constructor(chain) {
    this.chain = chain;
    this.head = h("div", { class: "detail-head" });
    this.knobs = server.knobs.filter((table) => hasWords(`knob ${table.key}`)).map((table) => new Knob().setUp(table));
    this.element = h("section", { class: "card detail", "aria-label": t("The chosen block") }, this.head, h("div", { class: "knobs" }, this.knobs));
  }

  update(state) {
    const { part, index } = this.chain.chosen;
    replaceChanged(this.head, [part, index, state.blocks, { ...state.input, is_playing: null }], () => this.#build(state, part, index));
    for (const knob of this.knobs) knob.show(state.knobs[knob.table.key]);
  }

  #build(state, part, index) {
    if (part === "model") return this.#model(state.blocks.models[index], index, state.blocks.models.length);
    if (part === "cabinet") return this.#cabinet(state.blocks.cabinets[index], index);
    if (part === "output") return this.#output(state.blocks.output);
    const name = part === "input" ? t({ demo: "Demo guitar", file: "Recording", device: "Device" }[state.input.kind]) : t(`part ${part}`);
    return [this.#title(name), h("p", { class: "note" }, t(`about ${part}`))];
  }

  #title(name, step = null, actions = null) {
    const round = (by, words, sign) => h("button", { type: "button", class: "round", "data-key": words, "aria-label": words, title: words, onclick: () => step(by) }, sign);
    return h("div", { class: "title" }, step ? round(-1, t("Previous"), "\u2039") : null, h("h1", { title: name }, name), step ? round(1, t("Next"), "\u203a") : null, actions);
  }

  #actions(part, index, kind, count) {
    const action = (words, command, said = {}) => h("button", { type: "button", class: "plain", "data-key": words, onclick: () => guarded(() => server.ask(command, { part, index, ...said })) }, words);
    const move = (by) => async () => {
      await guarded(() => server.ask("move", { part, index, to: index + by }));
      this.chain.choose(part, index + by);
    };
    return h("div", { class: "buttons" },
      h("button", { type: "button", class: "plain", "data-key": "replace", onclick: () => chooseFile({ kind, title: t("Replace"), hasCabinets: kind === "sound", onChosen: (file) => server.ask("replace", { part, index, file }) }) }, t("Replace…")),
      count > 1 && index > 0 ? h("button", { type: "button", class: "plain", "data-key": "left", onclick: move(-1) }, t("Move left")) : null,
      count > 1 && index < count - 1 ? h("button", { type: "button", class: "plain", "data-key": "right", onclick: move(1) }, t("Move right")) : null,
      part === "cabinet" || count > 1 ? action(t("Remove"), "remove") : null);
  }

  #model(model, index, count) {
    const step = (by) => guarded(() => server.ask("step", { part: "model", index, by }));
    const facts = [];
    if (model.is_off) facts.push(h("span", { class: "tag" }, t("bypassed")));
    else {
      facts.push(h("span", { class: model.level_dbu === null ? "tag warn" : "tag ok" }, model.level_dbu === null ? t("input level unknown") : t("input level {level}", { level: withUnit(model.level_dbu, 2, "dBu") })));
      if (model.level_dbu !== null && hasWords(`origin ${model.level_origin}`)) facts.push(h("span", { class: "tag" }, t(`origin ${model.level_origin}`)));
      facts.push(h("span", { class: "tag" }, t("gain into it {db}", { db: withUnit(model.gain_db, 1, "dB", true) })));
    }
    if (!model.is_off && model.sizes > 1) {
      const sizes = Array.from({ length: model.sizes }, (_, size) => size);
      const input = h("select", { "aria-label": t("size of the network"), "data-key": "size", onchange: () => guarded(() => server.ask("size", { index, size: Number(input.value) })) }, sizes.map((size) => h("option", { value: size, selected: size === model.size }, size === model.sizes - 1 ? t("full size") : t("size {number} of {count}", { number: size + 1, count: model.sizes }))));
      facts.push(input);
    }
    const made = [this.#title(model.name, step, this.#actions("model", index, "model", count)), h("div", { class: "tags" }, facts)];
    if (index > 0 && !model.is_off) {
      const field = new NumberField().setUp({ label: t("input level of the model"), step: 0.1, format: (value) => withUnit(value, 2, "dBu"), send: (text) => guarded(() => server.ask("level", { index, text })) });
      field.show(model.level_dbu, "later level");
      made[1].append(h("label", { class: "tag edit" }, t("its level"), field));
    }
    return made;
  }

  #cabinet(cabinet, index) {
    const add = (words, key) => h("button", { type: "button", class: "plain", onclick: () => guarded(() => server.ask("add", { part: "cabinet", file: key })) }, words);
    if (!cabinet) {
      return [this.#title(t("No cabinet")), h("p", { class: "note" }, t("about cabinet")), h("div", { class: "buttons" }, ["1x12", "2x12", "4x12"].map((name) => add(name, `computed/${name}`)))];
    }
    const step = (by) => guarded(() => server.ask("step", { part: "cabinet", index, by }));
    const tags = [h("span", { class: "tag" }, t(cabinet.is_computed ? "computed by Reamp" : "impulse response")), cabinet.is_off ? h("span", { class: "tag" }, t("bypassed")) : null];
    const actions = this.#actions("cabinet", index, "sound", server.state.blocks.cabinets.length);
    const ask = (said) => guarded(() => server.ask("mix", { index, ...said }));
    const decimal = (text) => Number(text.replace(",", ".").replace(/[^\d.+-]/g, "") || NaN);
    const field = (label, key, step_, format) => {
      const made = new NumberField().setUp({ label, step: step_, format, send: (text) => (Number.isNaN(decimal(text)) ? announce(t("“{text}” is no number", { text }), true) : ask({ [key]: decimal(text) })) });
      made.show(cabinet[key], key);
      return h("label", { class: "tag edit" }, label, made);
    };
    const mix = [field(t("gain"), "gain_db", 0.5, (value) => withUnit(value, 1, "dB", true)), field(t("balance, −1 is left"), "pan", 0.1, (value) => withUnit(value, 2, "", true))];
    if (cabinet.channels > 1) {
      const input = h("select", { "aria-label": t("channel"), "data-key": "channel", onchange: () => ask({ channel: input.value ? Number(input.value) : null }) }, h("option", { value: "" }, t("all channels")), Array.from({ length: cabinet.channels }, (_, channel) => h("option", { value: channel + 1, selected: cabinet.channel === channel + 1 }, t("channel {number}", { number: channel + 1 }))));
      mix.push(input);
    }
    return [this.#title(cabinet.name, step, actions), h("div", { class: "tags" }, tags, mix)];
  }

  #output(output) {
    const choices = OUTPUTS.map((mode) => h("button", { type: "button", role: "radio", "data-key": mode, "aria-checked": String(output.mode === mode), class: output.mode === mode ? "on" : "", onclick: () => guarded(() => server.ask("set", { set: { output: mode } })) }, t(`output ${mode}`)));
    return [this.#title(t("Output")), h("div", { class: "segments", role: "radiogroup", "aria-label": t("Output") }, choices),
      h("p", { class: "note" }, t(`about output ${output.mode}`), " ", t("gain {db}", { db: withUnit(output.gain_db, 1, "dB", true) })),
      h("div", { class: "tags" }, this.#outputLevel(output), this.#mode())];
  }

  #outputLevel(output) {
    const send = (text) => guarded(() => server.ask("output level", { text }));
    const field = new NumberField().setUp({ label: t("output level of {model}", output), step: 0.1, format: (value) => withUnit(value, 2, "dBu"), send });
    field.show(output.level_dbu, "output level");
    return h("label", { class: "tag edit" }, t("output level of {model}", output), field, output.is_level_typed ? h("button", { type: "button", class: "link", onclick: () => send("none") }, t("back to the file")) : null);
  }

  // Gate, cabinet and limiter as Reamp's own chain has them, or as the official plug-in has.
  #mode() {
    const { mode } = server.state.blocks;
    const input = h("select", { "aria-label": t("Gate and cabinet"), "data-key": "mode", onchange: () => guarded(() => server.ask("mode", { mode: input.value })) }, ["player", "compatible"].map((each) => h("option", { value: each, selected: each === mode }, t(`mode ${each}`))));
    return input;
  }
}
