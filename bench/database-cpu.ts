import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const msPerTick = 10;

/** Milliseconds of processor that a database server of this machine has taken so far, all of its processes; null where /proc or its folder is not ours to read. */
export async function databaseCpuMs(adminUrl: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    const [first = ''] = readFileSync(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8').split('\n');
    return ticksOf(Number(first)) * msPerTick;
  } catch {
    return null;
  } finally {
    await client.end();
  }
}

/** Of the postmaster, of its children, and of those that have ended. */
function ticksOf(postmaster: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const fields = statOf(pid);
    if (pid === postmaster) ticks += fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
    else if (fields[1] === postmaster) ticks += (fields[11] ?? 0) + (fields[12] ?? 0);
  }
  return ticks;
}

/** What follows the name in /proc/<pid>/stat: state, parent, …, then at 11 to 14 own and ended children's ticks. */
function statOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
  } catch {
    return [];
  }
}
