// Builds rigs and answers questions away from the page and from the audio thread.
//
// A rig is built in an instance of the WebAssembly module. The audio thread gets a copy of the instance's memory.

const FIRST_PAGES = 64;

let module = null, model = null, desk = null, player = null;

class Instance {
  constructor() {
    Object.assign(this, newInstance(module, FIRST_PAGES));
    this.calls._initialize();
  }

  // Calls a function that reads `given`, a text or bytes, and answers in JSON.
  ask(name, given, ...numbers) {
    const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
    if (bytes) {
      const place = this.calls.input(bytes.length);
      new Uint8Array(this.memory.buffer, place, bytes.length).set(bytes);
    }
    const size = this.calls[name](...numbers);
    const told = JSON.parse(new TextDecoder().decode(new Uint8Array(this.memory.buffer, this.calls.answer(), size)));
    if (told.error) throw new Error(told.error);
    return told;
  }
}

const answers = {
  open(said) {
    ({ module, model } = said);
    desk = new Instance();
    return {};
  },
  search: ({ words }) => desk.ask("search", words),
  level: ({ text }) => desk.ask("level", text),
  build({ rate_hz, cabinet }) {
    const made = new Instance();
    const facts = made.ask("build", model, rate_hz);
    if (cabinet.file) made.ask("impulse", cabinet.file);
    else made.ask("cabinet", cabinet.name);
    made.calls.warm_up();
    player = made;
    const image = made.memory.buffer.slice(0);
    return { facts, image, transfer: [image] };
  },
  plan: ({ full_scale_dbu, raised_db, model_dbu, mode }) =>
    player.ask("plan", null, full_scale_dbu ?? NaN, raised_db, model_dbu ?? NaN, mode),
};

onmessage = ({ data: { id, name, said } }) => {
  try {
    const { transfer = [], ...answer } = wrapped(answers[name](said));
    postMessage({ id, answer }, transfer);
  } catch (error) {
    postMessage({ id, error: error.message });
  }
};

function wrapped(answer) {
  return Array.isArray(answer) ? { rows: answer } : answer;
}
