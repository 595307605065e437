// The connection to the server: commands with their answers, the state after each change, meters.

class Server extends EventTarget {
  state = null;
  knobs = [];
  limits = {};
  notice = null; // what went otherwise than asked for when the server began
  topics = {}; // the newest of each: what is trained, what work is done
  isOpen = false;
  #waiting = new Map();
  #next = 1;
  #socket = null;
  #wasLost = false;

  connect() {
    const socket = new WebSocket(`ws://${location.host}/live`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#lost(socket);
    this.#socket = socket;
  }

  // Ask for something; resolves to what came of it, rejects with an Error whose message is for people.
  ask(command, said = {}) {
    if (!this.isOpen) return Promise.reject(new Error("offline"));
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ id, do: command, said }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #receive(data) {
    if (typeof data !== "string") {
      this.dispatchEvent(new CustomEvent("meters", { detail: new Float32Array(data) }));
      return;
    }
    const message = JSON.parse(data);
    if (message.hello) {
      this.isOpen = true;
      if (this.#wasLost) this.dispatchEvent(new Event("back"));
      this.#wasLost = false;
      this.knobs = message.hello.knobs;
      this.limits = message.hello.limits;
      this.notice = message.hello.notice;
      if (this.state) this.dispatchEvent(new Event("state"));
    } else if (message.topic) {
      this.topics[message.topic] = message.news;
      this.dispatchEvent(new CustomEvent("topic", { detail: message.topic }));
    } else if (message.state) {
      this.state = message.state;
      if (!this.knobs.length) return; // it follows
      this.dispatchEvent(new Event("state"));
    } else {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ("error" in message) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.ok);
    }
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.isOpen = false;
    this.#wasLost = true;
    for (const { reject } of this.#waiting.values()) reject(new Error("offline"));
    this.#waiting.clear();
    this.dispatchEvent(new Event("lost"));
    setTimeout(() => this.connect(), 1000);
  }
}

export const server = new Server();

// Sends the newest of many values, as a knob on its way gives them, one after another.
export class Latest {
  #next = null;
  #isBusy = false;
  // send: gives a value to the server; idle: called when nothing waits any more.
  constructor(send, idle = () => {}) {
    this.send = send;
    this.idle = idle;
  }

  async put(value) {
    this.#next = { value };
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#next) {
      const { value: now } = this.#next;
      this.#next = null;
      await this.send(now);
    }
    this.#isBusy = false;
    this.idle();
  }

  get isBusy() {
    return this.#isBusy;
  }
}
