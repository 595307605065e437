// Plays blocks of interleaved left and right as they come: begins when 60 ms are there, and again after a gap.

const BEGIN_S = 0.06;
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
    if (!this.isOn && this.held >= BEGIN_S * sampleRate) {
      this.isOn = true;
      this.gain = 0;
    }
    for (let frame = 0; frame < left.length; frame++) {
      if (!this.isOn || !this.held) {
        if (this.isOn) {
          this.isOn = false;
          this.dropouts++;
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
    this.sinceReport += left.length;
    if (this.sinceReport >= REPORT_S * sampleRate) {
      this.sinceReport = 0;
      this.port.postMessage({ fillS: this.held / sampleRate, dropouts: this.dropouts, peak: this.peak });
      this.peak = 0;
    }
    return true;
  }
}

registerProcessor("reamp-sound", ReampSound);
