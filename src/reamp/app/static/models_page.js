// Models: the index of all models, searched as you type; a click lets one be heard, as loud as the others.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { ClipPlayer } from "./clip_player.js";
import { compareWith } from "./compare_page.js";
import { folders } from "./file_picker.js";
import { sentence } from "./findings.js";
import { OnlineView } from "./online_view.js";
import { server } from "./server.js";
import { playModel } from "./train_page.js";
import { editModel, undoEdit } from "./tag_dialog.js";
import { VirtualList } from "./virtual_list.js";
import { hasWords, number, t, withUnit } from "./words.js";

const SORTS = ["match", "name", "gain", "load", "esr"];
const LEVELS = ["all", "known", "unknown"];
let place = "own"; // of this visit: the page is as it was left
const GEAR = ["amp", "pedal", "pedal_amp", "amp_cab", "amp_pedal_cab", "preamp", "studio"];

export class ModelsPage {
  constructor() {
    const again = () => this.find();
    this.field = h("input", { type: "search", class: "search", placeholder: t("Search name, gear, author, folder"), "aria-label": t("Search models"), autocomplete: "off", oninput: again, onkeydown: (event) => {
      if (event.key === "ArrowDown") this.list.focus();
    } });
    this.sort = select(t("Sorted by"), SORTS.map((sort) => [sort, t(`sort ${sort}`)]), again);
    this.levels = select(t("Input level"), LEVELS.map((levels) => [levels, t(`levels ${levels}`)]), again);
    this.gear = select(t("Gear"), [["", t("all gear")], ...GEAR.map((gear) => [gear, t(`gear ${gear}`)])], again);
    this.playable = select(t("Which models"), [["yes", t("can be played")], ["no", t("cannot be played")]], again);
    this.count = h("p", { class: "note", role: "status" });
    this.like = h("div", {});
    this.list = new VirtualList().setUp({ label: t("Models"), draw: (row) => this.#row(row), ask: (first) => guarded(() => server.ask("library rows", { search: this.search, first })), onchosen: (row) => this.#choose(row) });
    this.detail = h("section", { class: "card model-detail", "aria-label": t("The chosen model") }, h("p", { class: "note" }, t("Click a model to hear it: every one is equally loud.")));
    this.player = new ClipPlayer().setUp({ label: t("What is heard"), names: { model: t("Model") } });
    this.guitar = { kind: "demo" };
    this.update_ = h("button", { type: "button", class: "plain", "data-key": "update", onclick: () => guarded(() => server.ask("library update")) }, t("Look for new models"));
    this.task = h("p", { class: "note", role: "status" });
    this.problems = h("details", { class: "shelf", ontoggle: () => this.#problems() }, h("summary", {}, t("Problems")), h("ul", { class: "findings" }));
    this.places = h("div", { class: "segments places", role: "radiogroup", "aria-label": t("Where the models are") });
    this.element = h("div", { class: "models-page" }, this.places);
    this.own = h("section", { class: "card", "aria-label": t("Models") }, h("h1", { class: "hidden-title" }, t("Models")), h("div", { class: "filters" }, this.field, this.sort, this.levels, this.gear, this.playable), this.like, this.count, this.list,
        h("div", { class: "buttons" }, this.update_), this.task, folders(() => guarded(() => server.ask("library update"))), this.problems);
    this.#showPlace();
    this.seen = new Set();
    this.find().then(() => {
      if (!this.total) guarded(() => server.ask("library update"));
    });
  }

  #showPlace() {
    this.player.pause();
    this.places.replaceChildren(...["own", "online"].map((each) => h("button", { type: "button", role: "radio", "data-key": `place ${each}`, "aria-checked": String(each === place), class: each === place ? "on" : "", onclick: () => {
      place = each;
      this.#showPlace();
      this.places.querySelector(".on").focus();
    } }, each === "own" ? t("On this machine") : "TONE3000")));
    if (place === "online") this.online ??= new OnlineView();
    const [list, detail] = place === "own" ? [this.own, this.detail] : [this.online.card, this.online.detail];
    this.element.replaceChildren(this.places, list, detail);
  }

  close() {
    this.player.pause();
  }

  news(topic, tasks) {
    this.online?.news(topic, tasks);
    if (topic !== "tasks") return;
    const task = tasks.find(({ kind }) => kind === "library");
    const words = !task || task.state === "done" ? "" : task.error ?? (task.share === null ? t("reading models…") : t("reading models: {percent} %", { percent: number(100 * task.share, 0) }));
    if (this.task.textContent !== words) this.task.textContent = words;
    const now = performance.now();
    if (task?.state === "running" && now > (this.lookedAt ?? 0) + 3000) {
      this.lookedAt = now;
      if (!this.total) this.find(); // a first look at a large folder is shown as it grows
    }
    if (task?.state === "done" && !this.seen.has(task.key)) {
      if (this.isSettled) this.find();
      this.seen.add(task.key);
    }
    this.isSettled = true;
  }

  // Asks for what is typed and chosen; of several at once the newest counts.
  async find() {
    const number_ = (this.asked = (this.asked ?? 0) + 1);
    const said = { words: this.field.value, sort_by: this.sort.input.value, levels: this.levels.input.value, gear_type: this.gear.input.value, is_playable: this.playable.input.value === "yes" };
    const found = await guarded(() => server.ask("library find", this.likeModel ? { ...said, like: this.likeModel.key } : said));
    if (!found || number_ !== this.asked) return;
    this.search = found.search;
    this.total = found.total;
    const read = Object.entries(found.read_as).map(([word, others]) => t("{word} read as {others}", { word, others: others.join(", ") }));
    this.count.textContent = [found.total === 1 ? t("1 model") : t("{count} models", { count: found.total }), ...read].join(" · ");
    this.list.fill(found.rows, found.total);
    if (this.changedKey) this.#showChanged(found.rows);
  }

  #row(row) {
    const level = row.problem ? h("span", { class: "bad" }, t("not playable")) : row.level_dbu === null ? h("span", { class: "quiet" }, "–") : h("span", { class: "volts" }, withUnit(row.level_dbu, 1, "dBu"));
    return [h("span", { class: "row-name", title: row.path }, row.name), h("small", { class: "row-gear" }, [row.gear, row.author].filter(Boolean).join(" · ") || row.folder), level, h("small", { class: "row-load" }, row.load === null ? "" : `${number(100 * row.load, 1)} %`)];
  }

  #choose(row, { isHeard = true } = {}) {
    const facts = [
      [t("Gear"), [row.gear, row.gear_type && hasWords(`gear ${row.gear_type}`) ? t(`gear ${row.gear_type}`) : row.gear_type, row.tone_type && hasWords(`tone ${row.tone_type}`) ? t(`tone ${row.tone_type}`) : row.tone_type].filter(Boolean).join(" · ")],
      [t("Author"), row.author], [t("Licence"), row.license], [t("Network"), row.description],
      [t("Input level"), row.level_dbu === null ? t("unknown") : `${withUnit(row.level_dbu, 2, "dBu")} · ${t(`source ${row.level_origin}`)}`],
      [t("Output level"), row.output_level_dbu === null ? t("unknown") : withUnit(row.output_level_dbu, 2, "dBu")],
      [t("Loudness"), row.loudness_db === null ? null : withUnit(row.loudness_db, 1, "dB")],
      [t("Gain"), row.gain_db === null ? null : withUnit(row.gain_db, 1, "dB", true)],
      [t("Share of a core"), row.load === null ? null : `${number(100 * row.load, 1)} %`],
      [t("Error (ESR)"), row.esr === null ? null : number(row.esr, 4)],
      [t("File"), row.path]].filter(([, value]) => value);
    const button = (words, key, action, kind = "plain") => h("button", { type: "button", class: kind, "data-key": key, onclick: action }, words);
    const canPlay = row.key && !row.problem;
    replaceChanged(this.detail, [row], () => [
      h("h1", { title: row.name }, row.name),
      canPlay ? this.player : null,
      row.problem ? h("p", { class: "bad", lang: "en" }, row.problem) : null,
      canPlay ? h("div", { class: "buttons" }, button(t("Play it"), "play it", () => playModel(row.key), "action"), button(t("Compare"), "compare", () => compareWith({ models: [row] })), button(t("Sounds like it…"), "like", () => this.#findLike(row))) : null,
      row.can_edit ? h("div", { class: "buttons" }, button(t("Edit…"), "edit", () => editModel(row, () => this.#changed(row))), row.can_undo ? button(t("Undo the edit"), "undo edit", () => undoEdit(row, () => this.#changed(row))) : null) : null,
      h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))]);
    if (canPlay && isHeard) this.#hear(row);
  }

  // The index reads the file anew; then the row and what is shown of it are new, too.
  #changed(row) {
    this.changedKey = row.key;
  }

  #showChanged(rows) {
    const row = rows.find(({ key }) => key === this.changedKey);
    this.changedKey = null;
    if (row) this.#choose(row, { isHeard: false });
  }

  async #hear(row) {
    const number_ = (this.heard = (this.heard ?? 0) + 1);
    const clicked = performance.now();
    const heard = await guarded(() => server.ask("audition", { ...this.guitar, model: row.key }));
    if (!heard || number_ !== this.heard) return;
    await guarded(() => this.player.load(heard, { isPlaying: true }));
    this.player.dataset.heardAfterMs = Math.round(performance.now() - clicked);
  }

  #findLike(row) {
    this.likeModel = row;
    this.like.replaceChildren(h("p", { class: "like" }, t("These sound most like {name}.", row), " ", h("button", { type: "button", class: "link", onclick: () => {
      this.likeModel = null;
      this.like.replaceChildren();
      this.find();
    } }, t("show all"))));
    this.find();
  }

  async #problems() {
    if (!this.problems.open) return;
    const findings = (await guarded(() => server.ask("library problems"))) ?? [];
    this.problems.lastElementChild.replaceChildren(...(findings.length ? findings.map((finding) => h("li", { class: finding.severity }, ...sentence(finding))) : [h("li", {}, t("No problems found."))]));
  }
}

function select(label, choices, onchange) {
  const input = h("select", { "aria-label": label, onchange }, choices.map(([value, words]) => h("option", { value }, words)));
  const element = h("label", { class: "filter" }, h("small", {}, label), input);
  element.input = input;
  return element;
}
