import rnnoise from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url&no-inline';
import compiler from './compile-worker.js?url&no-inline';
import { bytesOf, startLimitMs, watchPart, type RunningPart } from './own-part.ts';
import worklet from './voice-worklet.js?url&no-inline';

/** What RNNoise was trained on; a browser that cannot give it has no such part. */
const sampleRate = 48_000;

/**
 * The microphone with the voice alone, street, keys and fans taken out (RNNoise), 10 ms later. Rejects where it cannot be had;
 * `onFault` says that it stopped, or made the call slower. All of it happens on this device (V10).
 */
export async function startVoice(microphone: MediaStreamTrack, onFault: () => void): Promise<RunningPart> {
  const module = await compiled(await bytesOf(rnnoise));
  const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
  const watch = watchPart('voice', microphone, onFault);
  const stop = () => {
    watch.stop();
    context.onstatechange = null;
    void context.close();
  };
  try {
    await context.audioWorklet.addModule(worklet);
    const node = new AudioWorkletNode(context, 'voice', { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1], channelCount: 1, channelCountMode: 'explicit', processorOptions: { module } });
    const out = context.createMediaStreamDestination();
    out.channelCount = 1;
    context.createMediaStreamSource(new MediaStream([microphone])).connect(node).connect(out);
    // A telephone call stops it for a while; where it does not come back the watch says so.
    context.onstatechange = () => {
      if (context.state !== 'running' && context.state !== 'closed') void context.resume().catch(() => {});
    };
    await context.resume();
    await new Promise<void>((settle, fail) => {
      setTimeout(() => fail(new Error('no sound in time')), startLimitMs);
      node.onprocessorerror = () => {
        fail(new Error('no worklet'));
        onFault();
      };
      node.port.onmessage = ({ data }: MessageEvent<number>) => {
        settle();
        watch.hear(data);
      };
    });
    const [track] = out.stream.getAudioTracks();
    if (!track) throw new Error('no sound');
    track.contentHint = 'speech';
    return { track, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** A page may not compile WebAssembly itself (content policy); a module that was compiled beside it may be run. */
async function compiled(bytes: ArrayBuffer): Promise<WebAssembly.Module> {
  const beside = new Worker(compiler);
  try {
    return await new Promise((settle, fail) => {
      beside.onerror = () => fail(new Error('no worker'));
      beside.onmessage = ({ data }: MessageEvent<WebAssembly.Module | null>) => (data ? settle(data) : fail(new Error('no WebAssembly')));
      beside.postMessage(bytes, [bytes]);
    });
  } finally {
    beside.terminate();
  }
}
