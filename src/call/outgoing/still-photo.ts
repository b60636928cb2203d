/** What Chromium alone has (W3C mediacapture-image); the others take the frame that is there. */
interface ImageCaptureLike {
  takePhoto(): Promise<Blob>;
}
declare const ImageCapture: { new (track: MediaStreamTrack): ImageCaptureLike } | undefined;

const wholeSensor = { width: { ideal: 4096 }, height: { ideal: 4096 } };
const settleMs = 700;

/** A still picture of the camera at the highest resolution it has (V8); it goes on at its own size afterwards. */
export async function takeStill(track: MediaStreamTrack): Promise<Blob> {
  if (typeof ImageCapture !== 'undefined') {
    try {
      return await new ImageCapture(track).takePhoto();
    } catch {
      // Some cameras have no way of their own for stills.
    }
  }
  const before = track.getSettings();
  await track.applyConstraints(wholeSensor).catch(() => {});
  try {
    await new Promise((settle) => setTimeout(settle, settleMs));
    return await frameOf(track);
  } finally {
    const { width, height } = before;
    if (width && height) await track.applyConstraints({ width: { ideal: width }, height: { ideal: height } }).catch(() => {});
  }
}

async function frameOf(track: MediaStreamTrack): Promise<Blob> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  video.srcObject = null;
  return new Promise((settle, fail) => canvas.toBlob((blob) => (blob ? settle(blob) : fail(new Error('no picture'))), 'image/jpeg', 0.92));
}
