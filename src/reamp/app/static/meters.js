// The level meters: bars on canvas, the highest peak of two seconds as a line and as a number.

import { h } from "./dom.js";
import { number, t, withUnit } from "./words.js";

const FLOOR_DB = -60;
const HOLD_MS = 2000;
const FALL_DB_S = 40; // slow enough to be read
const NUMBER_MS = 120; // between two changes of a number
const SPOKEN_MS = 1000;
const SILENT_DB = -99.9;
const CLIPS_DBFS = -0.1;
const MARKS = [-60, -48, -36, -24, -12, 0];

function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ["deep", "calm", "ok", "warn", "bad", "text", "zone"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
}

export class LevelMeter extends HTMLElement {
  // `zone` is where the loudest peaks should be, two numbers in dBFS, or null.
  setUp({ name, zone = null }) {
    this.zone = zone;
    this.level = this.held = this.dbu = -200;
    this.heldAt = this.writtenAt = this.spokenAt = this.drawnAt = -1e9;
    this.canvas = h("canvas", { class: "bar", "aria-hidden": "true" });
    this.verdict = h("span", { class: "verdict" });
    this.dbfs = h("span", { class: "dbfs" });
    this.volts = h("span", { class: "volts" });
    this.replaceChildren(
      h("span", { class: "meter-name", title: name }, name), this.canvas,
      h("span", { class: "meter-words" }, this.dbfs, this.volts, this.verdict),
    );
    this.setAttribute("role", "meter");
    this.setAttribute("aria-label", name);
    this.setAttribute("aria-valuemin", FLOOR_DB);
    this.setAttribute("aria-valuemax", 0);
    this.seen = new ResizeObserver(() => this.#fit());
    this.seen.observe(this.canvas);
    return this;
  }

  disconnectedCallback() {
    this.seen?.disconnect();
  }

  show(dbfs, dbu, now) {
    this.level = Math.max(dbfs, this.level - (FALL_DB_S * Math.min(200, now - this.drawnAt)) / 1000);
    this.drawnAt = now;
    if (dbfs >= this.held || now - this.heldAt > HOLD_MS) {
      this.held = dbfs;
      this.dbu = dbu;
      this.heldAt = now;
    }
    const places = `${this.#at(this.level)} ${this.#at(this.held)} ${this.held >= CLIPS_DBFS}`;
    if (places !== this.drawnPlaces) {
      this.drawnPlaces = places;
      this.#draw(); // a bar that stays where it is costs nothing
    }
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

  #fit() {
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * scale);
    this.canvas.height = Math.round(this.canvas.clientHeight * scale);
    this.#draw();
  }

  #at(db) {
    return Math.round(Math.min(1, Math.max(0, (db - FLOOR_DB) / -FLOOR_DB)) * this.canvas.width);
  }

  #draw() {
    const { width, height } = this.canvas;
    const paint = LevelMeter.colours;
    const pen = (this.pen ??= this.canvas.getContext("2d"));
    const at = (db) => this.#at(db);
    pen.clearRect(0, 0, width, height);
    if (this.zone) {
      pen.fillStyle = paint.zone;
      pen.fillRect(at(this.zone[0]), 0, at(this.zone[1]) - at(this.zone[0]), height);
    }
    const hot = this.zone ? this.zone[1] : -3;
    const parts = [[FLOOR_DB, this.zone ? this.zone[0] : hot, paint.calm], [this.zone ? this.zone[0] : hot, hot, paint.ok], [hot, CLIPS_DBFS, paint.warn], [CLIPS_DBFS, 0, paint.bad]];
    for (const [from, to, colour] of parts) {
      if (this.level <= from || to <= from) continue;
      pen.fillStyle = colour;
      pen.fillRect(at(from), 0, at(Math.min(to, this.level)) - at(from), height);
    }
    if (this.held > FLOOR_DB) {
      const thick = Math.max(2, Math.round(2 * (window.devicePixelRatio || 1)));
      pen.fillStyle = this.held >= CLIPS_DBFS ? paint.bad : paint.text;
      pen.fillRect(Math.min(width - thick, at(this.held)), 0, thick, height);
    }
  }
}
LevelMeter.colours = {};
customElements.define("level-meter", LevelMeter);

export class MeterBridge {
  constructor() {
    this.rows = h("div", { class: "meters" });
    this.clips = h("button", { type: "button", class: "clips", hidden: true, onclick: () => this.onForget?.() });
    this.gate = h("span", { class: "quiet" });
    const scale = h("div", { class: "scale", "aria-hidden": "true" }, h("span"), h("div", {}, MARKS.map((mark) => h("span", {}, number(mark, 0)))), h("span"));
    this.element = h("section", { class: "card levels", "aria-labelledby": "levels-title" },
      h("div", { class: "card-head" }, h("h2", { id: "levels-title" }, t("Levels")), this.gate, this.clips), this.rows, scale);
    LevelMeter.colours = colours();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      LevelMeter.colours = colours();
      for (const meter of this.meters) meter.drawnPlaces = null;
    });
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
