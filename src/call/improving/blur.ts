import glue from '@twilio/video-processors/dist/build/tflite-simd-1-0-0.js?url&no-inline';
import wasm from '@twilio/video-processors/dist/build/tflite-simd-1-0-0.wasm?url&no-inline';
import model from '@twilio/video-processors/dist/build/selfie_segmentation_landscape.tflite?url&no-inline';
import worker from './background-worker.js?url&no-inline';
import { bytesOf, startLimitMs, watchPart, type RunningPart } from './own-part.ts';

/** W3C mediacapture-transform, as Chromium has it. */
declare const MediaStreamTrackProcessor: { new (options: { track: MediaStreamTrack; maxBufferSize: number }): { readable: ReadableStream<VideoFrame> } };
declare const MediaStreamTrackGenerator: { new (options: { kind: 'video' }): MediaStreamTrack & { writable: WritableStream<VideoFrame> } };

/**
 * The camera with what stands behind the person blurred, from the first frame on. Rejects where it cannot be had; `onFault` says
 * that it stopped, or made the call slower. All of it happens on this device (V10).
 */
export async function startBlur(camera: MediaStreamTrack, onFault: () => void): Promise<RunningPart> {
  const [wasmBytes, modelBytes] = await Promise.all([bytesOf(wasm), bytesOf(model)]);
  const { readable } = new MediaStreamTrackProcessor({ track: camera, maxBufferSize: 1 });
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const { writable } = track;
  const beside = new Worker(worker);
  const watch = watchPart('blur', camera, onFault);
  const stop = () => {
    watch.stop();
    beside.terminate();
    track.stop();
  };
  const started = new Promise<void>((settle, fail) => {
    setTimeout(() => fail(new Error('no picture in time')), startLimitMs);
    beside.onerror = () => fail(new Error('no worker'));
    beside.onmessage = ({ data }: MessageEvent<{ mean: number } | { failed: string }>) => {
      if ('failed' in data) {
        fail(new Error(data.failed));
        onFault();
        return;
      }
      settle();
      watch.hear(data.mean);
    };
  });
  beside.postMessage({ glue: new URL(glue, location.href).href, wasm: wasmBytes, model: modelBytes, readable, writable }, [wasmBytes, modelBytes, readable, writable]);
  try {
    await started;
  } catch (error) {
    stop();
    throw error;
  }
  track.contentHint = 'motion';
  return { track, stop };
}
