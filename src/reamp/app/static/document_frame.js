// A document that Reamp made, such as a report: in a frame of its own, which reaches nothing of this page.

import { h } from "./dom.js";
import { currentLanguage, t } from "./words.js";

// The address of a document in the language of the page.
export function inLanguage(address) {
  return currentLanguage() === "en" ? address : `${address}?lang=${currentLanguage()}`;
}

// The address from which a document is saved, in the language of the page.
export function savedAs(address) {
  const spoken = inLanguage(address);
  return `${spoken}${spoken.includes("?") ? "&" : "?"}save`;
}

export function documentFrame(title, address) {
  return h("iframe", { class: "document", title, src: inLanguage(address), lang: currentLanguage(), sandbox: "allow-scripts allow-downloads" });
}

export function documentDialog(title, address) {
  const dialog = h("dialog", { class: "dialog wide", "aria-label": title, onclose: () => dialog.remove() },
    h("div", { class: "card-head" }, h("h2", {}, title), h("div", { class: "buttons" },
      h("a", { class: "plain", href: savedAs(address) }, t("Save…")),
      h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, t("Close")))),
    documentFrame(title, address));
  document.body.append(dialog);
  dialog.showModal();
}
