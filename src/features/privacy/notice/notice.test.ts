import { describe, expect, it } from 'vitest';
import type { PrivacySettings } from '#domain/privacy/controller.ts';
import { dataMap } from '../data-map/data-map.ts';
import { privacyNotice } from './notice.server.ts';
import { recordOfProcessing } from './record.ts';

const settings: PrivacySettings = {
  controller: { name: 'Clínica Cita S.L.', address: 'Calle Mayor 1, Madrid', email: 'privacidad@cita.example', officer: 'dpd@cita.example' },
  country: 'ES',
  processors: [
    { role: 'hosting', name: 'Centro de Datos S.A.', country: 'ES', host: 'cita.example' },
    { role: 'texts', name: 'Twilio Inc.', country: 'US', host: 'api.twilio.com' },
  ],
};

describe('notices and record, made of the data map and the configuration', () => {
  it('the record names every table, every processor with its host, and the terms of both countries (quality 79)', () => {
    const record = recordOfProcessing(settings, 'es');
    for (const [table, { purpose }] of Object.entries(dataMap)) if (purpose !== 'operation') expect(record, table).toMatch(new RegExp(`\\b${table}\\b`));
    for (const { name, host } of settings.processors) for (const words of [name, host]) expect(record).toContain(words);
    expect(record).toContain('Ley 41/2002');
    expect(record).toContain('NOM-004');
    expect(record).not.toContain('undefined');
  });

  it('the notice says what for, by which right and how long, in both languages, and what is sensitive or voluntary (quality 75, 99)', () => {
    for (const locale of ['es', 'en'] as const) {
      const { purposes } = privacyNotice(settings, locale);
      expect(purposes.length).toBeGreaterThan(8);
      for (const one of purposes) expect([one.what !== '', one.bases.length > 0, one.kept.length > 0], one.purpose).toEqual([true, true, true]);
      expect(purposes.filter((one) => one.voluntary).map((one) => one.purpose)).toEqual(['reviews', 'programs']);
      expect(purposes.find((one) => one.purpose === 'care')?.sensitive).toBe(true);
    }
  });

  it('the host’s country is said, and who works outside the European Economic Area (quality 97)', () => {
    const { hostCountry, processors } = privacyNotice(settings, 'es');
    expect(hostCountry).toBe('España');
    expect(processors.map((one) => [one.country, one.outside])).toEqual([
      ['España', false],
      ['Estados Unidos', true],
    ]);
  });
});
