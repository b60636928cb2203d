import { describe, expect, it } from 'vitest';
import { withStart } from './pictures.ts';

const sdp = (...video: string[]) => ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10', ...video, 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', ''].join('\r\n');

describe('the start of what is sent', () => {
  it('is told to every picture codec, to no other, and changes nothing else', () => {
    const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96 97 98', 'a=rtpmap:96 VP8/90000', 'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96', 'a=rtpmap:98 VP9/90000', 'a=fmtp:98 profile-id=0'];
    expect(withStart(sdp(...video))).toBe(
      sdp('m=video 9 UDP/TLS/RTP/SAVPF 96 97 98', 'a=rtpmap:96 VP8/90000', 'a=fmtp:96 x-google-start-bitrate=700', 'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96', 'a=rtpmap:98 VP9/90000', 'a=fmtp:98 profile-id=0;x-google-start-bitrate=700'),
    );
  });

  it('is told to nobody where there are no pictures', () => {
    expect(withStart(sdp())).toBe(sdp());
    expect(withStart('')).toBe('');
  });
});
