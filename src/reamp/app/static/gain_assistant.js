// The gain assistant: hard strums as they are played, and how to turn the gain of the interface.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { sentence } from "./findings.js";
import { LevelMeter } from "./meters.js";
import { server } from "./server.js";
import { number, t, withUnit } from "./words.js";

const FLOOR_DBFS = -48; // of the bars of strums
const TYPED = "typed gain";

export class GainAssistant {
  constructor() {
    this.begin = h("button", { type: "button", class: "action", "data-key": "begin stage", onclick: () => this.#switch(true) }, t("Find the gain by strums"));
    this.end = h("button", { type: "button", class: "plain", "data-key": "end stage", onclick: () => this.#switch(false) }, t("End"));
    this.meters = h("div", { class: "meters" });
    this.strums = h("div", { class: "strums", role: "img" });
    this.task = h("p", { class: "stage-task", role: "status" });
    this.more = h("p", { class: "note" });
    this.answers = h("div", { class: "buttons" });
    this.problems = h("ul", { class: "findings" });
    this.typed = h("input", { type: "text", class: "search short", autocomplete: "off", "data-key": TYPED });
    this.typed.addEventListener("keydown", (event) => event.key === "Enter" && this.#say(this.typed.value));
    this.typing = h("div", { class: "typed" }, h("label", { class: "field" }, t("The interface shows"), this.typed), h("button", { type: "button", class: "plain", "data-key": "say gain", onclick: () => this.#say(this.typed.value) }, t("That is it")));
    this.live = h("div", { class: "stage", hidden: true }, this.meters, this.strums, this.task, this.more, this.answers, this.typing, this.problems, h("div", { class: "buttons" }, this.end));
    this.element = h("div", {}, h("div", { class: "buttons" }, this.begin), this.live);
    this.isOn = false;
  }

  close() {
    if (this.isOn) this.#switch(false);
  }

  // state: whether there is a device whose gain can be set.
  update({ input, is_setting_gain: isOn, calibration }) {
    this.isOn = isOn;
    this.zone = calibration.zone_dbfs;
    this.begin.hidden = isOn || input.kind !== "device";
    this.live.hidden = !isOn;
  }

  news(stage) {
    if (!stage) return;
    this.#levels(stage);
    this.#strums(stage);
    const [task, more] = words(stage);
    if (this.task.textContent !== task) this.task.textContent = task;
    if (this.more.textContent !== more) this.more.textContent = more;
    replaceChanged(this.answers, [stage.step, stage.has_numbers, stage.lowest_db, stage.is_gain_known], () => this.#answers(stage));
    this.typing.hidden = stage.step === "done";
    replaceChanged(this.problems, stage.findings, () => stage.findings.map((finding) => h("li", { class: finding.severity }, ...sentence(finding))));
  }

  #levels({ levels_dbfs: levels, input }) {
    if (this.bars?.length !== levels.length) {
      this.bars = levels.map((_, index) => new LevelMeter().setUp({ name: t("Input {channel}", { channel: index + 1 }), zone: index + 1 === input ? this.zone : null }));
      this.meters.replaceChildren(...this.bars);
    }
    const now = performance.now();
    levels.forEach((level, index) => this.bars[index].show(level, null, now));
  }

  #strums({ strums_dbfs: strums, hard_strums: hard, strums_needed: needed }) {
    replaceChanged(this.strums, [strums, hard, this.zone], () => {
      const heard = Math.min(hard, needed);
      const height = (dbfs) => `${Math.max(3, Math.min(100, 100 * (1 - dbfs / FLOOR_DBFS)))}%`;
      const bars = strums.map((dbfs) => {
        const kind = dbfs > this.zone[1] ? "warn" : dbfs >= this.zone[0] ? "ok" : "";
        const bar = h("i", { class: kind, title: withUnit(dbfs, 1, "dBFS") });
        bar.style.height = height(dbfs);
        return bar;
      });
      const zone = h("span", { class: "strum-zone" });
      zone.style.bottom = height(this.zone[0]);
      zone.style.height = `${100 * (this.zone[1] - this.zone[0]) / -FLOOR_DBFS}%`;
      this.strums.setAttribute("aria-label", t("{heard} of {needed} hard strums", { heard, needed }));
      return [h("div", { class: "strum-bars" }, zone, bars), h("b", {}, `${heard} / ${needed}`), h("small", { class: "quiet" }, strums.length ? withUnit(strums.at(-1), 1, "dBFS") : t("hard strums"))];
    });
  }

  #answers({ step, has_numbers: hasNumbers, lowest_db: lowest, is_gain_known: isKnown }) {
    const say = (key, text, label) => h("button", { type: "button", class: "plain", "data-key": key, onclick: () => this.#say(text) }, label);
    if (step === "ask") {
      return hasNumbers ? [say("at lowest", "", t("It is at its lowest, {gain}", { gain: withUnit(lowest, 0, "dB") }))]
        : [say("at lowest", "", t("It is fully down")), say("stays", "?", t("It must stay where it is"))];
    }
    if (step === "adjust") return [say("turned", "", hasNumbers && isKnown ? t("Turned as advised") : t("I have turned it"))];
    return [];
  }

  async #say(text) {
    const done = await guarded(async () => [await server.ask("stage say", { text: text.replaceAll("\u2212", "-") })]);
    if (done) this.typed.value = "";
  }

  #switch(isOn) {
    return guarded(() => server.ask("stage", { is_on: isOn }));
  }
}

// What to do now, and what else is to be known.
function words(stage) {
  const { step, has_numbers: hasNumbers, is_gain_known: isKnown, is_measuring: isMeasuring, strums_needed: needed } = stage;
  if (step === "ask") {
    return hasNumbers ? [t("Which gain does the interface show?"), ""] : [t("Turn the gain knob fully down."), t("If it shows numbers, type the one that it shows.")];
  }
  if (step === "listen") {
    const task = isMeasuring ? t("Play {needed} strums again, the same chord, as hard as before.", { needed }) : t("Play {needed} strums, a second apart, as hard as you ever play.", { needed });
    return [task, isMeasuring ? t("They show how far the knob was turned.") : hasNumbers ? t("If you turn the gain meanwhile, type the number that it shows.") : t("Leave the gain knob where it is meanwhile.")];
  }
  const change = stage.wanted_db === null ? 0 : stage.wanted_db - stage.gain_db;
  if (step === "done" || !change) {
    return [isKnown && stage.gain !== null ? t("The gain is right: {gain}.", { gain: hasNumbers ? withUnit(stage.gain_db, 0, "dB") : t("{db} above its lowest", { db: withUnit(stage.gain_db, 0, "dB") }) }) : t("The gain is right."), t("Leave it there. Reamp subtracts it from the gain into the model.")];
  }
  const db = withUnit(Math.abs(change), 0, "dB");
  const turn = change > 0 ? t("Turn the gain up by {db}.", { db }) : t("Turn the gain down by {db}.", { db });
  const goal = hasNumbers && isKnown ? t("Then it shows {gain}.", { gain: withUnit(stage.wanted_db, 0, "dB") }) : stage.turned_so_far_db === null ? t("Strum while you turn: this page shows how far you are.") : t("So far about {so_far} of {wanted} dB.", { so_far: number(stage.turned_so_far_db, 0, true), wanted: number(change, 0, true) });
  return [turn, goal];
}
