import pg from 'pg';

/** Every row of every table as text, as a dump would hold it. */
export async function dumpOf(adminUrl: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ name: string }>(
    "select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'jobs')",
  );
  const texts: string[] = [];
  for (const { name } of rows) texts.push(...(await admin.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map((one) => one.row));
  await admin.end();
  return texts.join('\n');
}
