// A number that is edited where it stands: typed, pasted, by arrows or by the wheel.

import { t } from "./words.js";

export class NumberField extends HTMLElement {
  // `send(text)` is what a change does; `format(value)` how a number reads; `value` null is unknown.
  setUp({ label, step, format, send }) {
    this.step = step;
    this.format = format;
    this.send = send;
    this.value = null;
    const input = document.createElement("input");
    input.type = "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("role", "spinbutton");
    input.setAttribute("aria-label", label);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", () => this.#commit());
    input.addEventListener("input", () => {
      this.isTyped = true;
      this.#fit();
    });
    input.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.input = input;
    this.replaceChildren(input);
    return this;
  }

  show(value, key = "") {
    this.value = value;
    this.input.dataset.key = key;
    this.shown = value === null ? t("type it") : this.format(value);
    this.classList.toggle("unknown", value === null);
    if (value === null) this.input.removeAttribute("aria-valuenow");
    else this.input.setAttribute("aria-valuenow", value);
    this.input.setAttribute("aria-valuetext", value === null ? t("unknown") : this.shown);
    if (!this.isTyped) this.#reset();
  }

  #reset() {
    this.isTyped = false;
    this.input.value = this.shown;
    this.#fit();
  }

  #fit() {
    this.input.size = Math.max(5, this.input.value.length);
  }

  #commit() {
    if (!this.isTyped || !this.input.value.trim()) return this.#reset();
    return this.#give(this.input.value.trim().replaceAll("\u2212", "-").replaceAll("\u00a0", " "));
  }

  async #give(text) {
    this.isTyped = false;
    await this.send(text); // the state comes before the answer
    if (!this.isTyped) this.#reset();
  }

  #stepBy(steps) {
    const next = Math.round(((this.value ?? 0) + steps * this.step) * 1000) / 1000;
    this.value = next;
    this.#give(this.format(next).replaceAll("\u2212", "-").replaceAll("\u00a0", " "));
  }

  #key(event) {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps) {
      event.preventDefault();
      this.#stepBy(steps);
    } else if (event.key === "Enter") {
      this.#commit();
      this.input.select();
    } else if (event.key === "Escape") {
      this.#reset();
      this.input.blur();
    }
    event.stopPropagation();
  }

  #wheel(event) {
    if (document.activeElement !== this.input) return;
    event.preventDefault();
    this.#stepBy(event.deltaY < 0 ? 1 : -1);
  }
}

customElements.define("number-field", NumberField);
