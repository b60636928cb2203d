import { deLocalizeUrl } from '#texts/compiled/runtime.js';
import type { Reroute, Transport } from '@sveltejs/kit/hooks';
import { ServerOnly } from './routes/server-only.ts';

/** English pages live under /en; the routes know Spanish paths alone. */
export const reroute: Reroute = ({ url }) => deLocalizeUrl(url).pathname;

export const transport: Transport = {
  ServerOnly: {
    encode: (value) => value instanceof ServerOnly && (value.asked ? [value.shown] : []),
    decode: ([shown]: unknown[]) => new ServerOnly(shown, { isDataRequest: true }),
  },
};
