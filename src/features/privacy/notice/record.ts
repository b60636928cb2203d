import type { Locale } from '#domain/people.ts';
import { legalTerms, type Country } from '#domain/privacy/retention.ts';
import type { PrivacySettings } from '#domain/privacy/controller.ts';
import { dataMap } from '../data-map/data-map.ts';
import { purposes } from '../data-map/purposes.ts';
import type { Purpose } from '../data-map/vocabulary.ts';
import { privacyNotice } from './notice.server.ts';

/** The record of processing activities (art. 30; quality 79), made of the data map and the configuration; Markdown. */
export function recordOfProcessing(settings: PrivacySettings, locale: Locale): string {
  const { controller, processors, purposes: told } = privacyNotice(settings, locale);
  const tablesOf = (purpose: Purpose) => Object.entries(dataMap).filter(([, table]) => table.purpose === purpose);
  const subjects = (purpose: Purpose) => [...new Set(tablesOf(purpose).map(([, table]) => table.of))].filter((one) => one !== 'nobody');
  const activities = told.map(
    (one) => `## ${one.what}
- Interesados · subjects: ${subjects(one.purpose).join(', ')}
- Datos · data: ${one.data.join('; ') || '–'}
- Base: ${purposes[one.purpose].bases.join(', ')}
- Plazo · kept: ${one.kept.join('; ')}
- Tablas · tables: ${tablesOf(one.purpose).map(([table]) => table).join(', ')}
`,
  );
  const terms = (Object.keys(legalTerms) as Country[]).map((country) => `| ${country} | ${legalTerms[country].clinical.years} (${legalTerms[country].clinical.law}) | ${legalTerms[country].tax.years} (${legalTerms[country].tax.law}) |`);
  return `# Registro de actividades de tratamiento · Record of processing (RGPD art. 30)
${controller.name}, ${controller.address}, ${controller.email}${controller.officer ? `, DPD ${controller.officer}` : ''}

${activities.join('\n')}
## Encargados · processors
| quién | qué recibe | país | host |
| --- | --- | --- | --- |
${processors.map((one) => `| ${one.name} | ${one.gets} | ${one.country ?? '–'}${one.outside ? ' (cap. V)' : ''} | ${one.host} |`).join('\n')}

## Plazos de ley · terms of law (años · years)
| país | historia clínica | recibos |
| --- | --- | --- |
${terms.join('\n')}

## Medidas · measures (art. 32)
docs/security.md, docs/privacy.md.
`;
}
