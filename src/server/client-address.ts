import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** One address or range as the configuration names it; null where it is none. */
export function readRange(text: string): Range | null {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return null;
  }
}

/**
 * Who asks: the connection's own address, or, where that is a proxy we trust, the nearest one in `X-Forwarded-For` that
 * is none. What a stranger writes into the header changes nothing (quality 39).
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers'>, connection: string, trusted: readonly string[]): string {
  const ranges = trusted.map(readRange).filter((range) => range !== null);
  const header = request.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim());
  let address = plain(connection) ?? '0.0.0.0';
  while (isIn(address, ranges) && hops.length > 0) {
    const before = plain(hops.pop() ?? '');
    if (!before) break;
    address = before;
  }
  return address;
}

function plain(text: string): string | null {
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : null;
}

function isIn(text: string, ranges: readonly Range[]): boolean {
  const address = ipaddr.process(text);
  return ranges.some(([range, bits]) => range.kind() === address.kind() && (address as ipaddr.IPv4).match(range as ipaddr.IPv4, bits));
}
