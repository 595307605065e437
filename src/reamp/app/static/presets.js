// Presets by name, one after another, saved and loaded; and undo.

import { announce, h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { openMidi } from "./midi.js";
import { server } from "./server.js";
import { t } from "./words.js";

export class Toolbar {
  constructor() {
    this.presets = h("div", { class: "presets" });
    const step = (words, command, sign) => h("button", { type: "button", class: "plain", "aria-label": words, title: words, onclick: () => guarded(() => server.ask(command)) }, sign, h("span", { class: "wide-only" }, ` ${words}`));
    this.undo = step(t("Undo"), "undo", "\u21b6");
    this.redo = step(t("Redo"), "redo", "\u21b7");
    this.sides = h("div", { class: "segments sides", role: "radiogroup", "aria-label": t("Two rigs to compare") });
    this.copy = h("button", { type: "button", class: "plain", "data-key": "copy side", onclick: () => guarded(() => server.ask("copy side")) });
    this.element = h("div", { class: "toolbar" }, this.presets, this.sides, this.copy, h("span", { class: "space" }), h("button", { type: "button", class: "plain midi", "data-key": "midi", onclick: openMidi }, "MIDI"), this.undo, this.redo);
  }

  update({ presets, preset, side, can_undo: canUndo, can_redo: canRedo }) {
    const other = side === "A" ? "B" : "A";
    replaceChanged(this.sides, [side], () => ["A", "B"].map((each) => h("button", { type: "button", role: "radio", "data-key": `side ${each}`, "aria-checked": String(each === side), "aria-label": t("rig {side}", { side: each }), class: each === side ? "on" : "", onclick: () => useSide(each) }, each)));
    this.copy.textContent = `${side}\u2192${other}`;
    this.copy.title = t("Make rig {other} like rig {side}", { side, other });
    this.copy.setAttribute("aria-label", this.copy.title);
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
    replaceChanged(this.presets, [presets, preset], () => {
      const go = (by) => () => {
        const at = presets.indexOf(preset);
        load(presets[(at < 0 && by < 0 ? presets.length - 1 : at + by + presets.length) % presets.length]);
      };
      const select = h("select", { "aria-label": t("Preset"), "data-key": "preset", onchange: () => select.value && load(select.value) },
        h("option", { value: "" }, presets.length ? t("Choose a preset") : t("No preset yet")), presets.map((name) => h("option", { value: name, selected: name === preset }, name)));
      select.disabled = !presets.length;
      return [
        presets.length > 1 ? h("button", { type: "button", class: "plain small", "data-key": "preset before", "aria-label": t("Previous preset"), onclick: go(-1) }, "\u2039") : null, select,
        presets.length > 1 ? h("button", { type: "button", class: "plain small", "data-key": "preset after", "aria-label": t("Next preset"), onclick: go(1) }, "\u203a") : null,
        h("button", { type: "button", class: "plain", "data-key": "save", onclick: () => save(preset) }, t("Save…")),
      ].filter(Boolean);
    });
  }
}

// Plays rig A or B; without a name the other one.
export function useSide(side = server.state.side === "A" ? "B" : "A") {
  return guarded(() => server.ask("side", { side }));
}

function load(name) {
  return guarded(() => server.ask("load preset", { name }));
}

function save(preset) {
  const name = h("input", { type: "text", class: "search", value: preset ?? "", "aria-label": t("Name of the preset"), placeholder: t("Name of the preset"), autocomplete: "off" });
  const warning = h("p", { class: "note", role: "status" });
  const button = h("button", { type: "submit", class: "action" }, t("Save"));
  let replaces = null;
  const close = () => dialog.close();
  const form = h("form", { method: "dialog", onsubmit: async (event) => {
    event.preventDefault();
    const typed = name.value.trim();
    if (!typed) return;
    const isSaved = await guarded(() => server.ask("save preset", { name: typed, overwrite: replaces === typed }));
    if (isSaved) {
      close();
      announce(t("saved as {name}", { name: typed }));
    } else if (isSaved === false) {
      replaces = typed;
      warning.textContent = t("{name} is there already. Save once more to replace it.", { name: typed });
    }
  } }, name, warning, h("div", { class: "buttons" }, button, h("button", { type: "button", class: "plain", onclick: close }, t("Cancel"))));
  const dialog = h("dialog", { class: "dialog small", "aria-labelledby": "save-title", onclose: () => dialog.remove() }, h("h2", { id: "save-title" }, t("Save what plays as a preset")), form);
  form.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  name.select();
}
