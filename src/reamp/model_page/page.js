// The page: what plays, the levels as a sum, the knobs. The worker plans and builds, the audio thread plays.

const $ = (id) => document.getElementById(id);
const facts = JSON.parse($("page-data").textContent);
const CONFIDENCES = {
  manufacturer: "stated by the maker", "manufacturer-cited": "stated by the maker", "community-measured": "measured by a user",
  "community-table": "from a table of users", inferred: "inferred from a similar one", conflict: "the sources disagree", user: "your own",
};
const OUTPUTS = ["raw", "normalized", "calibrated"];

let context = null, node = null, player = null, input = null, isBuilt = false, planned = null;
const sounds = { demo: null, file: null };
const yours = { full_scale_dbu: null, words: "", source: "", lowest_db: null, raised_db: 0 };
const knobs = Object.fromEntries(facts.knobs.map(({ key, initial }) => [key, initial]));
let modelDbu = facts.input_level_dbu, isModelTyped = false, cabinet = { name: facts.cabinet };

// The worker -----------------------------------------------------------------------------------------------------

const worker = new Worker(URL.createObjectURL(new Blob([$("worker-code").textContent], { type: "text/javascript" })));
const waiting = new Map();
let asked = 0;

worker.onmessage = ({ data: { id, answer, error } }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) reject(new Error(error));
  else resolve(answer);
};
worker.onerror = ({ message }) => {
  for (const { reject } of waiting.values()) reject(new Error(`the player has failed: ${message}; load the page again`));
  waiting.clear();
};

function ask(name, said = {}) {
  return new Promise((resolve, reject) => {
    waiting.set(++asked, { resolve, reject });
    worker.postMessage({ id: asked, name, said });
  });
}

