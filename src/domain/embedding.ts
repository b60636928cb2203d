/** Where else free hours may be shown: a specialist's own site (the framed page), and who opted into the publication. */

export const mostSites = 10;
export const publishedDays = 14;

/**
 * The sites of a text, one a line, as origins ('https://www.consulta.es'); null where a line is no https address of a
 * whole site, or there are too many. A path behind the host is left out: a browser knows sites by their origin.
 */
export function readSites(text: string): string[] | null {
  const lines = text.split(/[\s,]+/).filter(Boolean);
  const sites = new Set<string>();
  for (const line of lines) {
    const address = URL.canParse(line) ? new URL(line) : null;
    const whole = address?.protocol === 'https:' && address.username === '' && address.password === '' && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(address.hostname);
    if (!whole) return null;
    sites.add(address.origin);
  }
  return sites.size <= mostSites ? [...sites] : null;
}

/** `frame-ancestors` of the page for other sites: those named and our own preview; any site where none is named. */
export function frameAncestors(sites: readonly string[]): string {
  return sites.length === 0 ? '*' : ["'self'", ...sites].join(' ');
}
