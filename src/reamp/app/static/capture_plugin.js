// A plug-in as gear: the installed ones, their knobs as they are read in the plug-in, and a capture of one.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { signalChoice, textField } from "./capture_fields.js";
import { server } from "./server.js";
import { number, t, withUnit } from "./words.js";

const STEPS = 200; // of a knob that goes from one number to another
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

export function pluginForm() {
  const field = h("input", { type: "search", class: "search", placeholder: t("Search your plug-ins"), "aria-label": t("Search your plug-ins"), autocomplete: "off", oninput: () => draw() });
  const list = h("ul", { class: "results plugin-list", "aria-label": t("Plug-ins") });
  const hint = h("p", { class: "note", role: "status" }, t("looking for plug-ins…"));
  const knobs = h("div", { class: "plugin-knobs" });
  const name = textField(t("Name"), "");
  const send = textField(t("Full scale into the plug-in"), t("unknown"));
  const quick = signalChoice();
  const output = h("select", { "data-key": "plugin output" });
  const outputField = h("label", { class: "field", hidden: true }, t("Its output"), output);
  const go = h("button", { type: "button", class: "action", "data-key": "capture", disabled: true, onclick: () => guarded(() => server.ask("capture plugin", {
    plugin: chosen.plugin, preset: preset || null, settings, name: name.input.value, send: send.input.value, output: output.value ? Number(output.value) : null, is_quick: quick.isQuick(),
  })) }, t("Capture"));
  let found = [];
  let chosen = null;
  let preset = "";
  let settings = {};
  let asked = 0;

  function draw() {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const shown = found.filter((each) => words.every((word) => `${each.name} ${each.vendor} ${each.format}`.toLowerCase().includes(word)));
    list.replaceChildren(...shown.map((each) => h("li", {}, h("button", { type: "button", class: each === chosen ? "row on" : "row", "aria-pressed": String(each === chosen), "data-key": `plugin ${each.name}`, onclick: () => choose(each) },
      h("span", { class: "row-name" }, each.name), h("span", { class: "row-level quiet" }, each.format.toUpperCase()), h("small", { class: "row-source" }, each.vendor)))));
    hint.textContent = found.length ? (shown.length ? "" : t("No plug-in of that name is installed.")) : t("No plug-in is installed where this system keeps LV2 and VST3.");
    hint.hidden = !hint.textContent;
  }

  async function choose(plugin, withPreset = "") {
    const turn = ++asked;
    chosen = plugin;
    preset = withPreset;
    settings = {};
    go.disabled = true;
    draw();
    knobs.replaceChildren(h("p", { class: "note", role: "status" }, t("loading {name}…", { name: plugin.name })));
    const facts = await guarded(() => server.ask("plugin facts", { plugin: plugin.plugin, preset: preset || null }));
    if (turn !== asked) return;
    if (!facts) {
      knobs.replaceChildren(h("p", { class: "warn" }, t("{name} does not load.", { name: plugin.name })));
      return;
    }
    go.disabled = false;
    name.input.placeholder = facts.name;
    send.input.placeholder = facts.level_dbu === null ? t("unknown") : withUnit(facts.level_dbu, 1, "dBu");
    outputField.hidden = facts.outputs < 2;
    output.replaceChildren(h("option", { value: "" }, t("both, where they are alike")), ...Array.from({ length: facts.outputs }, (_, index) => h("option", { value: String(index + 1) }, String(index + 1))));
    knobs.replaceChildren(
      h("p", {}, h("b", {}, facts.name), " ", h("small", { class: "quiet" }, [facts.vendor, facts.version].filter(Boolean).join(" · "))),
      ...(facts.presets.length ? [h("label", { class: "field" }, t("Preset"), h("select", { "data-key": "plugin preset", onchange: (event) => choose(plugin, event.target.value) },
        h("option", { value: "" }, t("as it loads")), facts.presets.map((each) => h("option", { value: each, selected: each === preset }, each))))] : []),
      h("div", { class: "sliders plugin-sliders" }, facts.parameters.map((parameter) => knob(parameter, (value) => (settings[parameter.name] = value)))));
  }

  server.ask("plugins").then((plugins) => {
    found = plugins;
    draw();
  }, (error) => {
    hint.textContent = "";
    announce(error.message, true);
  });

  return [h("p", { class: "note" }, t("The plug-in runs in a process of its own, and the signal is played through it. Nothing is heard meanwhile.")),
    field, list, hint, knobs, send.element, outputField, quick.element, name.element, go];
}

// One knob: a choice of words, a slider between two numbers, or what can be typed.
function knob({ name, text, unit, lowest, highest, choices }, onchange) {
  if (choices.length) {
    return h("label", { class: "slider wide" }, h("span", { title: name }, name), h("select", { "data-key": `plugin knob ${name}`, onchange: (event) => onchange(event.target.value) }, choices.map((each) => h("option", { value: each, selected: each === text }, each))));
  }
  if (![text, lowest, highest].every((each) => NUMBER.test(each)) || Number(lowest) >= Number(highest)) {
    return h("label", { class: "slider wide" }, h("span", { title: name }, name), h("input", { type: "text", class: "search", value: text, "data-key": `plugin knob ${name}`, onchange: (event) => onchange(event.target.value) }));
  }
  const [low, high] = [Number(lowest), Number(highest)];
  const step = (high - low) / STEPS;
  const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10(step))));
  const shown = h("output", {}, withUnit(Number(text), digits, unit));
  return h("label", { class: "slider" }, h("span", { title: name }, name), h("input", { type: "range", min: lowest, max: highest, step: String(step), value: text, "data-key": `plugin knob ${name}`, oninput: (event) => {
    onchange(String(Number(event.target.value)));
    shown.textContent = withUnit(Number(event.target.value), digits, unit);
  } }), shown);
}
