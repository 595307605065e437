// TONE3000 on the page Models: sign in, choose on its page, lists, one tone with its files. What is shown names its creator and licence.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { howToInstall, playModel } from "./train_page.js";
import { t, withUnit } from "./words.js";

const LISTS = ["favorites", "downloaded", "created", "trending", "latest"];
const OWN = ["favorites", "downloaded", "created", "search"];
const ARCHITECTURES = { 1: "A1", 2: "A2" };
const HERE = ["127.0.0.1", "localhost"];

// A link to another site, which learns nothing of this page; an address that is none is only its words.
function away(words, url, properties = {}) {
  if (!/^https?:\/\//.test(url ?? "")) return h("span", {}, words);
  return h("a", { ...properties, href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

export class OnlineView {
  constructor() {
    this.body = h("div", { class: "online-body" });
    this.attribution = h("p", { class: "attribution" });
    this.card = h("section", { class: "card online", "aria-label": "TONE3000" }, this.body, this.attribution);
    this.detail = h("section", { class: "card model-detail", "aria-label": t("The chosen tone") });
    this.calibrated = h("input", { type: "checkbox", checked: true });
    this.field = h("input", { type: "search", class: "search", placeholder: t("A part of the title"), "aria-label": t("A part of the title"), autocomplete: "off", onchange: () => this.#list() });
    this.lists = h("div", { class: "segments wrap", role: "radiogroup", "aria-label": t("Lists") });
    this.list = h("ul", { class: "results tones", "aria-label": t("Tones") });
    this.more = h("button", { type: "button", class: "plain", "data-key": "more tones", hidden: true, onclick: () => this.#list(this.page + 1) }, t("Show more"));
    this.which = "favorites";
    this.tones = [];
    this.seen = null; // how many tones were chosen on TONE3000's page before this view was opened
    this.state = {};
    this.tone = null;
    this.arrived = {};
    this.#drawTone();
    this.news("online", server.topics.online ?? { state: "unknown" });
    this.news("tasks", server.topics.tasks ?? []);
    guarded(() => server.ask("online"));
  }

  news(topic, value) {
    if (topic === "tasks") this.#tasks(value);
    if (topic !== "online") return;
    const before = this.state.state;
    this.state = value;
    replaceChanged(this.attribution, [value.attribution, value.url], () => (value.url ? [away(value.attribution, value.url)] : []));
    replaceChanged(this.body, [value.state, value.user, value.waits, value.error, value.notice, value.missing, value.may_search], () => this.#body(value));
    this.detail.hidden = value.state !== "signed in";
    if (value.state === "signed in" && before !== "signed in") this.#list();
    const count = value.chosen?.count ?? 0;
    if (this.seen !== null && count > this.seen) this.open(value.chosen.tone);
    if (value.state !== "unknown") this.seen = count;
  }

  #body({ state, user, waits, error, notice, missing }) {
    const button = (words, key, action, kind = "plain") => h("button", { type: "button", class: kind, "data-key": key, onclick: action }, words);
    const problem = [error ? h("p", { class: "bad", role: "alert", lang: "en" }, error) : null, notice ? h("p", { class: "note", lang: "en", role: "status" }, notice) : null];
    if (state === "unknown") return [h("p", { class: "note" }, t("looking…"))];
    if (state === "missing") return [h("div", { class: "missing" }, howToInstall(missing))];
    if (state === "no key") return [this.#key(), ...problem];
    if (state === "waiting") {
      return [h("h2", {}, t("Waiting for TONE3000")), waits.code ? h("p", {}, t("Open the page on any device, and type this code:")) : h("p", {}, t("Its page is open in another tab. Come back here afterwards.")),
        waits.code ? h("p", { class: "code" }, waits.code) : null,
        h("div", { class: "buttons" }, away(waits.code ? t("Open the page") : t("Open it again"), waits.url, { class: "plain" }), button(t("Cancel"), "cancel", () => guarded(() => server.ask("online cancel")))), ...problem];
    }
    if (state === "signed out") {
      return [h("h2", {}, t("Tones that others have captured")), h("p", {}, t("TONE3000 is a service of its own, with its own terms. Sign in there to choose tones, and to see your favourites and uploads.")),
        h("div", { class: "buttons" }, HERE.includes(location.hostname) ? button(t("Sign in"), "sign in", () => this.#begin("online sign in"), "action") : null, button(t("Sign in with a code"), "code", () => this.#begin("online sign in", { by_code: true }))), ...problem];
    }
    this.#drawLists();
    return [h("div", { class: "card-head" }, h("h2", {}, user ? t("Signed in as {name}", { name: user }) : t("Signed in")), button(t("Sign out"), "sign out", () => guarded(() => server.ask("online sign out")), "link")),
      HERE.includes(location.hostname) ? h("div", { class: "choose-online" }, button(t("Choose on TONE3000…"), "choose", () => this.#begin("online choose", { is_calibrated: this.calibrated.checked }), "action"), h("label", { class: "check" }, this.calibrated, t("only captures whose level is known"))) : null,
      this.lists, this.field, this.list, this.more, ...problem];
  }

  #key() {
    const field = h("input", { type: "text", class: "search", placeholder: "t3k_pub_…", "aria-label": t("Publishable key"), autocomplete: "off", spellcheck: "false" });
    return h("form", { class: "online-key", onsubmit: (event) => {
      event.preventDefault();
      guarded(() => server.ask("online key", { text: field.value }));
    } }, h("h2", {}, t("A key of your own")), h("p", {}, t("TONE3000 asks every application for a key. Sign in at tone3000.com, create one under Settings, API keys, and paste its publishable part here. It is free.")),
    field, h("div", { class: "buttons" }, h("button", { type: "submit", class: "action", "data-key": "save key" }, t("Save")), away("tone3000.com", this.state.url, { class: "plain" })));
  }

  // Opens TONE3000's page; a browser that opens no tab by itself leaves the link.
  async #begin(command, said = {}) {
    const waits = await guarded(() => server.ask(command, said));
    if (waits && !waits.code) window.open(waits.url, "_blank", "noopener,noreferrer");
  }

  #drawLists() {
    const lists = this.state.may_search ? [...LISTS, "search"] : LISTS;
    replaceChanged(this.lists, [lists, this.which], () => lists.map((which) => h("button", { type: "button", role: "radio", "data-key": `list ${which}`, "aria-checked": String(which === this.which), class: which === this.which ? "on" : "", onclick: () => {
      this.which = which;
      this.#drawLists();
      this.#list();
    } }, t(`list ${which}`))));
    this.field.hidden = !OWN.includes(this.which);
  }

  async #list(page = 1) {
    const asked = (this.asked = (this.asked ?? 0) + 1);
    const words = OWN.includes(this.which) ? this.field.value : "";
    if (page === 1) this.#drawList([h("li", { class: "note" }, t("looking…"))]);
    const found = await guarded(() => server.ask("online list", { which: this.which, words, page }));
    if (asked !== this.asked) return;
    this.page = page;
    this.tones = page === 1 ? found?.tones ?? [] : [...this.tones, ...(found?.tones ?? [])];
    this.more.hidden = !found?.has_more;
    this.#drawList();
  }

  #drawList(instead = null) {
    this.list.replaceChildren(...(instead ?? (this.tones.length ? this.tones.map((tone) => this.#row(tone)) : [h("li", { class: "note" }, t("There is nothing in this list."))])));
  }

  #row(tone) {
    const facts = [tone.creator ? t("by {name}", { name: tone.creator }) : t("creator unknown"), tone.gear, tone.license].filter(Boolean).join(" · ");
    return h("li", {}, h("button", { type: "button", class: this.tone?.id === tone.id ? "row tone on" : "row tone", "data-key": `tone ${tone.id}`, onclick: () => this.open(tone.id) },
      h("span", { class: "row-name" }, tone.title), h("small", { class: "row-level quiet" }, tone.files === null ? "" : tone.files === 1 ? t("1 file") : t("{count} files", { count: tone.files })), h("small", { class: "tone-facts" }, facts)));
  }

  async open(id) {
    const asked = (this.opened = (this.opened ?? 0) + 1);
    const tone = await guarded(() => server.ask("online tone", { tone: id }));
    if (!tone || asked !== this.opened) return;
    this.tone = tone;
    this.#drawList();
    this.#drawTone();
    this.detail.scrollIntoView({ block: "nearest" });
  }

  #tasks(tasks) {
    const task = tasks.find(({ kind }) => kind === "online");
    if (task?.state === "done" && this.done !== task.key) {
      this.done = task.key;
      for (const file of task.result.files) this.arrived[file.model] = file;
    }
    this.task = task;
    this.#drawTone();
  }

  #drawTone() {
    const { tone, task } = this;
    const isBusy = task?.state === "running" || task?.state === "waiting";
    replaceChanged(this.detail, [tone, this.arrived, task], () => {
      if (!tone) return [h("p", { class: "note" }, t("Choose a tone to see its files."))];
      const wanted = tone.models.filter((model) => !this.#key_(model));
      const facts = [[t("Creator"), away(tone.creator ?? t("unknown"), tone.creator_url)], [t("Licence"), tone.license ?? t("unknown")], [t("Gear"), [tone.gear, ...tone.makes].filter(Boolean).join(" · ")]];
      return [h("h1", { title: tone.title }, tone.title),
        h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
        tone.description ? h("p", { class: "tone-words" }, tone.description) : null,
        h("ul", { class: "online-files", "aria-label": t("Files") }, tone.models.map((model) => this.#file(model, isBusy))),
        tone.models.length ? null : h("p", { class: "note" }, t("It has no files that Reamp can ask for.")),
        h("div", { class: "buttons" }, wanted.length > 1 ? h("button", { type: "button", class: "plain", "data-key": "all", disabled: isBusy, onclick: () => this.#download(wanted) }, t("Download all {count}", { count: wanted.length })) : null, away(t("Its page at TONE3000"), tone.url, { class: "plain" })),
        isBusy ? h("progress", task.share === null ? { "aria-label": t("downloading") } : { max: "1", value: String(task.share), "aria-label": t("downloading") }) : null,
        task?.error ? h("p", { class: "bad", role: "alert", lang: "en" }, task.error) : null];
    });
  }

  #key_(model) {
    return this.arrived[model.id]?.key ?? model.key;
  }

  #file(model, isBusy) {
    const arrived = this.arrived[model.id];
    const key = this.#key_(model);
    const kind = [ARCHITECTURES[model.architecture] ?? model.architecture, model.size].filter(Boolean).join(" · ");
    const level = arrived?.level_dbu === undefined || !key ? "" : arrived.level_dbu === null ? "" : t("input level {level}", { level: withUnit(arrived.level_dbu, 2, "dBu") });
    const isModel = this.tone.format !== "ir";
    const action = !key ? h("button", { type: "button", class: "plain small", "data-key": `get ${model.id}`, disabled: isBusy, onclick: () => this.#download([model]) }, t("Download"))
      : isModel ? h("button", { type: "button", class: "plain small", "data-key": `play ${model.id}`, onclick: () => playModel(key) }, t("Play it")) : h("span", { class: "tag ok" }, t("is here"));
    return h("li", {}, h("span", { class: "row-name", title: model.name }, model.name), action, h("small", { class: arrived?.problem ? "bad" : "", lang: arrived?.problem ? "en" : undefined }, arrived?.problem ?? [kind, level].filter(Boolean).join(" · ")));
  }

  #download(models) {
    guarded(() => server.ask("online download", { tone: this.tone.id, models: models.map(({ id }) => id) }));
  }
}
