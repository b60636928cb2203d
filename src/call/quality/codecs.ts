/** How one kind of coding runs on this device, both ways (W3C media-capabilities, type `webrtc`). */
export interface CodecAbility {
  smooth: boolean;
  /** By a chip rather than by the processor: a telephone stays cool. */
  efficient: boolean;
}
export type Abilities = ReadonlyMap<string, CodecAbility>;
type Codec = Pick<RTCRtpCodec, 'mimeType' | 'sdpFmtpLine'>;

export const pictureCodecs = ['video/VP8', 'video/H264', 'video/VP9', 'video/AV1'] as const;
/** What a chip does is taken in this order; what the processor must do, by what it costs. */
const byChip = ['video/h264', 'video/vp9', 'video/av1', 'video/vp8'];
const byProcessor = pictureCodecs.map((type) => type.toLowerCase());
const helpers = ['video/rtx', 'video/red', 'video/ulpfec', 'video/flexfec-03'];

/**
 * The kinds of coding in the order this device takes them (V6): chips first, then what runs smoothly, then the rest;
 * repair and repetition stay behind them. None is left out, so that two browsers always find one in common.
 */
export function pictureOrder<Some extends Codec>(codecs: readonly Some[], abilities: Abilities): Some[] {
  const rank = ({ mimeType }: Some) => {
    const type = mimeType.toLowerCase();
    if (helpers.includes(type)) return 300;
    const { smooth = true, efficient = false } = abilities.get(type) ?? {};
    const places = efficient && smooth ? byChip : byProcessor;
    const place = places.includes(type) ? places.indexOf(type) : places.length;
    return place + (efficient && smooth ? 0 : smooth ? 100 : 200);
  };
  return codecs.toSorted((one, other) => rank(one) - rank(other));
}

/** Opus first, each packet with the one before it (RFC 2198) where both browsers know how; nothing is left out. */
export function soundOrder<Some extends Codec>(codecs: readonly Some[]): Some[] {
  const order = ['audio/red', 'audio/opus'];
  const rank = ({ mimeType }: Some) => (order.indexOf(mimeType.toLowerCase()) + order.length + 1) % (order.length + 1);
  return codecs.toSorted((one, other) => rank(one) - rank(other));
}

/** Which of what was agreed on this device sends: its own order, whatever the other side likes best. */
export function pictureToSend<Some extends Codec>(agreed: readonly Some[], abilities: Abilities): Some | null {
  return pictureOrder(agreed, abilities).find(({ mimeType }) => !helpers.includes(mimeType.toLowerCase())) ?? null;
}

/**
 * The other side's description with what its Opus is sent with: repair of lost packets, and next to nothing while
 * nobody speaks (RFC 7587 §6.1, useinbandfec and usedtx). Browsers have no other way to be told.
 */
export function withVoice(sdp: string): string {
  const type = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (!type) return sdp;
  const ours = ['useinbandfec=1', 'usedtx=1'];
  const line = new RegExp(`^a=fmtp:${type} ([^\r\n]*)`, 'm');
  const said = line.exec(sdp)?.[1]?.split(';').filter((parameter) => !/^\s*(useinbandfec|usedtx)=/.test(parameter));
  if (said) return sdp.replace(line, `a=fmtp:${type} ${[...said, ...ours].join(';')}`);
  return sdp.replace(new RegExp(`^a=rtpmap:${type} [^\r\n]*`, 'm'), (map) => `${map}\r\na=fmtp:${type} ${ours.join(';')}`);
}

type Capabilities = Pick<MediaCapabilities, 'decodingInfo' | 'encodingInfo'>;

/** Asks this device how it sends and receives a picture of 720p in each kind of coding; empty where it does not tell. */
export async function measureCodecs(media: Capabilities | undefined = globalThis.navigator?.mediaCapabilities): Promise<Abilities> {
  const abilities = new Map<string, CodecAbility>();
  if (!media) return abilities;
  const video = { width: 1280, height: 720, bitrate: 2_000_000, framerate: 30 };
  await Promise.all(
    pictureCodecs.map(async (contentType) => {
      const question = { type: 'webrtc', video: { ...video, contentType } } as const;
      const told = await Promise.all([media.encodingInfo(question), media.decodingInfo(question)]).catch(() => []);
      if (told.length === 0) return;
      abilities.set(contentType.toLowerCase(), {
        smooth: told.every((one) => one.supported && one.smooth),
        efficient: told.every((one) => one.supported && one.powerEfficient),
      });
    }),
  );
  return abilities;
}

/** Tells a connection's sender and receiver of one kind in which order this device takes codings. */
export function prefer(transceiver: RTCRtpTransceiver, abilities: Abilities): void {
  const kind = transceiver.receiver.track.kind;
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.(kind)?.codecs;
  if (!codecs || !('setCodecPreferences' in transceiver)) return;
  try {
    transceiver.setCodecPreferences(kind === 'audio' ? soundOrder(codecs) : pictureOrder(codecs, abilities));
  } catch {
    // A browser that will not have its own list back keeps its own order.
  }
}
