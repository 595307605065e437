// The fields of the forms on the page Capture.

import { announce, h } from "./dom.js";
import { number, t } from "./words.js";

export function textField(words, placeholder) {
  const input = h("input", { type: "text", class: "search", placeholder, autocomplete: "off", spellcheck: "false" });
  return { input, element: h("label", { class: "field" }, words, input) };
}

export function numberField(words, value) {
  const input = h("input", { type: "text", inputmode: "numeric", class: "search short", value, autocomplete: "off" });
  return { input, element: h("label", { class: "field" }, words, input) };
}

// Returns the number of a jack, null after words where the field holds none.
export function jackNumber(input) {
  const typed = input.value.trim();
  const isNumber = /^[0-9]{1,4}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= 1024;
  input.setAttribute("aria-invalid", String(!isNumber));
  if (isNumber) return Number(typed);
  announce(t("“{typed}” is no jack: type one number, 1 or more.", { typed }), true);
  input.focus();
  return null;
}

export function signalChoice() {
  const select = h("select", { "data-key": "signal" }, h("option", { value: "full" }, t("Test signal, three minutes: for a model that is good everywhere")), h("option", { value: "quick" }, t("Demo guitar, 14 s: for a try")));
  return { isQuick: () => select.value === "quick", element: h("label", { class: "field" }, t("What is played"), select) };
}

export function slider(knob, values) {
  const shown = h("output", {}, number(10 * knob.value, 1));
  const words = t(`gear knob ${knob.name}`);
  const input = h("input", { type: "range", min: "0", max: "10", step: "0.1", value: String(10 * knob.value), "data-key": `gear knob ${knob.name}`, oninput: () => {
    values[knob.name] = Number(input.value) / 10;
    shown.textContent = number(Number(input.value), 1);
  } });
  return h("label", { class: "slider" }, words, input, shown);
}
