// Editing what a model says of itself: name, maker, gear, levels with where they come from. Only what is changed is sent.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { hasWords, t, withUnit } from "./words.js";

const TEXTS = ["name", "modeled_by", "gear_make", "gear_model"];
const CHOICES = ["gear_type", "tone_type"];
const LEVELS = ["input_level_dbu", "output_level_dbu"];
const SOURCES = ["measured", "estimated"];

// Opens the form for a model of the library; done: called when the file was changed.
export async function editModel(row, done) {
  const read = await guarded(() => server.ask("tag read", { model: row.key }));
  if (!read) return;
  const inputs = {};
  const sources = {};
  const spoken = (value, digits) => (value === null ? "" : digits ? withUnit(value, digits, "dBu") : String(value));
  const before = (field) => spoken(read[field], LEVELS.includes(field) ? 2 : 0);

  const text = (field) => h("label", { class: "field" }, t(`field ${field}`), (inputs[field] = h("input", { type: "text", class: "search", autocomplete: "off", spellcheck: "false", "data-key": field, value: before(field) })));
  const choice = (field) => {
    const kind = field === "gear_type" ? "gear" : "tone";
    const known = read.choices[field];
    const all = ["", ...known, ...(read[field] && !known.includes(read[field]) ? [read[field]] : [])];
    const words = (value) => (value === "" ? t("unknown") : hasWords(`${kind} ${value}`) ? t(`${kind} ${value}`) : value);
    inputs[field] = h("select", { "data-key": field }, all.map((value) => h("option", { value, selected: value === (read[field] ?? "") }, words(value))));
    return h("label", { class: "field" }, t(`field ${field}`), inputs[field]);
  };
  const level = (field) => {
    const now = read.sources[field];
    const all = now === "by ear" ? ["by ear", ...SOURCES] : SOURCES;
    sources[field] = h("select", { "aria-label": t("where it comes from"), "data-key": `source ${field}` }, all.map((value) => h("option", { value, selected: value === (now ?? "measured") }, t(`source ${value}`))));
    return h("div", { class: "level-field" }, text(field), h("label", { class: "field" }, t("where it comes from"), sources[field]));
  };

  async function save(isKept = false) {
    const changes = {};
    for (const field of [...TEXTS, ...CHOICES, ...LEVELS]) {
      const typed = inputs[field].value.trim();
      if (typed !== before(field)) changes[field] = typed;
    }
    const marked = {};
    for (const field of LEVELS) {
      const isThere = field in changes ? changes[field] !== "" : read[field] !== null;
      const { value } = sources[field];
      if (isThere && value !== "by ear" && (field in changes || value !== read.sources[field])) marked[field] = value;
    }
    if (!isKept && !Object.keys(changes).length && !Object.keys(marked).length) return dialog.close();
    const came = await guarded(() => server.ask("tag", { model: row.key, changes, sources: marked, is_kept_level: isKept }));
    if (came === undefined) return undefined;
    dialog.close();
    if (came.backup) announce(t("Saved. The file as it was is in {path}", { path: came.backup }));
    return done();
  }

  const kept = read.kept_level_dbu;
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "tag-title", onclose: () => dialog.remove() },
    h("form", { class: "tag-form", method: "dialog", onsubmit: (event) => {
      event.preventDefault();
      save();
    } },
      h("div", { class: "card-head" }, h("h2", { id: "tag-title" }, t("Edit {name}", row)), h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, t("Close"))),
      h("p", { class: "note" }, t("The network stays as it is, byte for byte. An empty field is removed from the file.")),
      h("div", { class: "tag-fields" }, TEXTS.map(text), CHOICES.map(choice)), LEVELS.map(level),
      kept === null ? null : h("p", { class: "note" }, t("This machine keeps {level} for its input.", { level: withUnit(kept, 2, "dBu") }), " ", h("button", { type: "button", class: "link", "data-key": "write kept", onclick: () => save(true) }, t("write it into the file"))),
      h("div", { class: "buttons" }, h("button", { type: "submit", class: "action", "data-key": "save tags" }, t("Save")))));
  document.body.append(dialog);
  dialog.showModal();
}

// Puts the file back as it was before the last edit of this run.
export async function undoEdit(row, done) {
  const came = await guarded(async () => {
    await server.ask("tag undo", { model: row.key });
    return true;
  });
  if (!came) return;
  announce(t("{name} is as it was.", row));
  done();
}
