import ipaddr from 'ipaddr.js';

/**
 * Whether a numeric address belongs to the open internet (quality 38). Private, special, link-local, metadata and
 * documentation ranges do not, nor does any IPv6 address that carries an IPv4 one (mapped, compatible, 6to4, Teredo,
 * NAT64): what stands inside could be anything.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4) return !otherIPv4.some((range) => address.match(range));
  return address.match(globalUnicast) && !otherIPv6.some((range) => address.match(range));
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
// Special by IANA's registries and not told apart by the library.
const otherIPv4 = ['192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '100.64.0.0/10'].map((range) =>
  ipaddr.IPv4.parseCIDR(range),
);
const otherIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16'].map((range) =>
  ipaddr.IPv6.parseCIDR(range),
);
