// The controls of a deck: clips to choose, a waveform to seek in, a loop, keys.
"use strict";

// Words with their values; a page in another language has its own in REAMP_WORDS, by the English.
function inWords(english, ...values) {
  const template = (globalThis.REAMP_WORDS ?? {})[english] ?? english;
  let place = 0;
  return template.replace(/\{(\d*)\}/g, (_, at) => values[at === "" ? place++ : Number(at)]);
}

class Player {
  constructor(root) {
    this.root = root;
    this.name = root.dataset.name;
    this.data = JSON.parse(root.querySelector(".clip-data").textContent);
    this.duration = this.data.duration_s;
    this.shown = 0; // the clip whose waveform is drawn
    this.blind = false; // true during a blind test, when nothing may show which clip plays
    this.deck = null; // until play is first pressed
    this.waiting = { position: 0, loop: null, chosen: 0 }; // the settings that the deck will start with
    this.find = (selector) => root.querySelector(selector);
    this.find(".play").addEventListener("click", () => this.toggle());
    this.find(".seek").addEventListener("input", (event) => this.seek(Number(event.target.value)));
    this.find(".volume").addEventListener("input", () => this.setVolume());
    this.find(".loop-start").addEventListener("click", () => this.setLoop(this.position, this.loop.end));
    this.find(".loop-end").addEventListener("click", () => this.setLoop(this.loop.start, this.position));
    this.find(".loop-all").addEventListener("click", () => this.setLoop(0, this.duration));
    this.choices = root.querySelectorAll(":scope > .clips input");
    this.choices.forEach((input) =>
      input.addEventListener("change", () => this.choose(Number(input.value))),
    );
    root.addEventListener("pointerdown", () => (Player.current = this));
    root.addEventListener("focusin", () => (Player.current = this));
    this.wave = new Wave(this.find("canvas"), this);
    this.refresh();
  }

  get position() {
    return this.deck ? this.deck.position : this.waiting.position;
  }

  get loop() {
    return (this.deck && this.deck.loop) || this.waiting.loop || { start: 0, end: this.duration };
  }

  get playing() {
    return Boolean(this.deck && this.deck.playing);
  }

  async toggle() {
    if (this.playing || Player.wanted === this) return this.pause();
    await this.play();
  }

  async play() {
    Player.all.forEach((player) => player !== this && player.pause());
    Player.current = Player.wanted = this;
    try {
      await this.load();
    } catch (error) {
      Player.wanted = null;
      this.say(inWords("This browser cannot play the clips ({}); the WAV files beside the page can be played.", error.message));
      return;
    }
    if (Player.wanted !== this) return; // paused, or another was started, while this one was decoding
    this.deck.play();
    this.refresh();
    this.animate();
  }

  pause() {
    if (Player.wanted === this) Player.wanted = null;
    if (this.playing) this.deck.pause();
    this.refresh();
  }

  // Decode the clips only when they are first needed, because a phone has little memory.
  async load() {
    const context = contextAt(this.data.rate_hz);
    await context.resume();
    if (this.deck) return;
    this.loading ??= this.decode(context);
    await this.loading;
  }

  async decode(context) {
    this.say(inWords("Decoding ..."));
    const buffers = await Promise.all(
      this.data.clips.map((_, number) => context.decodeAudioData(this.file(number))),
    );
    this.deck = new Deck(context, buffers);
    const { position, loop, chosen } = this.waiting;
    if (loop) this.deck.setLoop(loop.start, loop.end);
    this.deck.seek(position);
    this.deck.choose(chosen);
    this.setVolume();
    this.say("");
  }

  file(number) {
    const text = atob(document.getElementById(this.data.clips[number].sound).textContent);
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
  }

  choose(number) {
    if (number < 0 || number >= this.data.clips.length || this.blind) return;
    this.choices[number].checked = true;
    this.shown = number;
    this.hear(number);
  }

  // Change the audible clip without changing the display.
  hear(number) {
    this.waiting.chosen = number;
    if (this.deck) this.deck.choose(number);
    this.wave.draw();
  }

  seek(position) {
    if (this.deck) this.deck.seek(position);
    else this.waiting.position = Math.min(Math.max(0, position), this.duration);
    this.refresh();
  }

  setLoop(start, end) {
    if (end - start < SHORTEST_LOOP_S) return;
    if (this.deck) this.deck.setLoop(start, end);
    else this.waiting = { ...this.waiting, position: start, loop: { start, end } };
    this.refresh();
  }

