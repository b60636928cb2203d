/** Silence and a black picture, generated: they keep encoder, decoder and path warm while nobody may be seen (S1). */
export interface BlankMedia {
  audio: MediaStreamTrack;
  video: MediaStreamTrack;
  /** Takes on the size of the camera that will take its place, so that the encoder goes on as it is. */
  fit(camera: MediaStreamTrack | null): void;
  stop(): void;
}

// What a camera is asked for; one that gives something else is known once it was tried.
const asked = { width: 1280, height: 720 };
const framesPerSecond = 10;
/** Until a frame of the new size has gone through. */
const fittedMs = 250;

/** `onFitted` is called once frames of the camera's size come out. */
export function createBlankMedia(onFitted: () => void): BlankMedia {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const silence = context.createConstantSource();
  silence.offset.value = 0;
  silence.connect(destination);
  silence.start();

  const canvas = document.createElement('canvas');
  Object.assign(canvas, asked);
  const brush = canvas.getContext('2d', { alpha: false });
  const stream = canvas.captureStream(framesPerSecond);
  // A canvas yields a frame only when it is drawn on.
  const draw = () => brush?.fillRect(0, 0, canvas.width, canvas.height);
  draw();
  const timer = setInterval(draw, 1000 / framesPerSecond);

  let fitting: ReturnType<typeof setTimeout> | undefined;
  const [audio] = destination.stream.getAudioTracks();
  const [video] = stream.getVideoTracks();
  if (!audio || !video) throw new Error('this browser generates no media');
  return {
    audio,
    video,
    fit(camera) {
      const { width, height } = camera?.getSettings() ?? {};
      if (!width || !height || (width === canvas.width && height === canvas.height)) return;
      Object.assign(canvas, { width, height });
      draw();
      clearTimeout(fitting);
      fitting = setTimeout(onFitted, fittedMs);
    },
    stop() {
      clearInterval(timer);
      clearTimeout(fitting);
      audio.stop();
      video.stop();
      silence.stop();
      void context.close();
    },
  };
}
