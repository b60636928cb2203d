import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

describe('whoever asks is known by', () => {
  it.each([
    ['the connection, where no proxy is trusted', '203.0.113.9', '198.51.100.7', [], '203.0.113.9'],
    ['the connection, where it is no proxy of ours', '203.0.113.9', '198.51.100.7', ['127.0.0.1'], '203.0.113.9'],
    ['what our proxy saw', '127.0.0.1', '198.51.100.7', ['127.0.0.1'], '198.51.100.7'],
    ['what our proxy saw, not what a stranger wrote before it', '127.0.0.1', '1.2.3.4, 198.51.100.7', ['127.0.0.1'], '198.51.100.7'],
    ['what the outermost of our proxies saw', '10.0.0.3', '1.2.3.4, 198.51.100.7, 10.0.0.2', ['10.0.0.0/8'], '198.51.100.7'],
    ['the proxy itself, where it names nobody', '127.0.0.1', undefined, ['127.0.0.1'], '127.0.0.1'],
    ['the proxy itself, where it names nonsense', '127.0.0.1', '<script>', ['127.0.0.1'], '127.0.0.1'],
    ['the plain spelling of an embedded address', '::ffff:203.0.113.9', undefined, [], '203.0.113.9'],
    ['an IPv6 address behind an IPv6 proxy', '::1', '2001:db8::7', ['::1'], '2001:db8::7'],
  ])('%s', (_, connection, header, trusted, expected) => {
    expect(clientAddress({ headers: header === undefined ? {} : { 'x-forwarded-for': header } }, connection, trusted)).toBe(expected);
  });
});
