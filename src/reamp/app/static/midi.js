// MIDI controllers: a program change chooses a preset, a controller that was learned turns a knob.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { Latest, server } from "./server.js";
import { hasWords, t } from "./words.js";

const [CONTROL, PROGRAM] = [0xb0, 0xc0];
const TRIM_DB = 20; // as far as the knobs of the trims turn

class Midi {
  access = null;
  learning = null; // the knob that the next controller is for
  knobs = JSON.parse(localStorage.getItem("midi") ?? "{}"); // by the number of the controller
  #turns = new Map();
  onchange = () => {};

  async start() {
    if (!navigator.requestMIDIAccess) throw new Error(t("this browser has no MIDI; Chromium and Firefox have"));
    this.access = await navigator.requestMIDIAccess();
    const listen = () => {
      for (const input of this.access.inputs.values()) input.onmidimessage = ({ data }) => this.hear(data);
      this.onchange();
    };
    this.access.onstatechange = listen;
    listen();
  }

  hear([status, first, second]) {
    const kind = status & 0xf0;
    if (kind === PROGRAM) {
      const name = server.state.presets[first];
      if (name) guarded(() => server.ask("load preset", { name }));
      else announce(t("program {number}: there is no preset of that number", { number: first + 1 }), true);
    }
    if (kind !== CONTROL) return;
    if (this.learning) {
      this.knobs[first] = this.learning;
      this.learning = null;
      this.#keep();
    }
    const table = server.knobs.find(({ key }) => key === this.knobs[first]);
    if (table) this.#turn(table, second / 127);
  }

  forget(controller) {
    delete this.knobs[controller];
    this.#keep();
  }

  #keep() {
    localStorage.setItem("midi", JSON.stringify(this.knobs));
    this.onchange();
  }

  #turn(table, share) {
    const isTrim = table.is_bipolar && table.high > TRIM_DB;
    const [low, high] = isTrim ? [-TRIM_DB, TRIM_DB] : [table.low, table.high];
    const value = Math.round((low + share * (high - low)) / table.step) * table.step;
    if (!this.#turns.has(table.key)) this.#turns.set(table.key, new Latest((turned) => guarded(() => server.ask("set", { set: { [table.key]: turned } }))));
    this.#turns.get(table.key).put(Number(value.toFixed(3)));
  }
}

export const midi = new Midi();

export async function openMidi() {
  if (!midi.access && !(await guarded(async () => {
    await midi.start();
    return true;
  }))) return;
  const inputs = h("p", { class: "note" });
  const list = h("ul", { class: "folders" });
  const knob = h("select", { "aria-label": t("Knob") }, server.knobs.filter(({ key }) => hasWords(`knob ${key}`)).map(({ key }) => h("option", { value: key }, t(`knob ${key}`))));
  const hint = h("p", { class: "note", role: "status" });
  const learn = h("button", { type: "button", class: "plain", "data-key": "learn", onclick: () => {
    midi.learning = knob.value;
    show();
  } }, t("Learn"));
  function show() {
    const names = [...midi.access.inputs.values()].map(({ name }) => name);
    inputs.textContent = names.length ? names.join(", ") : t("No MIDI device: connect one.");
    hint.textContent = midi.learning ? t("Move a controller now.") : "";
    list.replaceChildren(...Object.entries(midi.knobs).map(([controller, key]) => h("li", {}, t("controller {number}: {knob}", { number: controller, knob: t(`knob ${key}`) }), h("button", { type: "button", class: "link", onclick: () => midi.forget(controller) }, t("remove")))));
  }
  midi.onchange = show;
  const dialog = h("dialog", { class: "dialog small", "aria-labelledby": "midi-title", onclose: () => {
    midi.learning = null;
    midi.onchange = () => {};
    dialog.remove();
  } }, h("div", { class: "card-head" }, h("h2", { id: "midi-title" }, "MIDI"), h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, t("Close"))),
  inputs, h("p", { class: "note" }, t("A program change chooses the preset of that number. A controller turns the knob that it has learned.")), list, h("div", { class: "add-folder" }, knob, learn), hint);
  document.body.append(dialog);
  dialog.showModal();
  show();
}
