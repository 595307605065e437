// The dialog that adds captures to the queue: which, what kind of model, for how long.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { chooseFile } from "./file_picker.js";
import { server } from "./server.js";
import { t } from "./words.js";

const USUAL_EPOCHS = 30;

// chosen: the keys of captures that are ticked at the beginning.
export async function addToQueue(chosen = []) {
  const [captures, architectures] = await Promise.all([guarded(() => server.ask("captures")), guarded(() => server.ask("architectures"))]);
  if (!captures || !architectures) return;
  const wanted = new Set(chosen);
  const rows = captures.map((capture) => {
    const box = h("input", { type: "checkbox", checked: wanted.has(capture.key), onchange: () => {
      if (box.checked) wanted.add(capture.key);
      else wanted.delete(capture.key);
      train.disabled = !wanted.size;
    } });
    return h("li", {}, h("label", { class: "check" }, box, h("span", { class: "row-name" }, capture.name), h("small", {}, capture.has_model ? `${capture.folder} · ${t("has a model")}` : capture.folder)));
  });
  const boxes = () => rows.map((row) => row.querySelector("input"));
  const all = h("button", { type: "button", class: "plain small", hidden: rows.length < 2, "data-key": "all captures", onclick: () => {
    const isOn = boxes().some((box) => !box.checked);
    for (const box of boxes()) if (box.checked !== isOn) box.click();
  } }, t("All"));
  const kind = h("select", { "aria-label": t("Kind of model") }, architectures.map((name) => h("option", { value: name }, `${name}: ${t(`architecture ${name}`)}`)));
  const epochs = h("input", { type: "text", inputmode: "numeric", class: "search short", value: String(USUAL_EPOCHS), "aria-label": t("Epochs") });
  const minutes = h("input", { type: "text", inputmode: "decimal", class: "search short", placeholder: t("no limit"), "aria-label": t("Time limit in minutes") });
  const good = h("input", { type: "text", inputmode: "decimal", class: "search short", placeholder: t("train to the end"), "aria-label": t("Stop at this error") });
  let start = null;
  const startName = h("b", {}, "–");
  const startFrom = h("button", { type: "button", class: "plain small", onclick: () => chooseFile({ kind: "model", title: t("Begin with a similar model"), onChosen: async (key, file) => {
    start = key;
    startName.textContent = file?.name ?? key;
  } }) }, t("Choose…"));
  const train = h("button", { type: "submit", class: "action" }, t("Train"));
  train.disabled = !wanted.size;
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    const limit = minutes.value.trim().replace(",", ".");
    const enough = good.value.trim().replace(",", ".");
    const [count, time, esr] = [Number(epochs.value), limit ? Number(limit) : null, enough ? Number(enough) : null];
    if (!Number.isInteger(count) || count < 1) return announce(t("The number of epochs is a whole number, at least 1."), true);
    if (time !== null && !(time > 0)) return announce(t("The time limit is a number of minutes above 0."), true);
    if (esr !== null && !(esr > 0 && esr < 1)) return announce(t("The error is a number between 0 and 1, such as 0.01."), true);
    const added = await guarded(() => server.ask("train", { captures: [...wanted], architecture: kind.value, epochs: count, minutes: time, until_esr: esr, start_from: start }));
    if (added) dialog.close();
    return undefined;
  } },
  rows.length ? h("ul", { class: "results capture-list", "aria-label": t("Captures") }, rows) : h("p", { class: "note" }, t("There is no capture in your folders yet: make one on the page Capture.")),
  all,
  h("label", { class: "field" }, t("Kind of model"), kind),
  h("label", { class: "field" }, t("Epochs: passes over the recording"), epochs),
  h("label", { class: "field" }, t("Time limit in minutes"), minutes),
  h("label", { class: "field" }, t("Stop at this error"), good),
  h("div", { class: "picked" }, h("span", {}, t("Begin with a similar model of the same kind, optional")), startName, startFrom),
  h("div", { class: "buttons" }, train, h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, t("Cancel"))));
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "train-title", onclose: () => dialog.remove() }, h("h2", { id: "train-title" }, t("Add captures")), form);
  document.body.append(dialog);
  dialog.showModal();
}
