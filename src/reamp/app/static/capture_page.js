// Capture: gear on a device, two files, or simulated gear; and what was found in each capture.

import { announce, h, replaceChanged } from "./dom.js";
import { guarded } from "./ask.js";
import { jackNumber, numberField, signalChoice, slider, textField } from "./capture_fields.js";
import { pluginForm } from "./capture_plugin.js";
import { addFiles, chooseFile } from "./file_picker.js";
import { sentence } from "./findings.js";
import { LevelCard } from "./level_card.js";
import { server } from "./server.js";
import { addToQueue } from "./train_dialog.js";
import { hasWords, number, t, withUnit } from "./words.js";

const WAYS = ["simulated", "device", "plugin", "files"];
const CAN_STOP = ["", "record", "signal", "play"]; // the steps that end soon after a click

export class CapturePage {
  constructor() {
    this.ways = h("div", { class: "segments wrap", role: "radiogroup", "aria-label": t("What to capture") });
    this.form = h("div", { class: "capture-form" });
    this.tasks = h("ul", { class: "tasks", "aria-label": t("What is being captured") });
    this.list = h("ul", { class: "results capture-list", "aria-label": t("Captures") });
    this.takes = h("ul", { class: "findings takes", "aria-label": t("Unfinished takes") });
    this.detail = h("section", { class: "card", "aria-label": t("The chosen capture"), hidden: true });
    this.element = h("div", { class: "capture-page" },
      h("section", { class: "card", "aria-label": t("New capture") }, h("h1", { class: "card-title" }, t("New capture")), this.ways, this.form, this.tasks),
      h("section", { class: "card", "aria-label": t("Captures") }, h("h2", {}, t("Captures")), this.list, this.takes), this.detail);
    this.seen = new Set((server.topics.tasks ?? []).filter(({ state }) => state !== "running" && state !== "waiting").map(({ key }) => key));
    this.#choose("simulated");
    this.refresh();
  }

