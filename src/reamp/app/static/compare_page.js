// Compare: models on one guitar, beside each other or the gear; the page of the comparison is shown in place.

import { announce, h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { documentFrame, savedAs } from "./document_frame.js";
import { chooseFile } from "./file_picker.js";
import { server } from "./server.js";
import { t } from "./words.js";

const KINDS = ["demo", "file", "capture"];
const COMPUTED = ["1x12", "2x12", "4x12"];
const chosen = { contenders: [], kind: "demo", capture: null, cabinet: null };

function addContender({ key, name }) {
  if (!chosen.contenders.some(({ chain }) => chain.length === 1 && chain[0].key === key)) chosen.contenders.push({ chain: [{ key, name }], level: "" });
}

// Goes to the page with models to compare, on a capture's guitar and gear where one is given.
export function compareWith({ models = [], capture = null }) {
  models.forEach(addContender);
  if (capture) Object.assign(chosen, { kind: "capture", capture });
  location.hash = "#compare";
}

export class ComparePage {
  constructor() {
    this.models = h("ul", { class: "chosen-models", "aria-label": t("Models") });
    this.kinds = h("div", { class: "segments wrap", role: "radiogroup", "aria-label": t("The guitar") });
    this.guitar = h("div", {});
    this.target = null;
    this.file = null;
    this.level = h("input", { type: "text", class: "search short", placeholder: "12.2 dBu", "aria-label": t("Its interface, or level at full scale, where known") });
    this.match = h("select", { "aria-label": t("Loudness") }, ["lufs", "peak", "none"].map((match) => h("option", { value: match }, t(`match ${match}`))));
    this.cabinet = h("select", { "aria-label": t("Cabinet behind every model"), onchange: () => this.#chooseCabinet() });
    this.#drawCabinets();
    this.go = h("button", { type: "button", class: "action", "data-key": "compare", onclick: () => this.#compare() }, t("Compare"));
    this.task = h("p", { class: "note", role: "status" });
    this.earlier = h("ul", { class: "results earlier", "aria-label": t("Comparisons") });
    this.shown = h("section", { class: "card shown", "aria-label": t("The comparison") }, h("p", { class: "note" }, t("The comparison appears here: listen, change places, test yourself blindly, read the measurements.")));
    this.element = h("div", { class: "compare-page" },
      h("div", { class: "compare-side" },
        h("section", { class: "card", "aria-label": t("Compare") }, h("h1", { class: "hidden-title" }, t("Compare")), h("h2", {}, t("Models")), this.models,
          h("button", { type: "button", class: "plain", "data-key": "add model", onclick: () => chooseFile({ kind: "model", title: t("A model to compare"), onChosen: async (key, file) => this.#add(file ?? { key, name: key }) }) }, t("Add a model…")),
          h("h2", {}, t("The guitar")), this.kinds, this.guitar, h("label", { class: "field" }, t("Loudness"), this.match), h("label", { class: "field" }, t("Cabinet behind every model"), this.cabinet), h("div", { class: "buttons" }, this.go), this.task),
        h("section", { class: "card", "aria-label": t("Comparisons") }, h("h2", {}, t("Comparisons")), this.earlier)),
      this.shown);
    this.done = new Set((server.topics.tasks ?? []).filter(({ state }) => state !== "running" && state !== "waiting").map(({ key }) => key));
    this.#draw();
    this.refresh();
  }

  news(topic, tasks) {
    if (topic !== "tasks") return;
    const task = tasks.find(({ kind }) => kind === "compare");
    const words = !task || task.state === "done" ? "" : task.error ?? (task.step || t("waiting"));
    if (this.task.textContent !== words) this.task.textContent = words;
    this.task.classList.toggle("bad", Boolean(task?.error));
    if (task?.state === "done" && !this.done.has(task.key)) {
      this.#show(task.title, task.result.page);
      this.refresh();
    }
    if (task && task.state !== "running" && task.state !== "waiting") this.done.add(task.key);
  }

  async refresh() {
    const [comparisons, captures] = await Promise.all([guarded(() => server.ask("comparisons")), guarded(() => server.ask("captures"))]);
    this.captures = captures ?? [];
    this.#draw();
    replaceChanged(this.earlier, comparisons ?? [], () => (comparisons ?? []).length ? comparisons.map(({ name, page }) => h("li", {}, h("button", { type: "button", class: "row", "data-key": page, onclick: () => this.#show(name, page) }, h("span", { class: "row-name" }, name)))) : [h("li", { class: "note" }, t("None yet."))]);
  }

  #add(file) {
    addContender(file);
    this.#draw();
  }

  // Computed cabinets, the file that was chosen last, and the choice of another.
  #drawCabinets() {
    const file = chosen.cabinet && !chosen.cabinet.key.startsWith("computed/") ? chosen.cabinet : null;
    const choices = [["", t("none")], ...COMPUTED.map((name) => [`computed/${name}`, t("{name}, computed", { name })]), ...(file ? [[file.key, file.name]] : []), ["file", t("from a file…")]];
    this.cabinet.replaceChildren(...choices.map(([value, words]) => h("option", { value, selected: value === (chosen.cabinet?.key ?? "") }, words)));
  }

  async #chooseCabinet() {
    const { value } = this.cabinet;
    if (value !== "file") {
      if (value !== chosen.cabinet?.key) chosen.cabinet = value ? { key: value, name: value } : null;
      return;
    }
    this.#drawCabinets();
    await chooseFile({ kind: "sound", title: t("Cabinet behind every model"), onChosen: async (key, file) => {
      chosen.cabinet = file ?? { key, name: key };
      this.#drawCabinets();
    } });
  }

  #contender(contender, index) {
    const name = contender.chain.map((model) => model.name).join(" \u203a ");
    const level = h("input", { type: "text", class: "search short", value: contender.level, placeholder: t("from its file"), autocomplete: "off", spellcheck: "false", "aria-label": t("Input level of {name}", contender.chain[0]), "data-key": `level ${index}`, oninput: () => (contender.level = level.value) });
    return h("li", { class: "contender" }, h("span", { class: "row-name", title: name }, name),
      h("button", { type: "button", class: "link", "aria-label": t("Remove {name}", { name }), onclick: () => {
        chosen.contenders.splice(index, 1);
        this.#draw();
      } }, t("remove")),
      h("label", { class: "contender-level" }, t("Input level"), level),
      h("button", { type: "button", class: "link", "aria-label": t("Add a model behind {name}", { name }), onclick: () => chooseFile({ kind: "model", title: t("Add a model behind {name}", { name }), onChosen: async (key, file) => {
        contender.chain.push(file ?? { key, name: key });
        this.#draw();
      } }) }, t("add behind it")));
  }

  #draw() {
    replaceChanged(this.models, chosen.contenders.map(({ chain }) => chain), () => chosen.contenders.length ? chosen.contenders.map((contender, index) => this.#contender(contender, index)) : [h("li", { class: "note" }, t("Add two models, or one and a capture of its gear."))]);
    this.kinds.replaceChildren(...KINDS.map((kind) => h("button", { type: "button", role: "radio", "data-key": `guitar ${kind}`, "aria-checked": String(kind === chosen.kind), class: kind === chosen.kind ? "on" : "", onclick: () => {
      chosen.kind = kind;
      this.#draw();
    } }, t(`guitar ${kind}`))));
    replaceChanged(this.guitar, [chosen.kind, this.file, this.target, this.captures, chosen.capture], () => ({ demo: () => [h("p", { class: "note" }, t("The models play the bundled guitar, 14 s."))], file: () => this.#files(), capture: () => this.#captures() })[chosen.kind]());
    const enough = chosen.contenders.length + Number(chosen.kind === "capture" || (chosen.kind === "file" && this.target !== null));
    this.go.disabled = enough < 2;
  }

  #files() {
    const pick = (which, words) => h("div", { class: "picked" }, h("span", {}, words), h("b", {}, this[which]?.name ?? "–"), h("button", { type: "button", class: "plain small", "data-key": `pick ${which}`, onclick: () => chooseFile({ kind: "sound", title: words, onChosen: async (key, file) => {
      this[which] = file ?? { key, name: key };
      this.#draw();
    } }) }, t("Choose…")));
    return [pick("file", t("Recorded guitar")), h("label", { class: "field" }, t("Its interface, or level at full scale, where known"), this.level), pick("target", t("The gear on it, optional"))];
  }

  #captures() {
    const captures = this.captures ?? [];
    if (!captures.length) return [h("p", { class: "note" }, t("There is no capture in your folders yet: make one on the page Capture."))];
    if (!captures.some(({ key }) => key === chosen.capture)) chosen.capture = captures[0].key;
    const input = h("select", { "aria-label": t("Capture"), onchange: () => (chosen.capture = input.value) }, captures.map(({ key, name }) => h("option", { value: key, selected: key === chosen.capture }, name)));
    return [h("label", { class: "field" }, t("The signal and the gear of a capture"), input)];
  }

  async #compare() {
    const said = { kind: chosen.kind, contenders: chosen.contenders.map(({ chain, level }) => ({ models: chain.map(({ key }) => key), level })), match: this.match.value, cabinet: chosen.cabinet?.key ?? "" };
    if (chosen.kind === "capture") said.file = chosen.capture;
    if (chosen.kind === "file") {
      if (!this.file) return announce(t("Choose the recorded guitar first."), true);
      Object.assign(said, { file: this.file.key, level: this.level.value, target: this.target?.key ?? null });
    }
    await guarded(() => server.ask("compare", said));
    return undefined;
  }

  #show(name, page) {
    this.shown.replaceChildren(h("div", { class: "card-head" }, h("h1", { title: name }, name), h("a", { class: "plain", href: savedAs(page) }, t("Save as one file"))), documentFrame(t("Comparison of {name}", { name }), page));
  }
}
