// The tuner, and the button that records guitar and sound.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { NumberField } from "./number_field.js";
import { number, t, withUnit } from "./words.js";

const IN_TUNE = 3; // cents

export class TakeTools {
  constructor() {
    this.tune = h("button", { type: "button", class: "plain", "data-key": "tuner", onclick: () => guarded(() => server.ask("tune", { is_on: !server.state.is_tuning })) }, t("Tuner"));
    this.note = h("b", {});
    this.cents = h("span", {});
    this.needle = h("i");
    this.reference = new NumberField().setUp({ label: t("pitch of the A4"), step: 1, format: (value) => withUnit(value, 0, "Hz"), send: (text) => guarded(() => server.ask("tune", { is_on: true, reference_hz: Number(text.replace(",", ".").replace(/[^\d.]/g, "")) })) });
    this.reading = h("div", { class: "tuner", hidden: true }, this.note, h("div", { class: "tuner-scale", "aria-hidden": "true" }, this.needle), this.cents, h("label", { class: "tuner-reference" }, "A4", this.reference));
    this.record = h("button", { type: "button", class: "plain", "data-key": "record", onclick: () => this.#record() });
    this.element = h("div", { class: "take-tools" }, this.reading, this.tune, this.record);
  }

  update(state) {
    this.tune.setAttribute("aria-pressed", String(state.is_tuning));
    this.reading.hidden = !state.is_tuning;
    if (state.tuner_hz) this.reference.show(state.tuner_hz, "tuner reference");
    this.record.hidden = state.input.kind !== "device";
    this.isRecording = state.recording !== null;
    this.record.setAttribute("aria-pressed", String(this.isRecording));
    this.#words();
    if (!this.note.textContent) this.news("tuner", null);
  }

  news(topic, value) {
    if (topic === "recording") {
      this.seconds = value?.seconds;
      this.#words();
    }
    if (topic !== "tuner") return;
    this.note.textContent = value?.note ?? "–";
    this.cents.textContent = value ? t("{cents} cents", { cents: number(value.cents, 0, true) }) : "";
    this.reading.classList.toggle("ok", Boolean(value) && Math.abs(value.cents) <= IN_TUNE);
    this.needle.style.setProperty("left", `${50 + (value?.cents ?? 0)}%`);
    this.needle.hidden = !value;
  }

  #words() {
    const words = this.isRecording ? t("Stop, {seconds} s", { seconds: this.seconds ?? 0 }) : t("Record");
    if (this.record.textContent !== words) this.record.replaceChildren(h("span", { class: "sign-record", "aria-hidden": "true" }), words);
  }

  async #record() {
    const take = await guarded(() => server.ask("record", { is_on: !this.isRecording }));
    if (take && !this.isRecording) announce(take.problem || t("{di} and {sound} are in your recordings", take), Boolean(take.problem));
  }
}
