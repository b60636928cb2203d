const off = ['camera', 'microphone', 'display-capture', 'fullscreen', 'picture-in-picture', 'screen-wake-lock', 'speaker-selection', 'publickey-credentials-get', 'publickey-credentials-create', 'geolocation'];
const room = ['camera', 'microphone', 'display-capture', 'fullscreen', 'picture-in-picture', 'screen-wake-lock', 'speaker-selection'];
const passkeys = ['publickey-credentials-get', 'publickey-credentials-create'];

/** What a page may ask of the browser, by its route; nothing where none fits (quality 30). */
const permissions: [route: RegExp, allowed: readonly string[]][] = [
  [/^\/\(room\)\//, room],
  [/^\/\(account\)\/(entrar|cuenta)(\/|$)/, passkeys],
  [/^\/\(public\)\/buscar$/, ['geolocation']],
];

/** `Permissions-Policy` of a page: a browser's powers only where the page is made for them. */
export function permissionsOf(route: string): string {
  const allowed = permissions.find(([pattern]) => pattern.test(route))?.[1] ?? [];
  return off.map((power) => `${power}=${allowed.includes(power) ? '(self)' : '()'}`).join(', ');
}

/** Answers without a policy of their own, such as data and files, load nothing and stand in no frame. */
export const policyOfData = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** By the route and not by the address, which can be spelled in many ways; whatever is not public is private. */
export function guardHeaders(headers: Headers, { route, secure, forPrograms }: { route: string; secure: boolean; forPrograms: boolean }): void {
  headers.set('referrer-policy', 'same-origin');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', permissionsOf(route));
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', policyOfData);
  if (secure) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (route.startsWith('/(public)')) return;
  // The doors of programs say themselves what may be asked again by its version.
  if (!forPrograms || !headers.has('cache-control')) headers.set('cache-control', 'no-store');
  headers.set('x-robots-tag', 'noindex');
}
