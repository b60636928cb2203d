/** Silence and a black picture, generated: they keep encoder, decoder and path warm while nobody may be seen (S1). */
export interface BlankMedia {
  audio: MediaStreamTrack;
  video: MediaStreamTrack;
  stop(): void;
}

// The size of the camera's picture, so that the encoder goes on as it is when that one takes its place.
const width = 1280;
const height = 720;
const framesPerSecond = 10;

export function createBlankMedia(): BlankMedia {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const silence = context.createConstantSource();
  silence.offset.value = 0;
  silence.connect(destination);
  silence.start();

  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext('2d', { alpha: false });
  const stream = canvas.captureStream(framesPerSecond);
  // A canvas yields a frame only when it is drawn on.
  const draw = () => brush?.fillRect(0, 0, width, height);
  draw();
  const timer = setInterval(draw, 1000 / framesPerSecond);

  const [audio] = destination.stream.getAudioTracks();
  const [video] = stream.getVideoTracks();
  if (!audio || !video) throw new Error('this browser generates no media');
  return {
    audio,
    video,
    stop() {
      clearInterval(timer);
      audio.stop();
      video.stop();
      silence.stop();
      void context.close();
    },
  };
}
