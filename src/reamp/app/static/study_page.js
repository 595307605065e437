// Study: what calibration does, in numbers and sound, of simulated gear or of own captures at several levels.

import { announce, h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { documentFrame, savedAs } from "./document_frame.js";
import { chooseFile } from "./file_picker.js";
import { server } from "./server.js";
import { t } from "./words.js";

export class StudyPage {
  constructor() {
    this.subject = h("select", { "aria-label": t("What to study"), onchange: () => this.#drawGuitar() });
    this.guitar = h("div", {});
    this.kind = "demo";
    this.di = this.target = null;
    this.interface = h("input", { type: "text", class: "search", placeholder: "Scarlett 2i2 4th Gen, 12.2 dBu", autocomplete: "off", spellcheck: "false", "aria-label": t("The interface it was recorded with, or its level at full scale") });
    this.level = h("input", { type: "text", class: "search short", placeholder: "12.3 dBu", autocomplete: "off", "aria-label": t("Return level of that recording, where it is not that of the captures") });
    this.size = h("select", { "aria-label": t("How thorough"), "data-key": "size" }, h("option", { value: "fast" }, t("fast: small networks, minutes")), h("option", { value: "full" }, t("full: A1 standard, about an hour")));
    this.name = h("input", { type: "text", class: "search", autocomplete: "off", "aria-label": t("Name") });
    this.go = h("button", { type: "button", class: "action", "data-key": "begin", onclick: () => this.#begin() }, t("Begin"));
    this.list = h("ul", { class: "tasks studies", "aria-label": t("Studies") });
    this.shown = h("section", { class: "card shown", "aria-label": t("The chosen study") }, h("p", { class: "note" }, t("The study is read here when it is ready. It goes on when this page, the browser or Reamp is closed.")));
    this.element = h("div", { class: "compare-page" },
      h("div", { class: "compare-side" }, h("section", { class: "card", "aria-label": t("New study") }, h("h1", { class: "card-title" }, t("New study")),
        h("p", { class: "note" }, t("One amp is captured at several send levels, a model of each is trained, and one guitar plays them all: raw and calibrated.")),
        h("label", { class: "field" }, t("What to study"), this.subject), h("label", { class: "field" }, t("How thorough"), this.size), this.guitar, h("label", { class: "field" }, t("Name"), this.name), h("div", { class: "buttons" }, this.go)),
      h("section", { class: "card", "aria-label": t("Studies") }, h("h2", {}, t("Studies")), this.list)), this.shown);
    this.chosen = null;
    guarded(() => server.ask("study subjects")).then((subjects) => {
      this.subject.replaceChildren(...(subjects ?? []).map(({ device, captures }) => h("option", { value: device }, captures ? t("{count} captures in {folder}", { count: captures, folder: device }) : device)));
      this.captures = new Set((subjects ?? []).filter(({ captures }) => captures).map(({ device }) => device));
      this.#drawGuitar();
    });
    this.news("study", server.topics.study ?? []);
  }

  news(topic, studies) {
    if (topic !== "study") return;
    this.studies = studies;
    replaceChanged(this.list, [studies, this.chosen], () => studies.length ? studies.map((study) => this.#row(study)) : [h("li", { class: "note" }, t("None yet."))]);
    const ready = studies.find(({ name, page }) => page && name === this.begun);
    if (ready) {
      this.begun = null;
      this.#show(ready);
    }
  }

  // Captures are played by the demo guitar or by a recording; simulated gear has a simulated guitar.
  #drawGuitar() {
    this.guitar.hidden = !this.captures?.has(this.subject.value);
    replaceChanged(this.guitar, [this.kind, this.di, this.target], () => {
      const kinds = h("div", { class: "segments wrap", role: "radiogroup", "aria-label": t("The guitar") }, ["demo", "file"].map((kind) => h("button", { type: "button", role: "radio", "data-key": `guitar ${kind}`, "aria-checked": String(kind === this.kind), class: kind === this.kind ? "on" : "", onclick: () => {
        this.kind = kind;
        this.#drawGuitar();
      } }, t(`guitar ${kind}`))));
      const pick = (which, words) => h("div", { class: "picked" }, h("span", {}, words), h("b", {}, this[which]?.name ?? "–"), h("button", { type: "button", class: "plain small", "data-key": `pick ${which}`, onclick: () => chooseFile({ kind: "sound", title: words, onChosen: async (key, file) => {
        this[which] = file ?? { key, name: key };
        this.#drawGuitar();
      } }) }, t("Choose…")));
      const own = [pick("di", t("Recorded guitar")), h("label", { class: "field" }, t("The interface it was recorded with, or its level at full scale"), this.interface), pick("target", t("The amp on it, optional")),
        this.target ? h("label", { class: "field" }, t("Return level of that recording, where it is not that of the captures"), this.level) : null];
      return [h("h2", {}, t("The guitar")), kinds, ...(this.kind === "file" ? own : [])];
    });
  }

  async #begin() {
    const said = { device: this.subject.value, is_fast: this.size.value === "fast", name: this.name.value };
    if (!this.guitar.hidden && this.kind === "file") {
      if (!this.di) return announce(t("Choose the recorded guitar first."), true);
      Object.assign(said, { di: this.di.key, interface: this.interface.value, target: this.target?.key ?? null, target_level: this.level.value });
    }
    const name = await guarded(() => server.ask("study begin", said));
    if (name) this.begun = name;
    return undefined;
  }

  #row(study) {
    const words = study.error ?? (study.state === "running" ? (study.step ? `${study.step} (${study.number}/${study.count})` : t("begins")) : t(`study ${study.state}`));
    const ask = (command) => guarded(() => server.ask(command, { study: study.name }));
    const button = (label, key, action) => h("button", { type: "button", class: "plain small", "data-key": `${key} ${study.name}`, onclick: action }, label);
    return h("li", { class: study.error ? "warning" : "" }, h("b", {}, study.name),
      study.page ? button(t("Read"), "read", () => this.#show(study)) : study.state === "running" ? button(t("Stop"), "stop", () => ask("study stop")) : button(t("Go on"), "go on", () => ask("study go on")),
      h("small", { class: study.error ? "warn" : "", role: "status", lang: study.step && study.state === "running" ? "en" : undefined }, words),
      study.state === "running" ? h("progress", study.count ? { max: String(study.count), value: String(study.number - 1), "aria-label": study.name } : { "aria-label": study.name }) : null);
  }

  #show(study) {
    this.chosen = study.name;
    this.shown.replaceChildren(h("div", { class: "card-head" }, h("h1", { title: study.name }, study.name), h("div", { class: "buttons" },
      study.pack ? h("a", { class: "plain", href: `${study.pack}?save`, "data-key": "pack" }, t("Save the models as a pack")) : null,
      h("a", { class: "plain", href: savedAs(study.page) }, t("Save as one file")))), documentFrame(t("Study of {name}", study), study.page));
  }
}
