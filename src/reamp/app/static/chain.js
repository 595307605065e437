// The signal chain from left to right: it is read there, and chosen, dropped on, moved and bypassed.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { addFiles, chooseFile } from "./file_picker.js";
import { number, t, withUnit } from "./words.js";

const MOVED = "application/x-reamp-block";

export class Chain {
  chosen = { part: "model", index: 0 };

  constructor(onChosen) {
    this.onChosen = onChosen;
    this.element = h("section", { class: "chain", "aria-label": t("Signal chain") });
  }

  choose(part, index = 0) {
    this.chosen = { part, index };
    this.update(server.state);
    this.onChosen();
  }

  update(state) {
    const { blocks, input, knobs } = state;
    const counts = { model: blocks.models.length, cabinet: Math.max(1, blocks.cabinets.length) };
    const last = (counts[this.chosen.part] ?? 1) - 1;
    if (this.chosen.index > last) this.chosen.index = last;
    replaceChanged(this.element, [blocks, input, knobs, this.chosen], () => this.#build(state));
  }

  #build({ blocks, input, knobs }) {
    const names = { demo: t("Demo guitar"), file: input.name, device: t("Input {channel}", { channel: input.channel }) };
    const one = (value) => number(value, 1).replace(/[.,]0$/, "");
    const tone = ["bass", "middle", "treble", "presence"].map((key) => one(knobs[key])).join(" · ");
    const many = blocks.models.length > 1;
    const made = [
      this.#block("input", 0, t("Input"), names[input.kind]),
      this.#block("gate", 0, t("Gate"), blocks.gate.is_off ? t("off") : withUnit(knobs.gate, 0, "dBFS"), { isOff: blocks.gate.is_off, canBypass: true }),
      ...blocks.models.map((model, index) => this.#block("model", index, many ? t("Model {number}", { number: index + 1 }) : t("Model"), model.name, { isOff: model.is_off, canBypass: true, canMove: many, kind: "model" })),
      this.#adder("model", t("Add a model")),
      this.#block("tone", 0, t("Tone"), tone, { isOff: blocks.tone.is_off, canBypass: true }),
      ...blocks.cabinets.map((cabinet, index) => this.#block("cabinet", index, t("Cabinet"), cabinet.name, { isOff: cabinet.is_off, canBypass: true, canMove: blocks.cabinets.length > 1, kind: "sound" })),
      blocks.cabinets.length < 2 ? this.#adder("cabinet", t("Add a cabinet")) : null,
      blocks.limiter.is_there ? this.#block("limiter", 0, t("Limiter"), t(blocks.limiter.is_off ? "off" : "on"), { isOff: blocks.limiter.is_off, canBypass: true }) : null,
      this.#block("output", 0, t("Output"), t(`output ${blocks.output.mode}`)),
    ].filter(Boolean);
    return made.flatMap((block, index) => (index && !block.classList.contains("adder") ? [h("span", { class: "arrow", "aria-hidden": "true" }, "\u203a"), block] : [block]));
  }

  #block(part, index, title, words, { isOff = false, canBypass = false, canMove = false, kind = null } = {}) {
    const isChosen = this.chosen.part === part && this.chosen.index === index;
    const button = h("button", { type: "button", class: "choose", "data-key": `${part} ${index}`, "aria-pressed": String(isChosen), onclick: () => this.choose(part, index) },
      h("small", {}, title), h("span", { class: "block-name", title: words }, words));
    const power = canBypass
      ? h("button", { type: "button", class: "power", "data-key": `power ${part} ${index}`, "aria-pressed": String(!isOff), title: t(isOff ? "Switch on" : "Bypass"), "aria-label": `${title}: ${t(isOff ? "Switch on" : "Bypass")}`,
        onclick: () => guarded(() => server.ask("bypass", { part, index, is_off: !isOff })) })
      : null;
    const block = h("div", { class: `block${isChosen ? " chosen" : ""}${isOff ? " off" : ""}`, "data-part": part, draggable: canMove ? "true" : null }, button, power);
    if (canMove) {
      block.addEventListener("dragstart", (event) => event.dataTransfer.setData(MOVED, `${part} ${index}`));
      block.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!by || !event.altKey) return;
        event.preventDefault();
        this.#move(part, index, index + by);
      });
    }
    if (kind) this.#takesDrops(block, part, (key) => server.ask("replace", { part, index, file: key }), index);
    return block;
  }

  async #move(part, index, to) {
    if (to < 0) return;
    await guarded(() => server.ask("move", { part, index, to }));
    this.choose(part, to);
    this.element.querySelector(`[data-key="${part} ${to}"]`)?.focus();
  }

  #adder(part, words) {
    const kind = part === "model" ? "model" : "sound";
    const add = (key) => server.ask("add", { part, file: key });
    const button = h("button", { type: "button", class: "adder", "data-key": `add ${part}`, title: words, "aria-label": words, onclick: () => chooseFile({ kind, title: words, hasCabinets: part === "cabinet", onChosen: add }) }, "+");
    this.#takesDrops(button, part, add, null);
    return button;
  }

  // Takes files from the desktop, and blocks of its own kind.
  #takesDrops(element, part, use, index) {
    element.addEventListener("dragover", (event) => {
      event.preventDefault();
      event.stopPropagation();
      element.classList.add("over");
    });
    element.addEventListener("dragleave", () => element.classList.remove("over"));
    element.addEventListener("drop", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      element.classList.remove("over");
      const moved = event.dataTransfer.getData(MOVED).split(" ");
      if (moved[0] === part && index !== null) await this.#move(part, Number(moved[1]), index);
      const kept = await addFiles(event.dataTransfer.files);
      const fitting = kept.find((file) => file.kind === (part === "model" ? "model" : "sound"));
      if (fitting) await guarded(() => use(fitting.key));
    });
  }
}
