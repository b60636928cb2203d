import pg from 'pg';

/**
 * Copies of one appointment, an hour after the other from the year 2000 on: for how long something takes where there are many. Without
 * the reason, whose seal is bound to its row. As whoever owns the database, for no command books into the past.
 */
export async function manyLike(adminUrl: string, appointmentId: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>("select column_name as name from information_schema.columns where table_schema = 'public' and table_name = 'appointments' and is_generated = 'NEVER' order by ordinal_position");
  const starts = "timestamptz '2000-01-01' + n * interval '1 hour'";
  const made: Record<string, string> = {
    id: 'gen_random_uuid()',
    starts_at: starts,
    ends_at: `${starts} + (a.ends_at - a.starts_at)`,
    reason_sealed: 'null',
    idempotency_key: 'null',
    patient_link_hash: "sha256(('patient' || n)::bytea)",
    specialist_link_hash: "sha256(('specialist' || n)::bytea)",
  };
  const columns = rows.map(({ name }) => name);
  await client.query(`insert into appointments (${columns.join(', ')}) select ${columns.map((name) => made[name] ?? `a.${name}`).join(', ')} from appointments a, generate_series(1, ${count}) n where a.id = $1`, [appointmentId]);
  await client.end();
}
