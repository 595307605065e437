// Plays blocks of interleaved left and right as they come: begins when 30 ms are there, and again after a gap.
// After each gap it wants more, up to 120 ms, and less again while none comes: what waits delays the knobs.

const LEAST_S = 0.03;
const MORE_S = 0.015; // after a gap
const MOST_WANTED_S = 0.12;
const CALM_S = 20; // without a gap, until it wants less
const MOST_S = 0.3; // a page that slept goes on with the newest
const FADE_FRAMES = 128;
const REPORT_S = 0.1;

class ReampSound extends AudioWorkletProcessor {
  blocks = [];
  held = 0; // frames
  place = 0; // in the first block
  isOn = false;
  gain = 0;
  dropouts = 0;
  peak = 0;
  sinceReport = 0;
  wantedS = LEAST_S;
  calm = 0; // frames

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      const block = new Float32Array(data);
      this.blocks.push(block);
      this.held += block.length / 2;
      while (this.held > MOST_S * sampleRate && this.blocks.length > 1) {
        this.held -= this.blocks.shift().length / 2 - this.place;
        this.place = 0;
      }
    };
  }

  process(_, [[left, right]]) {
    if (!this.isOn && this.held >= this.wantedS * sampleRate) {
      this.isOn = true;
      this.gain = 0;
    }
    for (let frame = 0; frame < left.length; frame++) {
      if (!this.isOn || !this.held) {
        if (this.isOn) {
          this.isOn = false;
          this.dropouts++;
          this.calm = 0;
          this.wantedS = Math.min(MOST_WANTED_S, this.wantedS + MORE_S);
        }
        left[frame] = right[frame] = 0;
        continue;
      }
      const block = this.blocks[0];
      this.gain = Math.min(1, this.gain + 1 / FADE_FRAMES);
      left[frame] = block[2 * this.place] * this.gain;
      right[frame] = block[2 * this.place + 1] * this.gain;
      this.peak = Math.max(this.peak, Math.abs(left[frame]));
      this.held--;
      if (++this.place >= block.length / 2) {
        this.blocks.shift();
        this.place = 0;
      }
    }
    this.calm += left.length;
    if (this.calm >= CALM_S * sampleRate) {
      this.calm = 0;
      this.wantedS = Math.max(LEAST_S, this.wantedS - MORE_S);
    }
    this.sinceReport += left.length;
    if (this.sinceReport >= REPORT_S * sampleRate) {
      this.sinceReport = 0;
      this.port.postMessage({ fillS: this.held / sampleRate, wantedS: this.wantedS, dropouts: this.dropouts, peak: this.peak });
      this.peak = 0;
    }
    return true;
  }
}

registerProcessor("reamp-sound", ReampSound);
