import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { DataExport } from './export.server.ts';

type Row = Record<string, unknown>;
type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;
interface Section {
  title: Words;
  rows: Row[];
  columns: readonly [column: string, label: Words][];
}

const zone = 'Europe/Madrid';

/** The export as a page that people read and print: what matters of each part, in words. The other file holds every column. */
export function readableExport({ data, made_at: madeAt }: DataExport, locale: Locale): string {
  const sections = sectionsOf(data).filter(({ rows }) => rows.length > 0);
  const body = sections.map(({ title, rows, columns }) => {
    const cards = rows.map((row) => {
      const facts = columns.flatMap(([column, label]) => {
        const value = valueOf(row, column, locale);
        return value === '' ? [] : [`<dt>${safe(label({}, { locale }))}</dt><dd>${safe(value)}</dd>`];
      });
      return `<dl>${facts.join('')}</dl>`;
    });
    return `<section><h2>${safe(title({}, { locale }))}</h2>${cards.join('')}</section>`;
  });
  const made = `${formatDayLong(zone, new Date(madeAt), locale)}, ${formatHour(zone, new Date(madeAt))}`;
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safe(m.export_title({}, { locale }))}</title>
<style>body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.0625rem/1.5 system-ui,sans-serif;color:#1a2233}dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1rem;padding:.75rem 0;border-top:1px solid #e3daca;break-inside:avoid}dt{color:#4a5162}dd{margin:0;overflow-wrap:anywhere}h2{margin-top:2rem}</style>
</head><body><h1>${safe(m.export_title({}, { locale }))}</h1><p>${safe(m.export_made({ when: made }, { locale }))}</p>${body.join('')}</body></html>`;
}

function sectionsOf(data: DataExport['data']): Section[] {
  const rows = (table: string) => data[table] ?? [];
  return [
    { title: m.export_contacts, rows: rows('contacts'), columns: [['address', m.export_address], ['proved_at', m.export_proved]] },
    { title: m.export_people, rows: rows('people'), columns: [['full_name', m.export_name], ['email', m.export_email], ['mobile', m.export_mobile]] },
    {
      title: m.export_appointments,
      rows: rows('appointments').toSorted((one, other) => String(other['starts_at']).localeCompare(String(one['starts_at']))),
      columns: [
        ['starts_at', m.export_when], ['specialist', m.export_with], ['patient_name', m.export_patient], ['modality', m.export_modality],
        ['price_cents', m.export_price], ['status', m.export_status], ['reason', m.export_reason],
      ],
    },
    { title: m.export_payments, rows: rows('payments'), columns: [['created_at', m.export_when], ['amount_cents', m.export_amount], ['status', m.export_status]] },
    { title: m.export_documents, rows: rows('documents').filter((row) => row['name']), columns: [['sent_at', m.export_when], ['name', m.export_document_name]] },
    { title: m.export_messages, rows: rows('messages').filter((row) => row['sent_at']), columns: [['sent_at', m.export_when], ['kind', m.export_kind], ['channel', m.export_channel]] },
    { title: m.export_reviews, rows: rows('reviews'), columns: [['created_at', m.export_when], ['stars', m.export_stars], ['body', m.export_body]] },
    { title: m.export_consents, rows: rows('consents'), columns: [['at', m.export_when], ['purpose', m.export_purpose], ['kind', m.export_consent_kind]] },
    { title: m.export_sessions, rows: rows('sessions'), columns: [['created_at', m.export_when], ['device', m.export_device]] },
    { title: m.export_accesses, rows: rows('audit'), columns: [['at', m.export_when], ['actor_kind', m.export_who], ['action', m.export_action]] },
  ];
}

function valueOf(row: Row, column: string, locale: Locale): string {
  const value = row[column];
  if (value === null || value === undefined) return '';
  if (column.endsWith('_cents') && typeof value === 'number') return formatMoney(value, row['currency'] === 'MXN' ? 'MXN' : 'EUR', locale);
  if (/_at$|^at$/.test(column)) {
    const instant = new Date(String(value));
    const wall = typeof row['patient_zone'] === 'string' ? row['patient_zone'] : zone;
    return `${formatDayLong(wall, instant, locale)}, ${formatHour(wall, instant)}`;
  }
  return String(value);
}

/** Whatever a person typed is text in this page and nothing else (fault 39). */
function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
