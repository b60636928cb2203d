import type { Cookies } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';
import type { SeatCookie } from '#features/room/links.server.ts';

/** What stays in the browser after a press on a link or a scanned code (V1, quality 19). */
export function keepSeatCookie(cookies: Cookies, publicOrigin: string, { value, maxAgeSeconds }: SeatCookie): void {
  cookies.set(cookieNames(publicOrigin).seat, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicOrigin.startsWith('https:'),
    maxAge: maxAgeSeconds,
  });
}
