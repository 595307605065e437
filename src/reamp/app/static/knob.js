// A knob: mouse, wheel, keys, double click to reset, and its number can be typed.

import { h, svg } from "./dom.js";
import { Latest, server } from "./server.js";
import { t, withUnit } from "./words.js";
import { guarded } from "./ask.js";

const END = (135 * Math.PI) / 180; // of the turn to either side
const DRAG_PIXELS = 180; // from one end to the other

function point(angle, radius) {
  return [32 + radius * Math.sin(angle), 32 - radius * Math.cos(angle)].map((each) => each.toFixed(2)).join(" ");
}

function arc(from, to) {
  const [first, last] = from < to ? [from, to] : [to, from];
  return `M${point(first, 26)}A26 26 0 ${last - first > Math.PI ? 1 : 0} 1 ${point(last, 26)}`;
}

const RESET = Symbol("reset");

export class Knob extends HTMLElement {
  setUp(table) {
    this.table = table;
    this.latest = new Latest(
      (value) =>
        guarded(() =>
          value === RESET ? server.ask("reset", { knob: table.key }) : server.ask("set", { set: { [table.key]: value } }),
        ),
      () => this.show(this.told), // what was typed or reset is known from the server only
    );
    // The trims reach further than anybody turns: the knob shows the middle of their range.
    const isTrim = table.is_bipolar && table.high > 20;
    [this.low, this.high] = isTrim ? [-20, 20] : [table.low, table.high];
    const name = t(`knob ${table.key}`);
    this.track = svg("path", { d: arc(-END, END), class: "track" });
    this.turned = svg("path", { class: "turned" });
    this.hand = svg("line", { class: "hand", x1: 32, y1: 32 });
    this.dial = svg(
      "svg",
      { viewBox: "0 0 64 60", class: "dial", role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": table.low, "aria-valuemax": table.high, "data-key": `knob ${table.key}` },
      this.track, this.turned, svg("circle", { cx: 32, cy: 32, r: 19 }), this.hand,
    );
    this.text = h("input", { type: "text", class: "knob-value", "aria-label": t("value of {name}", { name }), autocomplete: "off" });
    this.replaceChildren(this.dial, h("span", { class: "knob-name" }, name), this.text);
    this.dial.addEventListener("pointerdown", (event) => this.#grab(event));
    this.dial.addEventListener("dblclick", () => this.reset());
    this.dial.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.#turnBy(event.deltaY < 0 ? 1 : -1);
    }, { passive: false });
    this.text.addEventListener("focus", () => this.text.select());
    this.text.addEventListener("blur", () => this.#typed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#typed();
      if (event.key === "Escape") this.#draw();
      event.stopPropagation();
    });
    return this;
  }

  get words() {
    const { digits, unit, is_signed: isSigned, choices } = this.table;
    if (choices.length) return `${this.value}${unit}`;
    return this.value === null ? t("off") : withUnit(this.value, digits, unit, isSigned);
  }

  show(value) {
    this.told = value;
    if (this.isHeld || this.latest.isBusy) return; // the hand knows better than the echo
    this.value = value;
    this.#draw();
  }

  reset() {
    this.latest.put(RESET);
  }

  #draw() {
    const { default: rest } = this.table;
    const isOff = this.value === null;
    const shown = Math.min(this.high, Math.max(this.low, isOff ? this.low : this.value));
    const angle = -END + ((shown - this.low) / (this.high - this.low)) * 2 * END;
    const from = this.table.is_bipolar ? -END + ((rest - this.low) / (this.high - this.low)) * 2 * END : -END;
    this.turned.setAttribute("d", Math.abs(angle - from) > 0.01 ? arc(from, angle) : "");
    const [x, y] = point(angle, 15).split(" ");
    this.hand.setAttribute("x2", x);
    this.hand.setAttribute("y2", y);
    this.classList.toggle("is-off", isOff);
    this.dial.setAttribute("aria-valuenow", isOff ? this.low : this.value);
    this.dial.setAttribute("aria-valuetext", this.words);
    if (document.activeElement !== this.text) this.text.value = this.words;
  }

  #give(value) {
    const { low, high, can_be_off: canBeOff, step, choices } = this.table;
    if (canBeOff && value !== null && value < low + step / 2) value = null; // down to its end is off
    if (choices.length) value = choices.reduce((best, each) => (Math.abs(each - value) < Math.abs(best - value) ? each : best));
    this.value = value === null ? null : Math.min(high, Math.max(low, Math.round(value * 1000) / 1000));
    this.#draw();
    this.latest.put(this.value);
  }

  #turnBy(steps) {
    const { step, default: rest, low, choices } = this.table;
    if (choices.length) {
      this.#give(choices[Math.min(choices.length - 1, Math.max(0, choices.indexOf(this.value) + steps))]);
    } else if (this.value === null) {
      if (steps > 0) this.#give(rest);
    } else this.#give(this.value === low && steps < 0 ? null : this.value + steps * step);
  }

  #key(event) {
    const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (steps) this.#turnBy(steps);
    else if (event.key === "Home") this.#give(this.low);
    else if (event.key === "End") this.#give(this.high);
    else if (event.key === "Delete" || event.key === "Backspace") this.reset();
    else if (event.key === "Enter") this.text.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.dial.focus();
    this.dial.setPointerCapture(event.pointerId);
    this.isHeld = true;
    let place = this.value ?? this.low;
    let last = event.clientY;
    const move = (moved) => {
      const span = (this.high - this.low) / (moved.shiftKey ? 5 * DRAG_PIXELS : DRAG_PIXELS);
      place = Math.min(this.high, Math.max(this.low, place + (last - moved.clientY) * span));
      last = moved.clientY;
      const { step } = this.table;
      const grid = moved.shiftKey ? step / 5 : step;
      const next = Math.round(place / grid) * grid;
      if (next !== this.value && moved.clientY !== event.clientY) this.#give(next);
    };
    const release = () => {
      this.isHeld = false;
      this.dial.removeEventListener("pointermove", move);
    };
    this.dial.addEventListener("pointermove", move);
    this.dial.addEventListener("lostpointercapture", release, { once: true });
  }

  #typed() {
    const text = this.text.value.trim().replaceAll("\u2212", "-").replaceAll("\u00a0", " ");
    if (text && this.text.value !== this.words) {
      const isOff = this.table.can_be_off && [t("off"), "off"].includes(text.toLowerCase());
      this.latest.put(isOff ? null : text); // after the turns that still wait, which would undo it
    } else this.#draw();
    this.text.blur();
  }
}

customElements.define("reamp-knob", Knob);
