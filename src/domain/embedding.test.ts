import { describe, expect, it } from 'vitest';
import { frameAncestors, readSites } from './embedding.ts';

describe('the sites that may frame a specialist’s page', () => {
  it.each<[string, string, string[] | null]>([
    ['none', '', []],
    ['one', 'https://www.consulta.es', ['https://www.consulta.es']],
    ['a line each, a path left out, the same one once', 'https://consulta.es/citas\n https://consulta.es\nhttps://otra.example:8443', ['https://consulta.es', 'https://otra.example:8443']],
    ['with an accent in the name', 'https://clínica.es', ['https://xn--clnica-4va.es']],
    ['without https', 'http://consulta.es', null],
    ['without a scheme', 'www.consulta.es', null],
    ['with a star', 'https://*.consulta.es', null],
    ['that would end the header', "https://consulta.es; script-src 'unsafe-inline'", null],
    ['with a password', 'https://a:b@consulta.es', null],
    ['of one word', 'https://localhost', null],
    ['eleven', Array.from({ length: 11 }, (_, i) => `https://s${i}.example`).join('\n'), null],
  ])('%s', (_, text, sites) => {
    expect(readSites(text)).toEqual(sites);
  });

  it('are any where none is named, and those alone otherwise', () => {
    expect(frameAncestors([])).toBe('*');
    expect(frameAncestors(['https://consulta.es'])).toBe("'self' https://consulta.es");
  });
});
