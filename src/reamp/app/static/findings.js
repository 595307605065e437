// What was noticed: warnings are read at once, notes on a click.

import { h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { currentLanguage, t } from "./words.js";

export class Findings {
  constructor() {
    this.element = h("section", { class: "findings", "aria-label": t("What was noticed") });
  }

  update({ findings }) {
    replaceChanged(this.element, findings, () => {
      const told = findings.filter((finding) => finding.severity !== "note");
      const notes = findings.filter((finding) => finding.severity === "note");
      const line = (finding) => h("li", { class: finding.severity }, h("b", {}, t(`severity ${finding.severity}`)), " ", ...sentence(finding));
      const isChanged = findings.some(({ check }) => check === "file-changed" || check === "file-broken" || check === "slim-lowered");
      return [
        isChanged ? h("button", { type: "button", class: "plain", "data-key": "reload", onclick: () => guarded(() => server.ask("reload")) }, t("Read the files again")) : null,
        told.length ? h("ul", {}, told.map(line)) : null,
        notes.length ? h("details", {}, h("summary", {}, notes.length === 1 ? t("1 note") : t("{count} notes", { count: notes.length })), h("ul", {}, notes.map(line))) : null,
      ].filter(Boolean);
    });
  }
}

// The library says it in each language.
export function sentence({ text, fr }) {
  return [currentLanguage() === "fr" ? fr : text];
}
