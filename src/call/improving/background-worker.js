// @ts-check
/**
 * Blurs what stands behind a person, frame by frame, beside the page. Its own policy lets it run WebAssembly and ask nobody for
 * anything (src/server/doors/worker-policy.ts): the pictures it sees can go nowhere but back (V10).
 */

/** @typedef {{ HEAPU8: Uint8Array, HEAPF32: Float32Array, _getModelBufferMemoryOffset(): number, _loadModel(bytes: number): number, _getInputWidth(): number, _getInputHeight(): number, _getInputMemoryOffset(): number, _getOutputMemoryOffset(): number, _runInference(): number }} Segmenter */
/** @typedef {{ glue: string, wasm: ArrayBuffer, model: ArrayBuffer, readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame> }} Work */

/** How much of the mask before this one stays: less flicker along hair and shoulders. */
const keptMask = 0.4;
const reportMs = 1000;

/** @param {MessageEvent<Work>} event */
self.onmessage = ({ data }) => {
  work(data).catch((error) => self.postMessage({ failed: error instanceof Error ? error.message : 'unknown' }, {}));
};

/** @param {Work} asked */
async function work({ glue, wasm, model, readable, writable }) {
  /** @type {{ importScripts(url: string): void, createTwilioTFLiteSIMDModule(options: { wasmBinary: ArrayBuffer, print(): void, printErr(): void }): Promise<Segmenter> }} */
  const scope = /** @type {any} */ (self);
  scope.importScripts(glue);
  const segmenter = await scope.createTwilioTFLiteSIMDModule({ wasmBinary: wasm, print() {}, printErr() {} });
  segmenter.HEAPU8.set(new Uint8Array(model), segmenter._getModelBufferMemoryOffset());
  segmenter._loadModel(model.byteLength);

  const draw = drawer(segmenter);
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let spent = 0;
  let frames = 0;
  let told = 0;
  for (;;) {
    const { value: frame, done } = await reader.read();
    if (done) break;
    const began = performance.now();
    const picture = draw(frame);
    const made = new VideoFrame(picture, { timestamp: frame.timestamp, alpha: 'discard' });
    frame.close();
    spent += performance.now() - began;
    frames += 1;
    await writer.write(made);
    if (performance.now() - told < reportMs) continue;
    told = performance.now();
    self.postMessage({ mean: spent / frames }, {});
    spent = frames = 0;
  }
  await writer.close();
}

/** @param {number} width @param {number} height @param {CanvasRenderingContext2DSettings} [settings] */
function brushOf(width, height, settings) {
  const brush = new OffscreenCanvas(width, height).getContext('2d', settings);
  if (!brush) throw new Error('no canvas');
  return brush;
}

/** @param {Segmenter} segmenter @returns {(frame: VideoFrame) => OffscreenCanvas} */
function drawer(segmenter) {
  const width = segmenter._getInputWidth();
  const height = segmenter._getInputHeight();
  const input = segmenter._getInputMemoryOffset() / 4;
  const output = segmenter._getOutputMemoryOffset() / 4;
  const small = brushOf(width, height, { willReadFrequently: true });
  const mask = brushOf(width, height);
  const behind = brushOf(width / 2, height / 2);
  const whole = brushOf(width, height);
  const person = new ImageData(width, height);

  return (frame) => {
    const [w, h] = [frame.displayWidth, frame.displayHeight];
    if (whole.canvas.width !== w || whole.canvas.height !== h) Object.assign(whole.canvas, { width: w, height: h });
    small.drawImage(frame, 0, 0, width, height);
    const seen = small.getImageData(0, 0, width, height).data;
    const numbers = segmenter.HEAPF32;
    for (let at = 0, to = input; at < seen.length; at += 4) {
      numbers[to++] = (seen[at] ?? 0) / 255;
      numbers[to++] = (seen[at + 1] ?? 0) / 255;
      numbers[to++] = (seen[at + 2] ?? 0) / 255;
    }
    segmenter._runInference();
    for (let at = 0; at < width * height; at++) {
      const before = person.data[at * 4 + 3] ?? 0;
      person.data[at * 4 + 3] = before * keptMask + (numbers[output + at] ?? 0) * 255 * (1 - keptMask);
    }
    mask.putImageData(person, 0, 0);
    // A little over the edge: a blurred picture fades there.
    behind.filter = 'blur(4px)';
    behind.drawImage(small.canvas, -4, -4, width / 2 + 8, height / 2 + 8);

    whole.imageSmoothingQuality = 'high';
    whole.globalCompositeOperation = 'copy';
    whole.drawImage(mask.canvas, 0, 0, w, h);
    whole.globalCompositeOperation = 'source-in';
    whole.drawImage(frame, 0, 0, w, h);
    whole.globalCompositeOperation = 'destination-over';
    whole.drawImage(behind.canvas, 0, 0, w, h);
    return whole.canvas;
  };
}
