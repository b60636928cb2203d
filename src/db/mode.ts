import pg from 'pg';

const name = 'mode';

/**
 * Which mode a database belongs to: the one that first used it, for good. Asked before anything is migrated or written, so
 * that test-mode and live-mode money never stand in one ledger (Y5). Null for a database that nobody has used yet.
 */
export async function modeOfDatabase(adminUrl: string): Promise<string | null> {
  return withAdmin(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ there: string | null }>("select to_regclass('public.installation')::text as there");
    if (!rows[0]?.there) return null;
    await admin.query('set role vc_owner');
    const known = await admin.query<{ value: string | null; demo: boolean }>(
      `select (select value ->> 'is' from installation where name = $1) as value,
        exists (select 1 from installation where name = 'demo') as demo`,
      [name],
    );
    // Rehearsals from before there was a mark have their demo clinic.
    return known.rows[0]?.value ?? (known.rows[0]?.demo ? 'rehearsal' : null);
  });
}

/** Marks a database as belonging to this mode, once. */
export async function claimDatabase(adminUrl: string, mode: string): Promise<void> {
  await withAdmin(adminUrl, async (admin) => {
    await admin.query('set role vc_owner');
    await admin.query('insert into installation (name, value) values ($1, $2) on conflict (name) do nothing', [name, { is: mode }]);
  });
}

async function withAdmin<Answer>(adminUrl: string, work: (admin: pg.Client) => Promise<Answer>): Promise<Answer> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
