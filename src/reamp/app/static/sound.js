// The sound of an input without a device: blocks from the server, played by the page.

import { announce } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { t } from "./words.js";

class Sound extends EventTarget {
  #context = null;
  #socket = null;
  dropouts = 0;

  get isOn() {
    return this.#socket !== null;
  }

  // Begins to listen; a browser allows that after a click or a key.
  async start() {
    if (this.#socket) return;
    const socket = new WebSocket(`ws://${location.host}/sound`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let node = null;
    socket.onmessage = async ({ data }) => {
      if (typeof data !== "string") {
        if (node) node.port.postMessage(data, [data]);
        return;
      }
      try {
        node = await this.#open(JSON.parse(data).rate_hz, socket);
        await guarded(() => server.ask("play", { is_playing: true }));
      } catch (error) {
        announce(t("this browser gives no sound: {why}", { why: error.message }), true);
        this.stop();
      }
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.stop();
    };
    this.dispatchEvent(new Event("change"));
  }

  stop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#context?.close();
    this.#context = null;
    this.dispatchEvent(new Event("change"));
  }

  async #open(rate, socket) {
    const context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    this.#context = context;
    await context.audioWorklet.addModule("/static/sound_worklet.js");
    await context.resume();
    const node = new AudioWorkletNode(context, "reamp-sound", { numberOfInputs: 0, outputChannelCount: [2] });
    node.port.onmessage = ({ data }) => {
      this.dropouts = data.dropouts;
      this.peak = data.peak;
      this.heldS = data.fillS;
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ fill_s: data.fillS, wanted_s: data.wantedS }));
    };
    node.connect(context.destination);
    return node;
  }
}

export const sound = new Sound();
