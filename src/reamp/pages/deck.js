// A deck plays clips of equal length at the same time; one of them is audible.
// Switching clips and looping cross-fade for 10 ms, so that neither clicks.
"use strict";

const FADE_S = 0.01;
const SOON_S = 0.03; // the audio thread needs this long to get ready
const AHEAD_S = 1.5; // a browser runs the timers of a hidden tab only once a second
const SHORTEST_LOOP_S = 0.2;

class Deck {
  // context: an AudioContext or OfflineAudioContext; buffers: AudioBuffers of the same length.
  constructor(context, buffers) {
    this.context = context;
    this.buffers = buffers;
    this.duration = Math.min(...buffers.map((buffer) => buffer.duration));
    this.loop = { start: 0, end: this.duration };
    this.chosen = 0;
    this.passes = []; // present and planned passes through the loop: {when, offset, length, voices}
    this.resting = 0; // the position while the deck is stopped
    this.output = context.createGain();
    this.output.connect(context.destination);
    this.gains = buffers.map((_, number) => {
      const gain = context.createGain();
      gain.gain.value = number === this.chosen ? 1 : 0;
      gain.connect(this.output);
      return gain;
    });
  }

  get playing() {
    return this.passes.length > 0;
  }

  // The playing position in the clips, in seconds.
  get position() {
    if (!this.playing) return this.resting;
    const now = this.context.currentTime;
    const begun = this.passes.filter((pass) => pass.when <= now);
    const pass = begun.length ? begun[begun.length - 1] : this.passes[0];
    return pass.offset + Math.min(Math.max(0, now - pass.when), pass.length);
  }

  play(position = this.resting) {
    this.silence();
    const { start, end } = this.loop;
    this.addPass(this.context.currentTime + SOON_S, position >= start && position < end - FADE_S ? position : start);
    this.keepAhead();
    this.timer = setInterval(() => this.keepAhead(), 250);
  }

  pause() {
    this.resting = this.position;
    this.silence();
  }

  seek(position) {
    const there = Math.min(Math.max(0, position), this.duration);
    if (this.playing) this.play(there);
    else this.resting = there;
  }

  // Switch to another clip at the same position.
  choose(number) {
    this.chosen = number;
    this.gains.forEach((gain, each) => fade(gain.gain, each === number ? 1 : 0, this.context.currentTime));
  }

  setVolume(ratio) {
    fade(this.output.gain, ratio, this.context.currentTime);
  }

  setLoop(start, end) {
    const { position } = this;
    const from = Math.min(Math.max(0, start), this.duration - SHORTEST_LOOP_S);
    this.loop = { start: from, end: Math.min(this.duration, Math.max(end, from + SHORTEST_LOOP_S)) };
    this.seek(position < this.loop.start || position >= this.loop.end ? this.loop.start : position);
  }

  // Fade out the present passes and cancel the planned ones.
  silence() {
    clearInterval(this.timer);
    const now = this.context.currentTime;
    for (const { voices } of this.passes) {
      for (const { source, envelope } of voices) {
        fade(envelope.gain, 0, now);
        source.stop(now + 2 * FADE_S);
      }
    }
    this.passes = [];
  }

  // Plan the next passes ahead of time, and drop finished ones.
  keepAhead() {
    const now = this.context.currentTime;
    this.passes = this.passes.filter((pass) => pass.when + pass.length + FADE_S > now);
    let last = this.passes[this.passes.length - 1];
    while (last && last.when + last.length < now + AHEAD_S) {
      last = this.addPass(last.when + last.length, this.loop.start);
    }
  }

  // Plan all clips from `offset` to the end of the loop, with a fade-in, and a fade-out under the next pass.
  addPass(when, offset) {
    const length = this.loop.end - offset;
    const voices = this.buffers.map((buffer, number) => {
      const source = this.context.createBufferSource();
      const envelope = this.context.createGain();
      source.buffer = buffer;
      source.connect(envelope).connect(this.gains[number]);
      envelope.gain.setValueAtTime(0, when);
      envelope.gain.linearRampToValueAtTime(1, when + FADE_S);
      envelope.gain.setValueAtTime(1, when + length);
      envelope.gain.linearRampToValueAtTime(0, when + length + FADE_S);
      source.start(when, offset, length + FADE_S);
      return { source, envelope };
    });
    const pass = { when, offset, length, voices };
    this.passes.push(pass);
    return pass;
  }
}

function fade(param, value, now) {
  const before = param.value;
  param.cancelScheduledValues(now);
  param.setValueAtTime(before, now);
  param.linearRampToValueAtTime(value, now + FADE_S);
}
