// A list of any length: only the rows that are seen are in the page, and rows that are not here yet are asked for.

import { h } from "./dom.js";

const ROW = 46; // px, as in the style sheet
const SPARE = 6;
const WINDOW = 200; // rows that come at once

export class VirtualList extends HTMLElement {
  // label: its name; draw(row, index): the content of a row; ask(first): more rows; onchosen(index).
  setUp({ label, draw, ask, onchosen }) {
    Object.assign(this, { draw, ask, onchosen });
    this.className = "virtual";
    this.tabIndex = 0;
    this.setAttribute("role", "listbox");
    this.setAttribute("aria-label", label);
    this.inner = h("div", { class: "virtual-inner" });
    this.replaceChildren(this.inner);
    this.pool = new Map();
    this.addEventListener("scroll", () => this.#ask(), { passive: true });
    this.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#show()).observe(this);
    this.rows = [];
    this.total = 0;
    this.chosen = -1;
    return this;
  }

  // Shows another list: its first rows, and how many there are.
  fill(rows, total, chosen = -1) {
    this.rows = [...rows];
    this.total = total;
    this.chosen = chosen;
    this.asked = new Set([0]);
    this.version = (this.version ?? 0) + 1;
    this.inner.style.setProperty("height", `${total * ROW}px`);
    this.scrollTop = 0;
    for (const element of this.pool.values()) element.remove();
    this.pool.clear();
    this.#show();
  }

  choose(index) {
    if (index < 0 || index >= this.total) return;
    this.chosen = index;
    const [top, bottom] = [index * ROW, (index + 1) * ROW];
    if (top < this.scrollTop) this.scrollTop = top;
    if (bottom > this.scrollTop + this.clientHeight) this.scrollTop = bottom - this.clientHeight;
    this.#show();
    if (this.rows[index]) this.onchosen(this.rows[index], index);
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.clientHeight / ROW) - 1);
    const to = { ArrowDown: this.chosen + 1, ArrowUp: Math.max(0, this.chosen - 1), PageDown: this.chosen + page, PageUp: Math.max(0, this.chosen - page), Home: 0, End: this.total - 1, Enter: this.chosen, " ": this.chosen }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(Math.min(to, this.total - 1));
  }

  #ask() {
    this.#show();
    const first = Math.floor(this.scrollTop / ROW / WINDOW) * WINDOW;
    for (const part of [first, first + WINDOW]) {
      if (part >= this.total || this.asked?.has(part)) continue;
      this.asked.add(part);
      const { version, asked } = this;
      this.ask(part).then((rows) => {
        if (!rows) asked.delete(part); // it failed: scrolling asks once more
        if (version !== this.version || !rows) return;
        rows.forEach((row, index) => (this.rows[part + index] = row));
        for (const [index, element] of this.pool) {
          if (index >= part && index < part + rows.length) this.#fill(element, index);
        }
      });
    }
  }

  #show() {
    const first = Math.max(0, Math.floor(this.scrollTop / ROW) - SPARE);
    const end = Math.min(this.total, Math.ceil((this.scrollTop + this.clientHeight) / ROW) + SPARE);
    const free = [];
    for (const [index, element] of this.pool) {
      if (index >= first && index < end) continue;
      this.pool.delete(index);
      free.push(element);
    }
    for (let index = first; index < end; index++) {
      let element = this.pool.get(index);
      if (!element) {
        element = free.pop() ?? this.inner.appendChild(h("div", { class: "virtual-row", role: "option", onclick: (event) => this.choose(Number(event.currentTarget.dataset.index)) }));
        this.pool.set(index, element);
        this.#fill(element, index);
      }
      element.setAttribute("aria-selected", String(index === this.chosen));
    }
    for (const element of free) element.remove();
    this.setAttribute("aria-activedescendant", this.chosen >= 0 ? `row-${this.chosen}` : "");
  }

  #fill(element, index) {
    element.dataset.index = index;
    element.id = `row-${index}`;
    element.setAttribute("aria-posinset", index + 1);
    element.setAttribute("aria-setsize", this.total);
    element.style.setProperty("transform", `translateY(${index * ROW}px)`);
    const row = this.rows[index];
    element.replaceChildren(...(row ? this.draw(row, index) : []));
  }
}

customElements.define("virtual-list", VirtualList);