  setVolume() {
    const db = Number(this.find(".volume").value);
    this.find(".volume").setAttribute("aria-valuetext", `${db} dB`);
    if (this.deck) this.deck.setVolume(10 ** (db / 20));
  }

  setBlind(blind) {
    this.blind = blind;
    this.root.classList.toggle("blind", blind);
    this.choices.forEach((input) => (input.disabled = blind));
    this.refresh();
  }

  animate() {
    if (!this.playing) return;
    this.refresh();
    requestAnimationFrame(() => this.animate());
  }

  refresh() {
    const { position, loop, playing } = this;
    const button = this.find(".play");
    const label = inWords(playing ? "Pause" : "Play");
    if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    this.root.classList.toggle("playing", playing);
    const seek = this.find(".seek");
    seek.value = position;
    seek.setAttribute("aria-valuetext", inWords("{} of {} seconds", position.toFixed(1), this.duration.toFixed(1)));
    this.find(".time").textContent = `${clock(position)} / ${clock(this.duration)}`;
    const whole = loop.start === 0 && loop.end === this.duration;
    this.find(".loop-words").textContent = whole ? inWords("whole clip") : inWords("{} to {}", clock(loop.start), clock(loop.end));
    this.find(".loop-all").disabled = whole;
    this.wave.draw();
  }

  say(words) {
    this.find(".message").textContent = words;
  }
}

Player.all = [];
Player.current = null; // the player used last, which receives the keys
Player.wanted = null; // the player that plays, or will once its clips are decoded

// The waveform: a tap seeks, a drag marks the loop.
class Wave {
  constructor(canvas, player) {
    this.canvas = canvas;
    this.player = player;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    canvas.addEventListener("pointerup", (event) => this.end(event));
    canvas.addEventListener("pointercancel", () => (this.from = null));
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return (Math.min(Math.max(0, event.clientX - box.left), box.width) / box.width) * this.player.duration;
  }

  begin(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.from = { x: event.clientX, position: this.at(event) };
  }

  drag(event) {
    if (!this.from || Math.abs(event.clientX - this.from.x) < 8) return;
    const [start, end] = [this.from.position, this.at(event)].sort((a, b) => a - b);
    this.marked = { start, end };
    this.draw();
  }

  end(event) {
    const { marked, from } = this;
    this.marked = this.from = null;
    if (marked) this.player.setLoop(marked.start, marked.end);
    else if (from) this.player.seek(this.at(event));
  }

  draw() {
    const { canvas, player } = this;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const loop = this.marked || player.loop;
    const x = (position) => (position / player.duration) * width;
    const clip = player.data.clips[player.blind ? 0 : player.shown];
    const paint = player.blind ? colour("--grey") : colour(clip.colour);
    const { low, high } = clip.peaks;
    const step = width / low.length;
    for (let column = 0; column < low.length; column++) {
      const time = ((column + 0.5) / low.length) * player.duration;
      pen.globalAlpha = time < loop.start || time > loop.end ? 0.3 : 1;
      pen.fillStyle = paint;
      const top = (0.5 - high[column] / 255) * height;
      pen.fillRect(column * step, top, Math.max(step, 1), Math.max(1, ((high[column] - low[column]) / 255) * height));
    }
    pen.globalAlpha = 1;
    pen.fillStyle = colour("--ink");
    if (loop.start > 0) pen.fillRect(x(loop.start) - 1, 0, 2, height);
    if (loop.end < player.duration) pen.fillRect(x(loop.end) - 1, 0, 2, height);
    pen.fillRect(x(player.position) - 1, 0, 2, height);
  }
}

const contexts = new Map();

// A context at the rate of the clips: browsers resample the output of a context better than its clips.
function contextAt(rate) {
  if (!contexts.has(rate)) contexts.set(rate, new AudioContext({ sampleRate: rate }));
  return contexts.get(rate);
}

function clock(seconds) {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}

// Keys go to the player used last, except keys that the focused control needs itself.
function onKey(event) {
  const player = Player.current || Player.all[0];
  const { target, key } = event;
  if (!player || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!(target instanceof Element) || target.closest("select, textarea, input[type=text], input[type=number]")) return;
  const isPressable = target.closest("button, summary, a");
  if (/^[1-9]$/.test(key)) player.choose(Number(key) - 1);
  else if (key === " " && !isPressable) {
    event.preventDefault();
    player.toggle();
  }
}

document.addEventListener("keydown", onKey);
document.querySelectorAll(".player").forEach((root) => {
  root.player = new Player(root);
  Player.all.push(root.player);
});
