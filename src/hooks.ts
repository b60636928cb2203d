import { deLocalizeUrl } from '#texts/compiled/runtime.js';
import type { Reroute } from '@sveltejs/kit/hooks';

/** English pages live under /en; the routes know Spanish paths alone. */
export const reroute: Reroute = ({ url }) => deLocalizeUrl(url).pathname;
