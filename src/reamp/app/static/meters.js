// The level meters: bars, the highest peak of two seconds as a line and as a number.

import { h } from "./dom.js";
import { number, t, withUnit } from "./words.js";

const FLOOR_DB = -60;
const HOLD_MS = 2000;
const FALL_DB_S = 40; // slow enough to be read
const NUMBER_MS = 250; // between two changes of a number
const SPOKEN_MS = 1000;
const SILENT_DB = -99.9;
const CLIPS_DBFS = -0.1;
const HOT_DBFS = -3; // where no zone says otherwise
const STEPS = 400; // of a bar: a quarter of a decibel, about a pixel
const MARKS = [-60, -48, -36, -24, -12, 0];

const share = (db) => Math.min(1, Math.max(0, (db - FLOOR_DB) / -FLOOR_DB));

export class LevelMeter extends HTMLElement {
  // `zone` is where the loudest peaks should be, two numbers in dBFS, or null.
  setUp({ name, zone = null }) {
    this.zone = zone;
    this.level = this.held = this.dbu = -200;
    this.heldAt = this.writtenAt = this.spokenAt = this.drawnAt = -1e9;
    this.lit = h("i", { class: "bar-lit" });
    this.clip = h("i", { class: "bar-clip" }, this.lit);
    this.line = h("i", { class: "bar-held", hidden: true });
    const bar = h("span", { class: "bar", "aria-hidden": "true" }, this.clip, this.line);
    const stops = zone ? [zone[0], zone[1], CLIPS_DBFS] : [HOT_DBFS, HOT_DBFS, CLIPS_DBFS];
    ["calm", "ok", "hot"].forEach((name, index) => bar.style.setProperty(`--${name}-to`, `${100 * share(stops[index])}%`));
    bar.classList.toggle("has-zone", zone !== null);
    this.verdict = h("span", { class: "verdict" });
    this.dbfs = h("span", { class: "dbfs" });
    this.volts = h("span", { class: "volts" });
    this.replaceChildren(
      h("span", { class: "meter-name", title: name }, name), bar,
      h("span", { class: "meter-words" }, this.dbfs, this.volts, this.verdict),
    );
    this.setAttribute("role", "meter");
    this.setAttribute("aria-label", name);
    this.setAttribute("aria-valuemin", FLOOR_DB);
    this.setAttribute("aria-valuemax", 0);
    return this;
  }

  show(dbfs, dbu, now) {
    this.level = Math.max(dbfs, this.level - (FALL_DB_S * Math.min(200, now - this.drawnAt)) / 1000);
    this.drawnAt = now;
    if (dbfs >= this.held || now - this.heldAt > HOLD_MS) {
      this.held = dbfs;
      this.dbu = dbu;
      this.heldAt = now;
    }
    this.#draw();
    if (now - this.writtenAt > NUMBER_MS) this.#write(now);
  }

  #write(now) {
    this.writtenAt = now;
    const isSilent = this.held < SILENT_DB;
    this.#say(this.dbfs, isSilent ? "\u2013\u00a0dBFS" : withUnit(this.held, 1, "dBFS"));
    const hasVolts = this.dbu !== null && !isSilent;
    this.#say(this.volts, hasVolts ? withUnit(this.dbu, 1, "dBu", true) : "");
    const [kind, words] = this.#judged();
    this.#say(this.verdict, words);
    this.verdict.className = `verdict ${kind}`;
    if (now - this.spokenAt > SPOKEN_MS) {
      this.spokenAt = now;
      this.setAttribute("aria-valuenow", Math.max(FLOOR_DB, this.held).toFixed(1));
      this.setAttribute("aria-valuetext", isSilent ? t("silent") : `${number(this.held, 1)} dBFS ${words}`);
    }
  }

  #judged() {
    if (this.held >= CLIPS_DBFS) return ["bad", t(this.zone ? "clips" : "at full scale")];
    if (!this.zone || this.held < this.zone[0]) return ["", ""];
    return this.held <= this.zone[1] ? ["ok", t("good")] : ["warn", t("too hot")];
  }

  #say(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  // Only transforms change: the browser moves what is painted already. A bar that stays costs nothing.
  #draw() {
    const level = Math.round(STEPS * share(this.level));
    if (level !== this.drawnLevel) {
      this.drawnLevel = level;
      this.clip.style.transform = `translateX(${(100 * level) / STEPS - 100}%)`;
      this.lit.style.transform = `translateX(${100 - (100 * level) / STEPS}%)`;
    }
    const held = this.held > FLOOR_DB ? Math.round(STEPS * share(this.held)) : -1;
    if (held === this.drawnHeld) return;
    this.drawnHeld = held;
    this.line.hidden = held < 0;
    this.line.style.transform = `translateX(${(100 * held) / STEPS}%)`;
    this.line.classList.toggle("bad", this.held >= CLIPS_DBFS);
  }
}
customElements.define("level-meter", LevelMeter);

export class MeterBridge {
  constructor() {
    this.rows = h("div", { class: "meters" });
    this.clips = h("button", { type: "button", class: "clips", hidden: true, onclick: () => this.onForget?.() });
    this.gate = h("span", { class: "quiet" });
    const scale = h("div", { class: "scale", "aria-hidden": "true" }, h("span"), h("div", {}, MARKS.map((mark) => h("span", {}, number(mark, 0)))), h("span"));
    this.element = h("section", { class: "card levels", "aria-labelledby": "levels-title" },
      h("div", { class: "card-head" }, h("h2", { id: "levels-title" }, t("Levels")), this.gate, this.clips), this.rows, scale);
  }

  // Rows for the converter, each model that is heard, left and right.
  update(state) {
    const heard = state.blocks.models.filter((model) => !model.is_off).map((model) => model.name);
    const made = JSON.stringify([heard, state.calibration.zone_dbfs, state.input.kind]);
    if (this.made === made) return;
    this.made = made;
    const first = t(state.input.kind === "device" ? "Converter" : "Recording");
    this.meters = [
      new LevelMeter().setUp({ name: first, zone: state.calibration.zone_dbfs }),
      ...heard.map((name) => new LevelMeter().setUp({ name: t("Into {name}", { name }) })),
      new LevelMeter().setUp({ name: t("Output left") }), new LevelMeter().setUp({ name: t("Output right") }),
    ];
    this.rows.replaceChildren(...this.meters);
  }

  show(values, state, now) {
    const [input, clipped, left, right, gate, limiter] = values;
    const models = this.meters.length - 3;
    this.meters[0].show(input, null, now);
    for (let index = 0; index < models; index++) {
      const at = 11 + 2 * index;
      if (at + 1 >= values.length) break;
      this.meters[1 + index].show(values[at], Number.isNaN(values[at + 1]) ? null : values[at + 1], now);
    }
    this.meters[models + 1].show(left, null, now);
    this.meters[models + 2].show(right, null, now);
    if (now - (this.saidAt ?? 0) < NUMBER_MS) return;
    this.saidAt = now;
    const acts = [];
    if (!state.blocks.gate.is_off) acts.push(t("gate {words}", { words: gate > -0.05 ? t("open") : gate < SILENT_DB ? t("closed") : withUnit(gate, 1, "dB") }));
    if (limiter < -0.05) acts.push(t("limiter {words}", { words: withUnit(limiter, 1, "dB") }));
    const words = acts.join(" · ");
    if (this.gate.textContent !== words) this.gate.textContent = words;
    this.clips.hidden = clipped < 1;
    if (clipped >= 1) this.clips.textContent = t("clipped {count} times: reset", { count: number(clipped, 0) });
  }
}
