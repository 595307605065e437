// Finding the interface: search as you type, with level, confidence and source.

import { h } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { t, withUnit } from "./words.js";

// A search field with its results; `onChosen` is called when one was chosen.
export function interfaceSearch({ onChosen, isKept }) {
  const list = h("ul", { class: "results", role: "listbox", "aria-label": t("interfaces") });
  const hint = h("p", { class: "note" }, t("Names and typos are forgiven: 2i2 4 gen, ssl 2+."));
  const field = h("input", { type: "search", class: "search", placeholder: t("Search your interface, or type 12.2 dBu"), "aria-label": t("Search your interface, or type 12.2 dBu"), autocomplete: "off" });
  let asked = 0;

  async function choose(text) {
    const done = await guarded(async () => {
      await server.ask("interface", { text, is_kept: isKept?.() ?? false });
      return true;
    });
    if (done) onChosen?.();
  }

  async function find() {
    const number = ++asked;
    const found = await guarded(() => server.ask("interfaces", { text: field.value }));
    if (number !== asked || !found) return;
    hint.hidden = found.length > 0;
    if (field.value.trim() && !found.length) hint.textContent = t("Not in the table: type its maximum input level, such as 12.2 dBu.");
    list.replaceChildren(...found.map((row) => h("li", {}, h("button", { type: "button", role: "option", class: row.is_named ? "row" : "row near", "data-name": row.name, onclick: () => choose(row.name) },
      h("span", { class: "row-name" }, row.name), h("span", { class: "row-level" }, row.level_dbu === null ? t("sources disagree") : withUnit(row.level_dbu, 2, "dBu")),
      h("small", { class: "row-source" }, t(`confidence ${row.confidence}`), row.setting ? ` · ${row.setting}` : "", row.source ? ` · ${row.source}` : "")))));
  }

  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && field.value.trim()) {
      event.preventDefault();
      const first = list.querySelector(".row:not(.near)");
      choose(/^[+-]?[\d.,]+$/.test(field.value.trim()) ? `${field.value.trim()} dBu` : first && !/\d\s*(dbu|dbv|v)$/i.test(field.value.trim()) ? first.dataset.name : field.value.trim());
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("button")?.focus();
    }
    event.stopPropagation();
  });
  list.addEventListener("keydown", (event) => {
    const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!way) return;
    event.preventDefault();
    (event.target.closest("li")[way]?.querySelector("button") ?? (way === "previousElementSibling" ? field : null))?.focus();
  });
  return { element: h("div", { class: "finder" }, field, hint, list), field };
}

export function chooseInterface() {
  const kept = h("input", { type: "checkbox", checked: true });
  const close = () => dialog.close();
  const search = interfaceSearch({ onChosen: close, isKept: () => kept.checked });
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "finder-title", onclose: () => dialog.remove() },
    h("div", { class: "card-head" }, h("h2", { id: "finder-title" }, t("Find your interface")), h("button", { type: "button", class: "plain", onclick: close }, t("Close"))),
    search.element, h("label", { class: "check" }, kept, t("Remember it on this machine")));
  document.body.append(dialog);
  dialog.showModal();
  search.field.focus();
}
