import { describe, expect, it } from 'vitest';
import { measureCodecs, pictureOrder, pictureToSend, soundOrder, withVoice, type Abilities } from './codecs.ts';

const codecs = (...types: string[]) => types.map((mimeType) => ({ mimeType }));
const names = (found: readonly { mimeType: string }[]) => found.map(({ mimeType }) => mimeType.split('/')[1]).join(' ');
const chromium = codecs('video/VP8', 'video/rtx', 'video/VP9', 'video/H264', 'video/H264', 'video/AV1', 'video/red', 'video/ulpfec');
/** Letters of a device: c by a chip, s smoothly by the processor, x neither. */
const device = (told: Record<string, 'c' | 's' | 'x'>): Abilities => new Map(Object.entries(told).map(([type, how]) => [`video/${type}`, { smooth: how !== 'x', efficient: how === 'c' }]));

describe('pictures are coded as this device does best (V6)', () => {
  it.each([
    ['that says nothing', {}, 'VP8 H264 H264 VP9 AV1 rtx red ulpfec'],
    ['with a chip for H.264', { h264: 'c', vp8: 's', vp9: 's', av1: 'x' }, 'H264 H264 VP8 VP9 AV1 rtx red ulpfec'],
    ['with chips for all but VP8', { h264: 'c', vp9: 'c', av1: 'c', vp8: 's' }, 'H264 H264 VP9 AV1 VP8 rtx red ulpfec'],
    ['whose chip knows VP9 alone', { vp9: 'c', vp8: 's', h264: 's', av1: 's' }, 'VP9 VP8 H264 H264 AV1 rtx red ulpfec'],
    ['too slow for all but VP8', { vp8: 's', h264: 'x', vp9: 'x', av1: 'x' }, 'VP8 H264 H264 VP9 AV1 rtx red ulpfec'],
    ['too slow for VP8 even', { vp8: 'x', h264: 's', vp9: 's', av1: 'x' }, 'H264 H264 VP9 VP8 AV1 rtx red ulpfec'],
  ] as const)('a device %s', (_, told, order) => {
    expect(names(pictureOrder(chromium, device(told)))).toBe(order);
  });

  it('each side sends what it does best itself, of what both agreed on', () => {
    const weakPhone = device({ h264: 'c', vp8: 's', vp9: 'x', av1: 'x' });
    expect(pictureToSend(codecs('video/VP9', 'video/rtx', 'video/VP8', 'video/H264'), weakPhone)?.mimeType).toBe('video/H264');
    expect(pictureToSend(codecs('video/VP9', 'video/VP8'), weakPhone)?.mimeType).toBe('video/VP8');
    expect(pictureToSend(codecs('video/rtx', 'video/ulpfec'), weakPhone)).toBeNull();
  });

  it('a device is asked in both directions, and what it cannot say is left out', async () => {
    const answer = (smooth: boolean, powerEfficient: boolean) => ({ supported: true, smooth, powerEfficient });
    const abilities = await measureCodecs({
      encodingInfo: async ({ video }: MediaEncodingConfiguration) => {
        if (video?.contentType === 'video/AV1') throw new TypeError('not known here');
        return answer(true, video?.contentType === 'video/H264');
      },
      decodingInfo: async () => answer(true, true),
    } as unknown as MediaCapabilities);
    expect(Object.fromEntries(abilities)).toEqual({
      'video/vp8': { smooth: true, efficient: false },
      'video/h264': { smooth: true, efficient: true },
      'video/vp9': { smooth: true, efficient: false },
    });
    expect((await measureCodecs(undefined)).size).toBe(0);
  });
});

describe('sound', () => {
  it('is Opus, each packet with the one before it where both can; nothing is left out', () => {
    expect(names(soundOrder(codecs('audio/opus', 'audio/red', 'audio/G722', 'audio/PCMU', 'audio/telephone-event')))).toBe('red opus G722 PCMU telephone-event');
    expect(names(soundOrder(codecs('audio/G722', 'audio/opus', 'audio/PCMU')))).toBe('opus G722 PCMU');
  });

  const sdp = (...lines: string[]) => ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111 63', ...lines, 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111', 'm=video 9 UDP/TLS/RTP/SAVPF 96', ''].join('\r\n');
  it.each([
    ['what a browser already says stays', ['a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1'], 'a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1'],
    ['what it says otherwise is said our way', ['a=rtpmap:111 opus/48000/2', 'a=fmtp:111 useinbandfec=0;stereo=1;usedtx=0'], 'a=fmtp:111 stereo=1;useinbandfec=1;usedtx=1'],
    ['a browser that says nothing of it', ['a=rtpmap:111 opus/48000/2'], 'a=fmtp:111 useinbandfec=1;usedtx=1'],
  ])('repairs what is lost and falls silent with who speaks: %s', (_, lines, wanted) => {
    const said = withVoice(sdp(...lines));
    expect(said.split('\r\n').filter((line) => line.startsWith('a=fmtp'))).toEqual([wanted, 'a=fmtp:63 111/111']);
    expect(withVoice(said)).toBe(said);
  });

  it('nothing is told to who has no Opus', () => {
    expect(withVoice(sdp())).toBe(sdp());
  });
});
