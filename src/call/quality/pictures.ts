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

/** Enough for a first picture of 640×480; with Chromium's own 300 the encoder makes it smaller first and starts anew. */
const leastStartKbps = 700;
/** More does not bring the first picture sooner. */
const mostStartKbps = 2000;

/** With how much a new connection begins where the one before it carried so much; null where there was none that told (S2). */
export function startOf(carriedKbps: number | null): number {
  return Math.round(Math.min(mostStartKbps, Math.max(leastStartKbps, (carriedKbps ?? 0) * 0.75)));
}

/**
 * The other side's description with a start for what is sent to it: while only black flows, Chromium has nothing to
 * measure the line by. Other browsers pass over it.
 */
export function withStart(sdp: string, startKbps = leastStartKbps): string {
  const [before = '', video] = sdp.split(/(?=^m=video)/m, 2);
  if (!video) return sdp;
  const types = /^m=video \S+ \S+ ([\d ]+)/.exec(video)?.[1]?.trim().split(' ') ?? [];
  const start = `x-google-start-bitrate=${startKbps}`;
  const rest = sdp.slice(before.length + video.length);
  const pictures = types.reduce((lines, type) => {
    const codec = new RegExp(`^a=rtpmap:${type} (VP8|VP9|AV1|H264)/90000`, 'm');
    if (!codec.test(lines)) return lines;
    const parameters = new RegExp(`^a=fmtp:${type} [^\r\n]*`, 'm');
    if (parameters.test(lines)) return lines.replace(parameters, (line) => `${line};${start}`);
    return lines.replace(codec, (line) => `${line}\r\na=fmtp:${type} ${start}`);
  }, video);
  return before + pictures + rest;
}