  news(topic, tasks) {
    if (topic !== "tasks") return;
    const own = tasks.filter(({ kind }) => kind === "capture");
    replaceChanged(this.tasks, own.filter(({ state }) => state !== "done"), () => own.filter(({ state }) => state !== "done").map((task) => this.#task(task)));
    for (const task of own) {
      if (task.state !== "done" || this.seen.has(task.key)) continue;
      this.seen.add(task.key);
      this.refresh().then(() => task.result.capture === null || this.#look(task.result.capture, task.result.findings));
    }
  }

  // What only this page holds open, a tone that plays, ends with it.
  close() {
    this.levels?.close();
    this.levels = null;
  }

  // The server is there again.
  back() {
    this.refresh();
  }

  async refresh() {
    const takes = (await guarded(() => server.ask("capture takes"))) ?? [];
    replaceChanged(this.takes, takes, () => takes.map((take) => h("li", { class: "warning" }, t("Unfinished take, {done}: what was recorded is in {path}.", take), " ", h("small", { lang: "en" }, take.state))));
    this.captures = (await guarded(() => server.ask("captures"))) ?? [];
    this.#draw();
  }

  #draw() {
    replaceChanged(this.list, [this.captures, this.chosen], () => this.captures.length ? this.captures.map((capture) => h("li", {}, h("button", { type: "button", class: capture.key === this.chosen ? "row on" : "row", "data-key": capture.key, "aria-pressed": String(capture.key === this.chosen), onclick: () => this.#look(capture.key) },
      h("span", { class: "row-name" }, capture.name), h("span", { class: "row-level quiet" }, capture.has_model ? t("has a model") : capture.folder)))) : [h("li", { class: "note" }, t("None yet."))]);
  }

  #choose(way) {
    this.close();
    this.way = way;
    this.ways.replaceChildren(...WAYS.map((each) => h("button", { type: "button", role: "radio", "data-key": `way ${each}`, "aria-checked": String(each === way), class: each === way ? "on" : "", onclick: () => this.#choose(each) }, t(`capture ${each}`))));
    const build = { simulated: () => this.#simulated(), device: () => this.#device(), plugin: () => pluginForm(), files: () => this.#files() }[way];
    this.form.replaceChildren(...build());
  }

  #simulated() {
    const choices = h("div", { class: "choices", role: "radiogroup", "aria-label": t("Gear") });
    const knobs = h("div", { class: "sliders" });
    const name = textField(t("Name"), "");
    const quick = signalChoice();
    const values = {};
    let device = null;
    const choose = (gear) => {
      device = gear.name;
      for (const button of choices.children) button.setAttribute("aria-checked", String(button.dataset.key === `gear ${device}`));
      for (const key of Object.keys(values)) delete values[key];
      knobs.replaceChildren(...gear.knobs.map((knob) => slider(knob, values)));
      name.input.placeholder = gear.name;
    };
    server.ask("gear").then((gears) => {
      choices.replaceChildren(...gears.map((gear) => h("button", { type: "button", class: "choice", role: "radio", "data-key": `gear ${gear.name}`, onclick: () => choose(gear) }, h("b", {}, gear.name), h("small", { lang: "en" }, gear.description))));
      choose(gears[0]);
    }, () => {});
    const go = h("button", { type: "button", class: "action", "data-key": "capture", onclick: () => guarded(() => server.ask("capture simulated", { device, knobs: values, name: name.input.value, is_quick: quick.isQuick() })) }, t("Capture"));
    return [h("p", { class: "note" }, t("The test signal is played into gear that Reamp computes, in volts: to try it all without hardware.")), choices, knobs, quick.element, name.element, go];
  }

  #files() {
    const files = { signal: null, recording: null };
    const pick = (which, words, about) => {
      const chosen = h("b", {}, "–");
      const use = (file) => {
        files[which] = file.key;
        chosen.textContent = file.name;
        go.disabled = !(files.signal && files.recording);
      };
      const open = h("button", { type: "button", class: "plain", "data-key": `choose ${which}`, onclick: () => chooseFile({ kind: "sound", title: words, onChosen: async (key, file) => use(file ?? { key, name: key.split("/").at(-1) }) }) }, t("Choose…"));
      const zone = h("div", { class: "drop-zone", "data-key": `drop ${which}` }, h("span", {}, h("b", {}, words), h("small", {}, about)), chosen, open);
      zone.addEventListener("dragover", (event) => event.preventDefault());
      zone.addEventListener("drop", async (event) => {
        event.preventDefault();
        event.stopPropagation();
        const [kept] = await addFiles([...event.dataTransfer.files].slice(0, 1));
        if (kept?.kind === "sound") use(kept);
      });
      return zone;
    };
    const name = textField(t("Name"), "");
    const send = textField(t("Level into the gear"), "11.76 dBu");
    const back = textField(t("Level of the return"), "-2 dBu");
    const go = h("button", { type: "button", class: "action", "data-key": "capture", disabled: true, onclick: () => guarded(() => server.ask("capture files", { ...files, name: name.input.value, send: send.input.value, return: back.input.value })) }, t("Capture"));
    return [h("p", { class: "note" }, t("What was played into the gear, and what came back: two sound files. Drop them here, or choose them.")),
      pick("signal", t("What was played"), t("the test signal, or a guitar")), pick("recording", t("What came back"), t("the recording of the gear")),
      name.element, send.element, back.element, h("p", { class: "note" }, t("Levels are at full scale; without them the model is as good, but cannot be calibrated.")), go];
  }

  #device() {
    const devices = h("select", { "aria-label": t("Device") });
    const send = numberField(t("Output to the gear"), "1");
    const back = numberField(t("Input from the gear"), "1");
    const name = textField(t("Name"), "");
    const quick = signalChoice();
    const heard = h("div", { class: "heard" });
    const levels = (this.levels = new LevelCard(() => said()));
    let found = [];
    // What to send; null after words where a jack is mistyped: the test signal must not come out of another one.
    const said = () => {
      if (!found.length) return null;
      const [out, into] = [send, back].map(({ input }) => jackNumber(input));
      if (out === null || into === null) return null;
      const device = found[devices.selectedIndex];
      return { backend: device?.backend ?? null, device: device?.name ?? null, send: out, return: into, is_quick: quick.isQuick() };
    };
    server.ask("devices").then((list) => {
      found = list;
      devices.replaceChildren(...list.map((device) => h("option", {}, `${device.name} · ${device.backend}`)));
      hear.disabled = go.disabled = !list.length;
      levels.look();
      if (!list.length) heard.replaceChildren(h("p", { class: "note" }, t("No device found: connect an interface, or capture simulated gear.")));
    }, (error) => heard.replaceChildren(h("p", { class: "note", lang: "en" }, error.message)));
    const hear = h("button", { type: "button", class: "plain", "data-key": "hear", disabled: true, onclick: async () => {
      const asked = said();
      if (!asked) return;
      hear.disabled = true;
      const burst = await guarded(() => server.ask("capture hear", asked));
      hear.disabled = false;
      if (burst) heard.replaceChildren(...burstWords(burst));
    } }, t("Test the level"));
    const go = h("button", { type: "button", class: "action", "data-key": "capture", disabled: true, onclick: () => {
      if (!name.input.value.trim()) return announce(t("Give it a name first."), true);
      const asked = said();
      return asked && guarded(() => server.ask("capture record", { ...asked, name: name.input.value }));
    } }, t("Record"));
    for (const field of [devices, send.input, back.input]) field.addEventListener("change", () => levels.look());
    return [h("p", { class: "note" }, t("An output of the interface leads into the gear, best through a re-amp box, and the gear back into an input. Turn the gear's volume down first.")),
      h("label", { class: "field" }, t("Device"), devices), send.element, back.element, levels.element, quick.element, name.element, heard, h("div", { class: "buttons" }, hear, go)];
  }

  #task(task) {
    const words = task.error ?? [hasWords(`step ${task.step}`) ? t(`step ${task.step}`) : t("waiting"), task.result?.peak_dbfs !== undefined && task.result.peak_dbfs !== null ? t("peak {level}", { level: withUnit(task.result.peak_dbfs, 1, "dBFS") }) : ""].filter(Boolean).join(" · ");
    const isOver = task.state === "failed";
    const canStop = !isOver && CAN_STOP.includes(task.step);
    return h("li", { class: isOver ? "warning" : "" }, h("b", {}, task.title), h("span", { class: isOver ? "warn" : "quiet", role: "status" }, words),
      isOver ? null : h("progress", task.share === null ? { "aria-label": task.title } : { max: "1", value: String(task.share), "aria-label": task.title }),
      canStop ? h("button", { type: "button", class: "plain small", "data-key": `stop ${task.key}`, onclick: () => guarded(() => server.ask("stop task", { task: task.key })) }, t("Stop")) : null);
  }

  async #look(key, also = []) {
    const capture = await guarded(() => server.ask("capture look", { capture: key }));
    if (!capture) return;
    this.chosen = key;
    this.#draw();
    const findings = [...capture.findings, ...also.filter((each) => !capture.findings.some(({ text }) => text === each.text))];
    this.detail.hidden = false;
    requestAnimationFrame(() => this.detail.scrollIntoView({ block: "nearest", behavior: "smooth" }));
    this.detail.replaceChildren(
      h("div", { class: "card-head" }, h("h1", { title: capture.name }, capture.name), h("div", { class: "buttons" }, h("button", { type: "button", class: "action", "data-key": "train it", onclick: async () => {
        location.hash = "#train";
        await addToQueue([key]);
      } }, t("Train it…")))),
      h("div", { class: "findings" }, findings.length ? h("ul", {}, findings.map((finding) => h("li", { class: finding.severity }, h("b", {}, t(`severity ${finding.severity}`)), " ", ...sentence(finding)))) : h("p", { class: "ok" }, t("No problems found."))),
      h("dl", { class: "facts" }, capture.facts.map(({ name, value }) => [h("dt", {}, hasWords(`fact ${name}`) ? t(`fact ${name}`) : name), h("dd", { lang: "en" }, value)])),
      capture.picture ? h("img", { class: "capture-picture", src: capture.picture, alt: t("signal and recording over each other") }) : null);
  }
}

function burstWords(burst) {
  const turn = Math.abs(burst.turn_db) < 0.5 ? t("The level is right.") : burst.turn_db > 0 ? t("Turn the input up by {db}.", { db: withUnit(burst.turn_db, 0, "dB") }) : t("Turn the input down by {db}.", { db: withUnit(-burst.turn_db, 0, "dB") });
  return [h("p", { role: "status" }, h("b", {}, withUnit(burst.peak_dbfs, 1, "dBFS")), " ", turn), h("ul", { class: "findings" }, burst.findings.map((finding) => h("li", { class: finding.severity }, ...sentence(finding))))];
}
