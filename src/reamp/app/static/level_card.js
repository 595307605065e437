// The levels of the jacks that lead to the gear and back: what is known of them, and how to measure them.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { t, withUnit } from "./words.js";

export class LevelCard {
  // jacks(): what to ask the server for, null where a jack is mistyped.
  constructor(jacks) {
    this.jacks = jacks;
    this.words = h("div", {});
    this.element = h("section", { class: "level-card", "aria-label": t("Levels of these jacks") },
      h("h3", {}, t("Levels of these jacks")), this.words,
      h("button", { type: "button", class: "plain", "data-key": "measure levels", onclick: () => this.#measure() }, t("Measure the levels…")));
  }

  close() {
    this.dialog?.close();
  }

  async look() {
    const asked = this.#asked();
    if (!asked) return;
    const levels = await guarded(() => server.ask("levels", asked));
    if (levels) this.#show(levels);
  }

  #asked() {
    const said = this.jacks();
    if (!said) return null;
    const { backend, device, send } = said;
    return { backend, device, send, return: said.return };
  }

  #show(levels) {
    this.words.replaceChildren(h("dl", { class: "facts" }, [["send", t("Into the gear")], ["return", t("Return")]].map(([which, words]) => [h("dt", {}, words), h("dd", { "data-level": which }, ...levelWords(levels[which]))])));
  }

  #measure() {
    const asked = this.#asked();
    if (!asked) return;
    const close = () => dialog.close();
    const tone = h("button", { type: "button", class: "plain", "aria-pressed": "false", "data-key": "tone", onclick: async () => {
      const isOn = tone.getAttribute("aria-pressed") !== "true";
      const done = await guarded(async () => [await server.ask("levels tone", { ...asked, is_on: isOn })]);
      if (done) toneIs(isOn);
    } }, t("Play the sine"));
    const toneIs = (isOn) => {
      tone.setAttribute("aria-pressed", String(isOn));
      tone.textContent = t(isOn ? "Stop the sine" : "Play the sine");
    };
    const sendIs = h("p", { role: "status", class: "measured" });
    const returnIs = h("p", { role: "status", class: "measured" });
    const take = (levels) => {
      if (!levels) return;
      toneIs(false);
      this.#show(levels);
      sendIs.replaceChildren(...levelWords(levels.send));
      returnIs.replaceChildren(...levelWords(levels.return));
      cable.disabled = levels.send === null;
    };
    const typed = (words, placeholder, how) => {
      const input = h("input", { type: "text", class: "search", placeholder, autocomplete: "off", spellcheck: "false", "data-key": `level by ${how}` });
      const keep = async () => {
        if (!input.value.trim()) return announce(t("Type it first."), true);
        return take(await guarded(() => server.ask("levels send", { ...asked, text: input.value, how })));
      };
      input.addEventListener("keydown", (event) => event.key === "Enter" && keep());
      return h("div", { class: "typed" }, h("label", { class: "field" }, words, input), h("button", { type: "button", class: "plain", "data-key": `keep ${how}`, onclick: keep }, t("Keep")));
    };
    const cable = h("button", { type: "button", class: "plain", disabled: true, "data-key": "cable", onclick: async () => {
      cable.disabled = true;
      const levels = await guarded(() => server.ask("levels cable", asked));
      cable.disabled = false;
      take(levels);
    } }, t("Measure the return"));
    const dialog = h("dialog", { class: "dialog level-dialog", "aria-labelledby": "levels-dialog", onclose: () => {
      dialog.remove();
      this.dialog = null;
      guarded(() => server.ask("levels end"));
    } },
      h("div", { class: "card-head" }, h("h2", { id: "levels-dialog" }, t("Output {send} into the gear, input {back} from it", { send: asked.send, back: asked.return })), h("button", { type: "button", class: "plain", onclick: close }, t("Close"))),
      h("h3", {}, t("1. Into the gear")),
      h("p", { class: "note" }, t("A sine of 1 kHz at full scale plays on the output. Measure volts AC at the plug that goes into the gear, behind the re-amp box. Set all gains as for the capture, and leave them from here on.")),
      h("div", { class: "buttons" }, tone),
      typed(t("The voltmeter reads"), "6.40 V", "volts"),
      h("p", { class: "note" }, t("Without a voltmeter: the table may know the output of your interface, turned up fully, good to ±0.5 to ±2 dB.")),
      typed(t("Interface, or level"), "Scarlett 2i2 4th Gen, 18.3 dBu", "name"), sendIs,
      h("h3", {}, t("2. The return")),
      h("p", { class: "note" }, t("Take the gear out: plug the cable that goes into it into the input. A tone is played, first quietly, and measured.")),
      h("div", { class: "buttons" }, cable), returnIs);
    this.dialog = dialog;
    document.body.append(dialog);
    dialog.showModal();
    guarded(() => server.ask("levels", asked)).then(take);
  }
}

function levelWords(level) {
  if (!level) return [h("span", { class: "quiet" }, t("unknown"))];
  const unsure = level.uncertainty_db === null ? "" : ` ±${withUnit(level.uncertainty_db, level.uncertainty_db < 0.1 ? 2 : 1, "dB")}`;
  return [h("b", { class: "volts" }, withUnit(level.level_dbu, 2, "dBu")), " ", h("small", { class: "quiet", title: level.words }, `${t(`level by ${level.how}`)}${unsure}`)];
}
