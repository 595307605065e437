// The page: its header, its views, and what keys do everywhere.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { CalibrationCard } from "./calibration.js";
import { Chain } from "./chain.js";
import { ComparePage } from "./compare_page.js";
import { Detail } from "./detail.js";
import { addFiles } from "./file_picker.js";
import { Findings } from "./findings.js";
import { MeterBridge } from "./meters.js";
import { Toolbar, useSide } from "./presets.js";
import { CapturePage } from "./capture_page.js";
import { ModelsPage } from "./models_page.js";
import { SetUpPage } from "./set_up.js";
import { sound } from "./sound.js";
import { StudyPage } from "./study_page.js";
import { TrainPage } from "./train_page.js";
import { Transport, togglePlay } from "./transport.js";
import { LANGUAGES, chooseLanguage, currentLanguage, number, t } from "./words.js";

// The pages by their names in the address; each has an element, and what it wants of update, show, news and close.
const VIEWS = {
  play: { words: () => t("Play"), make: () => new PlayPage() },
  "set-up": { words: () => t("Set up"), make: () => new SetUpPage() },
  models: { words: () => t("Models"), make: () => new ModelsPage() },
  capture: { words: () => t("Capture"), make: () => new CapturePage() },
  train: { words: () => t("Train"), make: () => new TrainPage() },
  compare: { words: () => t("Compare"), make: () => new ComparePage() },
  study: { words: () => t("Study"), make: () => new StudyPage() },
};
let page = null;

const wanted = () => location.hash.slice(1).split("?")[0];

class PlayPage {
  constructor() {
    this.chain = new Chain(() => this.detail.update(server.state));
    this.detail = new Detail(this.chain);
    this.parts = [new Toolbar(), this.chain, this.detail, new CalibrationCard(), new Findings(), (this.bridge = new MeterBridge()), (this.transport = new Transport(() => show("set-up")))];
    this.bridge.onForget = () => guarded(() => server.ask("forget clips"));
    this.element = h("div", { class: "play-page" }, this.parts.map((part) => part.element));
  }

  update(state) {
    for (const part of this.parts) part.update(state);
  }

  news(topic, value) {
    this.transport.tools.news(topic, value);
  }

  show(values, state, now) {
    this.bridge.show(values, state, now);
    this.transport.showPlace(values[10]);
  }
}

function header() {
  const links = Object.entries(VIEWS).map(([view, { words }]) => h("a", { href: `#${view}`, "data-view": view }, words()));
  const next = LANGUAGES[(LANGUAGES.indexOf(currentLanguage()) + 1) % LANGUAGES.length];
  return h("header", {}, h("span", { class: "brand" }, "re", h("b", {}, "amp")),
    h("nav", { "aria-label": t("Pages") }, links),
    h("div", { class: "device" }, h("b", { class: "device-name" }), h("span", { class: "device-facts" }), h("span", { class: "device-load" })),
    h("button", { type: "button", class: "plain small language", lang: next, onclick: async () => {
      await chooseLanguage(next);
      build();
    } }, next === "fr" ? "Français" : "English"));
}

function build() {
  document.title = `Reamp: ${t("Play")}`;
  const body = h("main", { id: "page" });
  document.body.replaceChildren(header(), h("p", { id: "message", class: "message", popover: "manual", hidden: true }), body);
  show(wanted() in VIEWS ? wanted() : "play");
}

function show(view) {
  if (wanted() !== view) history.replaceState(null, "", `#${view}`);
  page?.close?.();
  page = VIEWS[view].make();
  document.title = `Reamp: ${VIEWS[view].words()}`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.getElementById("page").replaceChildren(page.element);
  update();
  for (const topic of Object.keys(server.topics)) page.news?.(topic, server.topics[topic]);
}

function update() {
  const { state } = server;
  if (!state || !page) return;
  page.update?.(state);
  const { device, input } = state;
  const name = document.querySelector(".device-name");
  name.textContent = input.kind === "device" ? device.name : t("No device");
  name.classList.toggle("bad", !device.is_connected);
  const block = input.kind === "device" ? ` · ${t("{frames} frames", { frames: device.block_frames })} · ${number(device.latency_ms, 1)} ms` : "";
  document.querySelector(".device-facts").textContent = state.is_setting_gain ? t("silent while the gain is set") : `${number(device.rate_hz / 1000, device.rate_hz % 1000 ? 1 : 0)} kHz${block}`;
  if (!device.is_connected) announce(t("{name} is gone: waiting for it", { name: device.name }), true);
}

let loadSaidAt = 0;
function draw(values, now) {
  if (!page || !server.state || document.hidden) return;
  page.show?.(values, server.state, now);
  if (now - loadSaidAt < 500) return;
  loadSaidAt = now;
  const xruns = server.state.input.kind === "device" ? ` · ${t("{count} xruns", { count: values[8] })}` : "";
  document.querySelector(".device-load").textContent = `${t("load {percent} %", { percent: number(100 * values[6], 0) })}${xruns}`;
}

function keys(event) {
  const isTyping = event.target.closest?.("input, textarea, select, dialog");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping) {
    event.preventDefault();
    guarded(() => server.ask(event.shiftKey ? "redo" : "undo"));
  }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !server.state) return;
  const chosen = page?.chain?.chosen;
  if (event.key === " " && page instanceof PlayPage && !event.target.closest("button, a, summary, [role=slider]")) {
    event.preventDefault();
    togglePlay();
  } else if (event.key === "b" && page instanceof PlayPage) {
    useSide();
  } else if ((event.key === "n" || event.key === "p") && chosen) {
    const part = chosen.part === "cabinet" ? "cabinet" : "model";
    guarded(() => server.ask("step", { part, index: chosen.part === part ? chosen.index : 0, by: event.key === "n" ? 1 : -1 }));
  }
}

await chooseLanguage();
server.addEventListener("state", () => {
  if (page) return update();
  build();
  if (server.notice) announce(server.notice, true);
});
sound.addEventListener("change", update);
server.addEventListener("back", () => {
  announce("");
  page?.back?.();
});
server.addEventListener("lost", () => announce(t("the server does not answer"), true));
// Drawn as they come, 30 times a second: a frame of the screen is made only where a bar has moved.
server.addEventListener("meters", ({ detail }) => draw(detail, performance.now()));
server.addEventListener("topic", ({ detail }) => (detail === "problem" ? server.topics.problem && announce(server.topics.problem, true) : page?.news?.(detail, server.topics[detail])));
window.addEventListener("hashchange", () => wanted() in VIEWS && show(wanted()));
document.addEventListener("keydown", keys);
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  const kept = await addFiles(event.dataTransfer.files);
  const model = kept.find((file) => file.kind === "model");
  if (model && page?.chain) {
    const index = page.chain.chosen.part === "model" ? page.chain.chosen.index : 0;
    await guarded(() => server.ask("replace", { part: "model", index, file: model.key }));
  }
});
server.connect();
