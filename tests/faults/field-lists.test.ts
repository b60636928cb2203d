import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAttackedClinic, type AttackedClinic, type Attacker } from './attacked-clinic.ts';
import { fill, readRoutes, type Route } from './route-table.ts';

let clinic: AttackedClinic;
let routes: Route[];
let admin: pg.Client;
/** Every column there is, and whether it holds text. */
let columns: { table: string; name: string; text: boolean }[];
const mark = 'xmassx';
/** Every form with `npm run prove Q25`, otherwise those of every third page. */
const full = Boolean(process.env['PROVE']);

beforeAll(async () => {
  routes = await readRoutes();
  clinic = await openAttackedClinic();
  admin = new pg.Client({ connectionString: clinic.test.database.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ table: string; name: string; type: string }>(
    "select c.table_name as table, c.column_name as name, c.data_type as type from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.table_schema = 'public' and t.table_type = 'BASE TABLE'",
  );
  columns = rows.map(({ table, name, type }) => ({ table, name, text: type === 'text' || type === 'jsonb' }));
}, 120_000);
afterAll(async () => {
  await admin.end();
  await clinic.stop();
});

/** Where the mark stands now: 'table.column'. */
async function marked(): Promise<string[]> {
  const found: string[] = [];
  for (const table of new Set(columns.map((column) => column.table))) {
    const texts = columns.filter((column) => column.table === table && column.text);
    if (texts.length === 0) continue;
    const { rows } = await admin.query<Record<string, boolean>>(`select ${texts.map(({ name }) => `bool_or("${name}"::text like '%${mark}%') as "${name}"`).join(', ')} from "${table}"`);
    for (const [name, there] of Object.entries(rows[0] ?? {})) if (there) found.push(`${table}.${name}`);
  }
  return found.sort();
}

describe('a form that names columns of the database (quality 25)', { timeout: 180_000 }, () => {
  it('changes none of them, whoever sends it to whichever form, alone or beside what the form asks', async () => {
    const names = [...new Set(columns.map(({ name }) => name))];
    const asked = { coste: '0', cita: clinic.mine.ahead, estrellas: '5', texto: 'bien', minutos: '10', mensaje: 'Hola', nombre: 'Carmen Ruiz' };
    const before = await admin.query<{ print: string }>("select md5(string_agg(t::text, '|' order by t::text)) as print from (select id, account_id, admitted_at from specialists) t");
    let sent = 0;
    for (const [nth, route] of routes.filter(({ actions }) => actions.length > 0).entries()) {
      if (!full && nth % 3 > 0) continue;
      const who: Attacker = route.path.startsWith('/agenda') ? 'specialist' : 'patient';
      for (const action of route.actions) {
        const path = fill(route.path, clinic.ownId) + (action === 'default' ? '' : `?/${action}`);
        for (const beside of full ? [{}, asked] : [asked]) {
          const body = new URLSearchParams({ ...Object.fromEntries(names.map((name) => [name, mark])), ...beside });
          const { status } = await clinic.ask(path, { method: 'POST', as: clinic.cookies[who], body });
          expect([route.path, action, status < 500]).toEqual([route.path, action, true]);
          sent += 1;
        }
      }
    }
    expect(sent).toBeGreaterThan(20);
    expect(await marked()).toEqual([]);
    const after = await admin.query("select md5(string_agg(t::text, '|' order by t::text)) as print from (select id, account_id, admitted_at from specialists) t");
    expect(after.rows).toEqual(before.rows);
  });
});

describe('a page that shows what is about health (quality 82)', { timeout: 120_000 }, () => {
  const health = /Ruiz Lozano|lunar que ha cambiado/;

  it.each(['specialist', 'assistant'] as const)('leaves its rows in the access log each time, none of them twice, as %s', async (who) => {
    const pages = routes.filter((route) => route.path.startsWith('/agenda') && (route.page || route.methods.includes('GET')) && !/\[/.test(route.path));
    const asked = ['', `cita=${clinic.mine.ahead}&dia=2026-11-25&que=Ruiz`];
    const wrong: string[] = [];
    let shown = 0;
    for (const [route, query] of pages.flatMap((one) => asked.map((each) => [one, each] as const))) {
      const { rows: before } = await admin.query<{ id: string }>('select id from audit');
      const { text } = await clinic.ask(`${route.path}?${query}`, { as: clinic.cookies[who] });
      const { rows } = await admin.query<{ what: string }>("select concat_ws(' ', action, object_kind, object_id) as what from audit where not (id = any($1))", [before.map((row) => row.id)]);
      const noted = rows.map((row) => row.what);
      if (new Set(noted).size < noted.length) wrong.push(`${route.path}?${query}: ${noted.join(', ')}`);
      if (!health.test(text.replaceAll('que=Ruiz', ''))) continue;
      shown += 1;
      if (noted.length === 0) wrong.push(`${route.path}?${query}: nothing noted`);
      // What is asked for one thing is one reading.
      if (query === '' && noted.length > 1) wrong.push(`${route.path}: ${noted.join(', ')}`);
    }
    expect(shown).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });
});
