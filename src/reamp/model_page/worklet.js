// Plays the rig in the audio thread: copies what the worker has built, piece by piece, and fades into it.

const PIECE_BYTES = 1 << 17; // of memory copied in a block: some 30 us
const FADE_S = 0.05;
const REPORT_S = 0.04;

class ReampPlayer extends AudioWorkletProcessor {
  rig = null; // what plays
  next = null; // what is copied, or faded in
  later = null; // what comes after it: a fade is not cut off
  knobs = null;
  sinceReport = 0;

  constructor({ processorOptions }) {
    super();
    this.module = processorOptions.module;
    this.port.onmessage = ({ data }) => {
      if (data.image && this.next?.isWhole) this.later = data.image;
      else if (data.image) this.next = this.#begun(data.image);
      this.knobs = data.knobs ?? this.knobs;
      for (const rig of [this.rig, this.next]) if (rig?.isWhole) rig.calls.set(...this.knobs);
    };
  }

  // An instance whose memory is still empty; its place in the image is where the copy goes on.
  #begun(image) {
    const { memory, calls } = newInstance(this.module, image.byteLength / 65536);
    const from = new Uint8Array(image);
    return { memory, calls, from, to: new Uint8Array(memory.buffer), place: 0, faded: 0, isWhole: false };
  }

  #copyPiece(rig) {
    const end = Math.min(rig.from.length, rig.place + PIECE_BYTES);
    rig.to.set(rig.from.subarray(rig.place, end), rig.place);
    rig.place = end;
    if (end < rig.from.length) return;
    rig.floats = new Float32Array(rig.memory.buffer);
    rig.blocks = [0, 1, 2].map((which) => rig.calls.block(which) / 4);
    rig.isWhole = true;
    rig.from = rig.to = null;
    rig.calls.set(...this.knobs);
  }

  #play(rig, input, frames) {
    const [into, left, right] = rig.blocks;
    if (input) rig.floats.set(input, into);
    else rig.floats.fill(0, into, into + frames);
    rig.calls.process(frames);
    return [rig.floats.subarray(left, left + frames), rig.floats.subarray(right, right + frames)];
  }

  process([[input]], [[outLeft, outRight]]) {
    const frames = outLeft.length;
    if (this.next && !this.next.isWhole) this.#copyPiece(this.next);
    if (this.rig) {
      const [left, right] = this.#play(this.rig, input, frames);
      outLeft.set(left);
      outRight.set(right);
    }
    if (this.next?.isWhole) this.#fade(input, outLeft, outRight);
    this.#report(frames);
    return true;
  }

  #fade(input, outLeft, outRight) {
    const { next } = this;
    const [left, right] = this.#play(next, input, outLeft.length);
    for (let frame = 0; frame < outLeft.length; frame++) {
      const gain = Math.min(1, next.faded / (FADE_S * sampleRate));
      outLeft[frame] += gain * (left[frame] - outLeft[frame]);
      outRight[frame] += gain * (right[frame] - outRight[frame]);
      next.faded++;
    }
    if (next.faded < FADE_S * sampleRate) return;
    this.rig = next;
    this.next = this.later && this.#begun(this.later);
    this.later = null;
    this.port.postMessage({ isPlaying: true });
  }

  #report(frames) {
    this.sinceReport += frames;
    if (!this.rig || this.sinceReport < REPORT_S * sampleRate) return;
    this.sinceReport = 0;
    const place = this.rig.calls.meters() / 4;
    this.port.postMessage({ meters: Array.from(this.rig.floats.subarray(place, place + 8)) });
  }
}

registerProcessor("reamp-player", ReampPlayer);
