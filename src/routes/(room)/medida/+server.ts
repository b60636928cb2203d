import type { RequestHandler } from './$types';

const bytes = 250_000;
/** What the generator of random bytes gives at once. */
const most = 65_536;

/** Bytes that do not shrink on the way, to measure the width of a line by (V3, V13). */
export const GET: RequestHandler = () => {
  const noise = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += most) crypto.getRandomValues(noise.subarray(at, at + most));
  return new Response(noise, { headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes) } });
};
