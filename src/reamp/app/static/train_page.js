// Train: the queue, and the model that is chosen in it: its error, its time, its sound while it learns.

import { announce, h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { ClipPlayer } from "./clip_player.js";
import { compareWith } from "./compare_page.js";
import { curve } from "./curve.js";
import { documentDialog } from "./document_frame.js";
import { addToQueue } from "./train_dialog.js";
import { server } from "./server.js";
import { hasWords, number, t } from "./words.js";

const FRESH_MS = 4000;

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const rest = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export class TrainPage {
  constructor() {
    this.list = h("ol", { class: "queue", "aria-label": t("Queue") });
    this.add = h("button", { type: "button", class: "plain", "data-key": "add captures", onclick: () => addToQueue() }, t("Add captures…"));
    this.problem = h("p", { class: "bad" });
    this.missing = h("div", { class: "missing", role: "status" });
    this.detail = h("section", { class: "card training", "aria-label": t("The chosen model") });
    this.element = h("div", { class: "train-page" }, h("section", { class: "card", "aria-label": t("Queue") }, h("h2", {}, t("Queue")), this.missing, this.list, this.add, this.problem), this.detail);
    this.head = h("div", { class: "card-head training-head" });
    this.figures = h("div", { class: "figures" });
    this.curve = h("div", {});
    this.player = new ClipPlayer().setUp({ label: t("What is heard"), names: { recording: t("Gear"), model: t("Model") } });
    this.player.onwanted = () => this.#listen();
    this.listening = h("div", { class: "listening" }, h("h2", {}, t("Listen: the gear, and the best model so far")), this.player);
    this.notice = h("p", { class: "note" });
    this.chosen = null;
    this.news("train", server.topics.train ?? { entries: [] });
  }

  close() {
    this.player.pause();
  }

  news(topic, value) {
    if (topic !== "train") return;
    this.entries = value.entries;
    this.problem.textContent = value.problem ?? "";
    this.problem.hidden = !value.problem;
    this.missing.hidden = !value.missing;
    this.add.disabled = Boolean(value.missing);
    replaceChanged(this.missing, value.missing, () => (value.missing ? howToInstall(value.missing) : []));
    if (!this.entries.some(({ key }) => key === this.chosen)) {
      this.chosen = (this.entries.find(({ state }) => state === "training") ?? this.entries.at(-1))?.key ?? null;
    }
    this.#draw();
  }

  #draw() {
    replaceChanged(this.list, [this.entries.map(({ points: _, ...rest }) => rest), this.chosen], () => this.entries.map((entry, index) => this.#row(entry, index)));
    const entry = this.entries.find(({ key }) => key === this.chosen);
    if (!entry) {
      replaceChanged(this.detail, ["none"], () => [h("h1", {}, t("Nothing to train yet")), h("p", { class: "note" }, t("Make a capture of your gear, or of simulated gear, and add it here."))]);
      return;
    }
    replaceChanged(this.detail, [entry.key], () => [this.head, this.figures, this.curve, this.listening, this.notice]);
    this.#detail(entry);
  }

  #choose(key) {
    if (key === this.chosen) return;
    this.chosen = key;
    this.heard = null;
    const player = new ClipPlayer().setUp({ label: t("What is heard"), names: { recording: t("Gear"), model: t("Model") } });
    player.onwanted = () => this.#listen();
    this.player.replaceWith(player);
    this.player = player;
    this.#draw();
  }

  #row(entry, index) {
    const isOn = entry.state === "training";
    const left = isOn && entry.remaining_s !== null ? t("{time} left", { time: clock(entry.remaining_s) }) : t(`state ${entry.state}`);
    const how = isOn && entry.epoch ? t("{architecture}, epoch {epoch} of {epochs}", entry) : entry.architecture;
    const button = h("button", { type: "button", class: "queue-entry", "data-key": entry.key, "aria-pressed": String(entry.key === this.chosen), onclick: () => this.#choose(entry.key), onkeydown: (event) => this.#keys(event, entry, index) },
      h("b", {}, entry.name), h("span", { class: "queue-facts" }, h("small", { class: entry.error ? "warn" : "" }, entry.error ?? how), h("small", {}, left)),
      isOn ? h("progress", { max: "1", value: String(entry.share), "aria-label": t("progress of {name}", entry) }) : null);
    const item = h("li", { class: entry.key === this.chosen ? "chosen" : "", draggable: "true" }, button);
    item.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/x-reamp-entry", entry.key));
    item.addEventListener("dragover", (event) => event.preventDefault());
    item.addEventListener("drop", (event) => {
      const key = event.dataTransfer.getData("text/x-reamp-entry");
      if (!key) return;
      event.preventDefault();
      event.stopPropagation();
      guarded(() => server.ask("train move", { entry: key, to: index }));
    });
    return item;
  }

  #keys(event, entry, index) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    if (event.altKey) guarded(() => server.ask("train move", { entry: entry.key, to: Math.max(0, index + by) }));
    else this.list.children[index + by]?.querySelector("button").focus();
  }

  #detail(entry) {
    const isOver = entry.state === "done" || entry.state === "failed";
    replaceChanged(this.head, [entry.name, entry.state, entry.wish, entry.points.length > 0, entry.report, entry.model], () => [h("h1", { title: entry.name }, entry.name), h("div", { class: "buttons" }, this.#actions(entry, isOver))]);
    const best = entry.best_esr;
    const grade = entry.grade === "failed" && !isOver ? null : entry.grade;
    const time = isOver ? [t("Time"), clock(entry.elapsed_s)] : [t("Time left"), entry.remaining_s === null ? "–" : clock(entry.remaining_s)];
    replaceChanged(this.figures, [best, entry.grade, time, isOver], () => [
      figure(t("Error (ESR)"), best === null ? "–" : number(best, 4), grade),
      figure(t("Verdict"), entry.grade === "failed" && !isOver ? t("not yet") : entry.grade ? t(`grade ${entry.grade}`) : "–", grade),
      figure(...time)]);
    replaceChanged(this.curve, [entry.points, entry.epochs], () => [curve(entry.points, entry.epochs)]);
    this.listening.hidden = !entry.can_listen;
    const words = this.#words(entry);
    if (this.notice.textContent !== words) this.notice.textContent = words;
    this.notice.classList.toggle("warn", entry.state === "failed");
    this.#refresh(entry);
  }

  #words(entry) {
    if (entry.error) return entry.error;
    if (entry.state === "done") return [t("{name}.nam is ready: it is in Play, and beside its capture.", entry), hasWords(`reason ${entry.reason}`) ? t(`reason ${entry.reason}`) : ""].join(" ");
    if (entry.grade) return `${t(`grade ${entry.grade} means`)} ${t("Training goes on when this page, the browser or Reamp is closed.")}`;
    return t("The first epoch shows how good it gets. Training goes on when this page, the browser or Reamp is closed.");
  }

  #actions(entry, isOver) {
    const wish = (words, wished) => h("button", { type: "button", class: "plain", "data-key": wished, onclick: () => guarded(() => server.ask("train wish", { entry: entry.key, wish: wished })) }, words);
    const remove = h("button", { type: "button", class: "plain", "data-key": "remove", onclick: () => guarded(() => server.ask("train remove", { entry: entry.key })) }, t("Remove from the queue"));
    if (isOver) {
      return [
        entry.report ? h("button", { type: "button", class: "plain", "data-key": "report", onclick: () => documentDialog(t("Report of {name}", entry), entry.report) }, t("Report")) : null,
        entry.model ? h("button", { type: "button", class: "action", "data-key": "play it", onclick: () => playModel(entry.model) }, t("Play it")) : null,
        entry.model ? h("button", { type: "button", class: "plain", "data-key": "compare it", onclick: () => compareWith({ models: [{ key: entry.model, name: entry.name }], capture: entry.capture_key }) }, t("Compare with the gear")) : null,
        entry.state === "failed" ? wish(t("Try again"), "run") : null, remove];
    }
    return [
      entry.wish === "pause" ? wish(t("Resume"), "run") : wish(t("Pause"), "pause"),
      entry.points.length ? wish(t("Stop and keep the best"), "keep") : null,
      entry.state === "training" ? null : remove];
  }

  // Hears the newest model while it plays: at most every few seconds another.
  #refresh(entry) {
    const now = performance.now();
    if (!this.player.isLoaded || this.heard === entry.best_epoch || this.isBusy || now < (this.heardAt ?? 0) + FRESH_MS) return;
    this.heardAt = now;
    this.#listen();
  }

  async #listen() {
    const entry = this.entries.find(({ key }) => key === this.chosen);
    if (!entry || this.isBusy) return;
    this.isBusy = true;
    await guarded(async () => {
      const { player } = this;
      const heard = await server.ask("train listen", { entry: entry.key });
      await player.load(heard);
      this.heard = entry.best_epoch;
    });
    this.isBusy = false;
  }
}

// What to type in a terminal where a library is missing, to be copied by a click.
export function howToInstall({ library, type }) {
  const words = h("code", { tabindex: "0" }, type);
  return [h("p", {}, t("{library} is missing. Type this in a terminal, then start Reamp anew:", { library })), words,
    h("button", { type: "button", class: "plain small", onclick: () => guarded(async () => {
      await navigator.clipboard.writeText(type);
      announce(t("copied"));
    }) }, t("Copy"))];
}

function figure(title, value, grade = null) {
  return h("div", { class: "figure" }, h("small", {}, title), h("b", { class: grade ? `grade-${grade}` : "" }, value));
}

// Plays a model in the place of the first one, on the page Play.
export async function playModel(key) {
  const done = await guarded(async () => {
    await server.ask("replace", { part: "model", index: 0, file: key });
    return true;
  });
  if (done) location.hash = "#play";
}
