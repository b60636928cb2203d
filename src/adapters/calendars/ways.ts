import { lookup as systemLookup } from 'node:dns';
import type { RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.ts';

/** How a server is reached; null where it must not be asked at all. */
export type Way = (url: URL) => ({ secure: boolean } & RequestOptions) | null;

/** Every numeric address of a host name. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** Calendars are published on these alone; anything else would be asking around on other people's machines. */
const ports = ['', '8443'];

/**
 * The way to a calendar on the open internet (quality 38): https with a valid certificate, and a connection to the very
 * address that was looked at, so that a name which answers differently a second time gains nothing.
 */
export function publicWay(resolve: Resolve = resolveBySystem): Way {
  return (url) => {
    if (url.protocol !== 'https:' || url.username || url.password || !ports.includes(url.port)) return null;
    const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    if (hostname === '' || (isIP(hostname) && !isPublicAddress(hostname))) return null;
    return {
      secure: true,
      hostname,
      port: url.port || 443,
      agent: false,
      lookup: (name, options, done) => {
        resolve(name).then(
          (addresses) => {
            const found = addresses.map((address) => ({ address, family: isIP(address) }));
            if (found.length === 0 || !addresses.every(isPublicAddress)) done(new Error('not a public address'), []);
            else if (typeof options === 'object' && options.all) done(null, found);
            else done(null, found[0]?.address ?? '', found[0]?.family ?? 4);
          },
          () => done(new Error('no such host'), []),
        );
      },
    };
  };
}

function resolveBySystem(hostname: string): Promise<string[]> {
  return new Promise((settle, fail) => {
    systemLookup(hostname, { all: true, verbatim: true }, (error, found) =>
      error ? fail(error) : settle(found.map((one) => one.address)),
    );
  });
}
