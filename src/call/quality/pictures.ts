import type { Step } from './ladder.ts';

/** Small pictures first, whole ones once the call runs well. */
export interface PictureWish {
  step: Step;
  raised: boolean;
}

/**
 * What a sender of pictures keeps to, by the height of what the camera gives. The camera itself stays at 720p: browsers
 * do not raise one that is open, and 720p at once costs a tenth of a second on the first picture (S1). Sound is never touched.
 */
export function encodingOf({ step, raised }: PictureWish, height: number): Partial<RTCRtpEncodingParameters> {
  const whole = height >= 720;
  switch (step) {
    case 'video':
      return { active: true, scaleResolutionDownBy: whole && !raised ? 2 : 1, maxBitrate: raised ? 2_000_000 : 800_000, maxFramerate: 30 };
    case 'low-video':
      return { active: true, scaleResolutionDownBy: whole ? 4 : 2, maxBitrate: 150_000, maxFramerate: 15 };
    default:
      return { active: false };
  }
}
