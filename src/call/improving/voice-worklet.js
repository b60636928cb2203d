// @ts-check
/** RNNoise on the microphone, in the thread of the sound: 480 samples at a time, 10 ms at 48 kHz, come out 10 ms later. */

/** @typedef {{ memory: WebAssembly.Memory, __wasm_call_ctors(): void, emscripten_stack_init(): void, malloc(bytes: number): number, rnnoise_create(model: number): number, rnnoise_process_frame(state: number, to: number, from: number): number }} Rnnoise */

const frame = 480;
/** RNNoise counts in 16-bit samples. */
const full = 32768;
const reportFrames = 100;

/** @type {{ AudioWorkletProcessor: new () => { port: MessagePort }, registerProcessor(name: string, processor: unknown): void }} */
const scope = /** @type {any} */ (globalThis);

/** @param {WebAssembly.Module} module @returns {Rnnoise} */
function open(module) {
  /** @type {Uint8Array | undefined} */
  let bytes;
  const env = {
    emscripten_memcpy_big: (/** @type {number} */ to, /** @type {number} */ from, /** @type {number} */ count) => void bytes?.copyWithin(to, from, from + count),
    // It never grows: a refusal is what it can deal with.
    emscripten_resize_heap: () => 0,
    __assert_fail() {
      throw new Error('rnnoise');
    },
  };
  const rnnoise = /** @type {Rnnoise} */ (/** @type {unknown} */ (new WebAssembly.Instance(module, { env }).exports));
  bytes = new Uint8Array(rnnoise.memory.buffer);
  rnnoise.emscripten_stack_init();
  rnnoise.__wasm_call_ctors();
  return rnnoise;
}

class Voice extends scope.AudioWorkletProcessor {
  /** @param {{ processorOptions: { module: WebAssembly.Module } }} options */
  constructor({ processorOptions }) {
    super();
    this.rnnoise = open(processorOptions.module);
    this.state = this.rnnoise.rnnoise_create(0);
    const at = this.rnnoise.malloc(frame * 4);
    this.at = at;
    this.samples = new Float32Array(this.rnnoise.memory.buffer, at, frame);
    this.taken = 0;
    // What is ready, in a ring: one frame of silence first, so that there is always enough.
    this.ready = new Float32Array(frame * 4);
    this.read = 0;
    this.write = frame;
    this.spent = 0;
    this.frames = 0;
  }

  /** @param {Float32Array[][]} inputs @param {Float32Array[][]} outputs */
  process([input], [output]) {
    const out = output?.[0];
    if (!out) return true;
    const heard = input?.[0];
    for (let at = 0; at < out.length; at++) {
      this.samples[this.taken++] = (heard?.[at] ?? 0) * full;
      if (this.taken === frame) this.clean();
      out[at] = this.ready[this.read] ?? 0;
      this.read = (this.read + 1) % this.ready.length;
    }
    return true;
  }

  clean() {
    const began = Date.now();
    this.rnnoise.rnnoise_process_frame(this.state, this.at, this.at);
    for (const sample of this.samples) {
      this.ready[this.write] = sample / full;
      this.write = (this.write + 1) % this.ready.length;
    }
    this.taken = 0;
    // A clock of whole milliseconds is right on average.
    this.spent += Date.now() - began;
    this.frames += 1;
    if (this.frames < reportFrames) return;
    this.port.postMessage(this.spent / this.frames, []);
    this.spent = this.frames = 0;
  }
}

scope.registerProcessor('voice', Voice);
