// A document that Reamp made, such as a report: in a frame of its own, which reaches nothing of this page.

import { h } from "./dom.js";
import { t } from "./words.js";

export function documentFrame(title, address) {
  return h("iframe", { class: "document", title, src: address, lang: "en", sandbox: "allow-scripts allow-downloads" });
}

export function documentDialog(title, address) {
  const dialog = h("dialog", { class: "dialog wide", "aria-label": title, onclose: () => dialog.remove() },
    h("div", { class: "card-head" }, h("h2", {}, title), h("div", { class: "buttons" },
      h("a", { class: "plain", href: `${address}?save` }, t("Save…")),
      h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, t("Close")))),
    documentFrame(title, address));
  document.body.append(dialog);
  dialog.showModal();
}