async function unpacked(id) {
  const packed = Uint8Array.from(atob($(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const ready = (async () => {
  player = await WebAssembly.compile(await unpacked("player-module"));
  await ask("open", { module: player, model: await unpacked("model-file") });
})();

function tell(text, isError = false) {
  $("message").textContent = text;
  $("message").className = isError ? "message error" : "message";
}

const guarded = (work) => async (...given) => {
  try {
    await work(...given);
    tell("");
  } catch (error) {
    tell(error.message, true);
  }
};

// Does works that wait for each other's sound one after another.
let last = Promise.resolve();
function inOrder(work) {
  const now = last.then(work);
  last = now.catch(() => {});
  return now;
}

// Sound ----------------------------------------------------------------------------------------------------------

async function start() {
  await ready;
  if (!context) {
    const made = new AudioContext({ latencyHint: "interactive" });
    if (!made.audioWorklet) throw new Error("this browser plays no sound from this page: open it with a current Chrome, Firefox or Safari");
    // A page that was opened as a file may load no worklet from a blob, but from a data address.
    await made.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent($("worklet-code").textContent)}`);
    node = new AudioWorkletNode(made, "reamp-player", {
      outputChannelCount: [2], channelCount: 1, channelCountMode: "explicit", channelInterpretation: "discrete",
      processorOptions: { module: player },
    });
    node.port.onmessage = ({ data }) => (data.meters ? showMeters(data.meters) : (document.body.dataset.plays = "yes"));
    node.onprocessorerror = () => tell("the player has failed: load the page again", true);
    node.connect(made.destination);
    context = made;
    await build();
  }
  await context.resume();
  await connect();
  showPlaying();
}

async function build() {
  if (!context) return;
  const { image } = await ask("build", { rate_hz: context.sampleRate, cabinet });
  isBuilt = true;
  await plan(image);
}

// Plays through another cabinet, or through the one before where that one cannot be played.
async function useCabinet(wanted) {
  const before = cabinet;
  cabinet = wanted;
  try {
    await build();
  } catch (error) {
    cabinet = before;
    throw error;
  }
}

async function openImpulse(file) {
  await start();
  const impulse = { name: "", file: new Uint8Array(await file.arrayBuffer()) };
  await useCabinet(impulse);
  const option = $("cabinet").querySelector('[value="file"]') ?? $("cabinet").appendChild(new Option("", "file"));
  option.textContent = file.name;
  option.impulse = impulse;
  $("cabinet").value = "file";
}

async function connect() {
  input?.disconnect();
  input?.stop?.();
  input?.stream?.getTracks().forEach((track) => track.stop());
  input = null;
  const kind = chosen("source");
  if (kind === "live") {
    const devices = navigator.mediaDevices;
    if (!devices) throw new Error("this browser gives a page that is opened as a file no input: serve it from https or localhost");
    const stream = await devices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2 },
    });
    const source = context.createMediaStreamSource(stream);
    const channel = Number(chosen("channel"));
    const splitter = context.createChannelSplitter(2);
    source.connect(splitter);
    splitter.connect(node, channel);
    input = { stream, disconnect: () => source.disconnect() };
    return;
  }
  if (kind === "demo" && !sounds.demo) {
    const flac = Uint8Array.from(atob($("guitar-file").textContent), (letter) => letter.charCodeAt(0));
    sounds.demo = await context.decodeAudioData(flac.buffer);
  }
  if (!sounds[kind]) throw new Error("choose the recording of your guitar, or drop it here");
  input = new AudioBufferSourceNode(context, { buffer: sounds[kind], loop: true });
  input.connect(node);
  input.start();
}

async function openFile(file) {
  await start();
  try {
    sounds.file = await context.decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is no recording that this browser can read`);
  }
  $("file-name").textContent = file.name;
  document.querySelector('[name="source"][value="file"]').checked = true;
  await changeSource();
}

async function changeSource() {
  $("channel-choice").hidden = chosen("source") !== "live";
  if (context) await connect();
  await plan();
  showPlaying();
}

async function toggle() {
  if (context?.state === "running") await context.suspend();
  else await start();
  showPlaying();
}

function showPlaying() {
  const isPlaying = context?.state === "running";
  document.body.classList.toggle("playing", isPlaying);
  $("play").setAttribute("aria-label", isPlaying ? "Stop" : "Play");
}

const chosen = (name) => document.querySelector(`[name="${name}"]:checked`).value;

// Levels ---------------------------------------------------------------------------------------------------------

// The interface of the guitar that plays: that of the demo guitar is known.
function source() {
  return chosen("source") === "demo"
    ? { full_scale_dbu: facts.guitar_full_scale_dbu, raised_db: 0, words: "the demo guitar's interface", source: "simulated", isDemo: true }
    : yours;
}

async function plan(image) {
  const from = source();
  if (!isBuilt) return showSum();
  planned = await ask("plan", {
    full_scale_dbu: from.full_scale_dbu, raised_db: from.raised_db, model_dbu: modelDbu, mode: OUTPUTS.indexOf($("output-mode").value),
  });
  const values = [
    planned.input.value_db + knobs.input_trim_db, knobs.gate > facts.gate_off_db ? 1 : 0, knobs.gate,
    knobs.bass, knobs.middle, knobs.treble, knobs.presence, planned.output.value_db + knobs.output_trim_db,
  ];
  node.port.postMessage({ knobs: values, image }, image ? [image] : []);
  showSum();
}

const dbu = (value) => (value === null ? "type it" : `${value.toFixed(2)} dBu`);
const signed = (value) => `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)} dB`;

function showSum() {
  const from = source();
  show("interface-level", dbu(from.full_scale_dbu));
  $("interface-level").readOnly = $("gain").readOnly = Boolean(from.isDemo);
  $("interface-words").textContent = from.words || "your interface";
  $("interface-source").textContent = from.source || (from.full_scale_dbu === null ? "find it below, or type its maximum input level" : "typed");
  $("find-row").hidden = Boolean(from.isDemo);
  show("model-level", dbu(modelDbu));
  $("model-source").textContent = isModelTyped ? "typed" : modelDbu === null ? "the file does not state it" : facts.is_estimated ? "in the file, marked as estimated" : "in the file";
  show("gain", from.lowest_db === null || from.lowest_db === undefined ? `+${from.raised_db.toFixed(1)} dB` : `${(from.lowest_db + from.raised_db).toFixed(1)} dB`);
  $("gain-source").textContent = from.isDemo || !from.raised_db ? "at its lowest" : from.lowest_db === null ? "above its lowest" : `${from.raised_db.toFixed(1)} dB above its lowest`;
  const isKnown = from.full_scale_dbu !== null && modelDbu !== null;
  const sum = isKnown ? from.full_scale_dbu - modelDbu - from.raised_db : null;
  $("sum").textContent = sum === null ? "\u2013" : signed(sum);
  $("verdict").textContent = isKnown ? "Calibrated" : "Not calibrated";
  $("verdict").className = isKnown ? "good" : "poor";
  $("todo").textContent = isKnown
    ? "The model gets the level that the real gear would get from this guitar."
    : from.full_scale_dbu === null ? "Find your interface, or type its maximum input level."
      : "Type the level that this model was captured at; ask the person who made it. Until then, set the Input knob by ear.";
  document.body.dataset.gain = planned ? planned.input.value_db.toFixed(4) : "";
}

function show(id, text) {
  if (document.activeElement !== $(id)) $(id).value = text;
}

async function typedLevel(text, take) {
  if (!text.trim() || text === "type it") return;
  await ready;
  take((await ask("level", { text })).dbu);
  await plan();
}

async function search() {
  const words = $("find").value.trim();
  await ready;
  const rows = words ? (await ask("search", { words })).rows : [];
  $("found").replaceChildren(...rows.map((row) => {
    const button = document.createElement("button");
    button.type = "button";
    const level = row.max_input_dbu === null ? "level unknown" : `${row.max_input_dbu} dBu`;
    const name = document.createElement("b"), about = document.createElement("small");
    name.textContent = row.name;
    about.textContent = `${level}, ${CONFIDENCES[row.confidence]}${row.setting ? `; ${row.setting}` : ""}`;
    button.append(name, about);
    button.onclick = guarded(() => choose(row));
    return button;
  }));
  if (words && !rows.length) $("found").textContent = "Not in the table: type its maximum input level above.";
}

async function choose(row) {
  Object.assign(yours, { full_scale_dbu: row.max_input_dbu, words: row.name, source: CONFIDENCES[row.confidence], lowest_db: row.min_gain_shown_db, raised_db: 0 });
  $("found").replaceChildren();
  $("find").value = "";
  await plan();
}

// The gain as the display shows it, or as +5: above the lowest.
async function typedGain(text) {
  const number = Number(text.replace(",", ".").replace("\u2212", "-").replace(/\s*dB$/i, ""));
  if (!text.trim() || !Number.isFinite(number)) throw new Error(`'${text}' is not a gain; write it as 15 or +5 dB`);
  const isAbove = text.trim().startsWith("+") || yours.lowest_db === null;
  const raised = isAbove ? number : number - yours.lowest_db;
  if (raised < 0) throw new Error(`the lowest gain of this interface is ${yours.lowest_db ?? 0} dB; +5 is 5 dB above it`);
  yours.raised_db = raised;
  await plan();
}

// Knobs and meters -----------------------------------------------------------------------------------------------

function makeKnob({ key, name, low, high, step, initial, unit }) {
  const slider = document.createElement("input"), words = document.createElement("output"), label = document.createElement("label");
  const title = document.createElement("span");
  Object.assign(slider, { type: "range", min: low, max: high, step, value: initial, id: `knob-${key}` });
  title.textContent = name;
  const showValue = () => {
    const isOff = key === "gate" && knobs[key] <= facts.gate_off_db;
    words.textContent = isOff ? "off" : `${knobs[key]}${unit ? ` ${unit}` : ""}`;
  };
  const turn = guarded(async () => {
    knobs[key] = Number(slider.value);
    showValue();
    await plan();
  });
  slider.oninput = turn;
  label.ondblclick = () => {
    slider.value = initial;
    turn();
  };
  label.append(title, slider, words);
  showValue();
  return label;
}

const toDb = (peak) => 20 * Math.log10(Math.max(peak, 1e-6));

function showMeters([into, model, left, right, , clipped]) {
  for (const [id, peak] of [["meter-input", into], ["meter-model", model], ["meter-output", Math.max(left, right)]]) {
    const db = toDb(peak);
    $(id).style.setProperty("--level", `${Math.max(0, Math.min(100, (db + 60) / 0.6))}%`);
    $(id).dataset.hot = db > -0.1 ? "yes" : "no";
    $(id).nextElementSibling.textContent = db < -99 ? "silent" : `${db.toFixed(1)} dBFS`;
  }
  $("clipped").hidden = !clipped;
}

// Beginning ------------------------------------------------------------------------------------------------------

$("knobs").append(...facts.knobs.map(makeKnob));
$("play").onclick = guarded(() => inOrder(toggle));
$("output-mode").onchange = guarded(() => plan());
$("cabinet").onchange = guarded(() => inOrder(() => {
  const [option] = $("cabinet").selectedOptions;
  return useCabinet(option.impulse ?? { name: option.value });
}));
$("impulse").onchange = guarded(() => $("impulse").files[0] && inOrder(() => openImpulse($("impulse").files[0])));
$("recording").onchange = guarded(() => $("recording").files[0] && inOrder(() => openFile($("recording").files[0])));
for (const radio of document.querySelectorAll('[name="source"], [name="channel"]')) radio.onchange = guarded(() => inOrder(changeSource));
$("find").oninput = guarded(search);
$("interface-level").onchange = guarded((event) => typedLevel(event.target.value, (level) => {
  Object.assign(yours, { full_scale_dbu: level, words: "your interface", source: "typed", lowest_db: null, raised_db: 0 });
}));
$("model-level").onchange = guarded((event) => typedLevel(event.target.value, (level) => {
  modelDbu = level;
  isModelTyped = true;
}));
$("gain").onchange = guarded((event) => typedGain(event.target.value));
for (const id of ["interface-level", "model-level", "gain"]) {
  $(id).onfocus = () => $(id).select();
  $(id).onblur = () => showSum();
  $(id).onkeydown = ({ key }) => key === "Enter" && $(id).blur();
}
document.ondragover = (event) => event.preventDefault();
document.ondrop = guarded(async (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) await inOrder(() => openFile(file));
});
ready.then(() => (document.body.dataset.ready = "yes"), (error) => tell(error.message, true));
showSum();
