import { describe, expect, it } from 'vitest';
import { localDestination } from './destination.ts';

const here = ['/agenda', '/citas', '/en/citas', '/citas/0197a2b3-1111-7222-8333-444455556666', '/consulta/0197a2b3', '/agenda?vista=semana&dia=2026-11-26', '/e/AbCd-_0123456789', '/reservar?servicio=1&inicio=2026-11-26T18:40:00%2B01:00'];

const elsewhere = [
  'https://evil.example', 'http://evil.example', 'HTTPS://evil.example', '//evil.example', '///evil.example', '////evil.example',
  '/\\evil.example', '\\\\evil.example', '/\\/evil.example', '\\/evil.example', '/\t/evil.example', '/\n/evil.example', '/\r/evil.example',
  '\t//evil.example', ' //evil.example', '/ /evil.example', '%2f%2fevil.example', '/%2fevil.example', '/%2Fevil.example', '/%5cevil.example',
  '/%5Cevil.example', '/%09/evil.example', '/%0d%0aLocation:%20https://evil.example', '/citas%0d%0aSet-Cookie:a=b', '/citas\r\nLocation: //evil.example',
  'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,<script>', 'vbscript:x', 'file:///etc/passwd', 'ftp://evil.example',
  'mailto:a@evil.example', 'blob:https://evil.example', 'evil.example', 'www.evil.example/citas', '@evil.example', '/@evil.example', '//user:pass@evil.example',
  'https://localhost:3000@evil.example', '/citas@evil.example', '/citas/../../evil', '/citas/..', '/./citas', '/citas/./x', '/citas//evil.example',
  '//evil.example/citas', '/citas\\..\\evil', '/。evil.example', '//evil。example', '/／evil.example', '／／evil.example', '/citas\u202e', '/citas\u0000',
  '/\u2044evil.example', '/citas?a=//evil.example', '/citas?volver=https://evil.example/', '/citas#//evil.example', '/citas?x=1?y=2', '?volver=/citas', '',
  '/', '/api/v1', '/ensayo', '/salir', '/entrar?volver=/entrar', '/citasx', '/CITAS', '/en//evil.example', '/en', '/es/citas', `/citas/${'a'.repeat(400)}`,
];

describe('where sign-in leads back to', () => {
  it.each(here)('goes on to %s', (asked) => expect(localDestination(asked)).toBe(asked));

  it('has no spelling that leaves this site', () => {
    expect(elsewhere.length).toBeGreaterThanOrEqual(60);
    for (const asked of elsewhere) expect(localDestination(asked), JSON.stringify(asked)).toBeNull();
  });

  it('resolves to this origin whatever passes', () => {
    for (const asked of here) expect(new URL(asked, 'https://cita.mx').origin).toBe('https://cita.mx');
  });
});
