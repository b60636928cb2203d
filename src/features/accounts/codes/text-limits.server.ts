import { sql } from 'kysely';
import { prefixOf, isMostSpent, whyNoText, type TextsSent } from '#domain/code-limits.ts';
import { networkOf } from '#domain/network.ts';
import { countryOf } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';

type Limits = Pick<World, 'ahead' | 'alarm' | 'clock' | 'ids' | 'vault' | 'settings'>;

/** What is kept of an SMS that may leave, to count the next ones by; nothing where nothing is counted. */
export interface CountedText {
  network: Buffer | null;
  prefix: string | null;
}

const hour = 3_600_000;
const shards = 16;
/** From this share of the day's money on they come one after the other, so that not one too many leaves. */
const oneByOne = 0.9;

/**
 * Takes one SMS to this number out of what may leave, counted over all processes (quality 15); `from` is the address that
 * asks. Refuses `no-text-now`, and tells the operator why; nobody else learns it, and e-mail is always left.
 */
export async function takeText(world: Limits, tx: Tx, number: string, from: string | null): Promise<Result<CountedText, 'no-text-now'>> {
  const limits = world.settings.codeLimits;
  const country = countryOf(number);
  const network = limits.perNetwork === null || from === null ? null : networkKey(world, from);
  const prefix = limits.perPrefix === null ? null : prefixOf(number);
  // In the order in which everybody takes them.
  if (network) await world.ahead(tx, sql`select pg_advisory_xact_lock(hashtextextended(${network.toString('hex')}, 9))`);
  if (prefix) await world.ahead(tx, sql`select pg_advisory_xact_lock(hashtextextended(${prefix}, 10))`);
  let sent = network || prefix || limits.centsADay !== null ? await countSent(world, tx, { network, prefix }) : nothingSent;
  if (limits.centsADay !== null && sent.centsToday > limits.centsADay * oneByOne) {
    await world.ahead(tx, sql`select pg_advisory_xact_lock(hashtextextended('text money', 11))`);
    sent = await countSent(world, tx, { network, prefix });
  }
  const why = whyNoText(limits, country, sent);
  if (why) {
    await world.alarm(tx, { kind: `texts-${why}`, subject: why === 'prefix' ? prefixOf(number) : why === 'country' ? (country ?? '') : '' });
    return refuse('no-text-now');
  }
  if (limits.centsADay !== null) {
    if (isMostSpent(limits, sent.centsToday)) await world.alarm(tx, { kind: 'texts-money-soon', subject: '' });
    await world.ahead(tx, spend(world, limits.textCents));
  }
  return success({ network, prefix });
}

const nothingSent: TextsSent = { networkHour: 0, prefixHour: 0, prefixDay: 0, centsToday: 0 };

async function countSent(world: Limits, tx: Tx, { network, prefix }: CountedText): Promise<TextsSent> {
  const now = world.clock.now();
  const hourAgo = new Date(now.getTime() - hour);
  const { rows } = await sql<TextsSent>`
    select
      (select count(*)::int from codes where network = ${network} and created_at > ${hourAgo}) as "networkHour",
      (select count(*)::int from codes where prefix = ${prefix} and created_at > ${hourAgo}) as "prefixHour",
      (select count(*)::int from codes where prefix = ${prefix} and created_at > ${new Date(now.getTime() - 24 * hour)}) as "prefixDay",
      (select coalesce(sum(cents), 0)::int from text_spending where day = ${dayOf(now)}::date) as "centsToday"
  `.execute(tx);
  return rows[0] ?? nothingSent;
}

/** Of several rows one by chance: many at once do not wait for one another. */
function spend(world: Limits, cents: number) {
  const shard = (world.ids.bytes(1)[0] ?? 0) % shards;
  return sql`insert into text_spending (day, shard, cents) values (${dayOf(world.clock.now())}::date, ${shard}, ${cents})
    on conflict (day, shard) do update set cents = text_spending.cents + excluded.cents`;
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function networkKey(world: Limits, address: string): Buffer {
  return Buffer.from(world.vault.sign('cookie', `code-network|${networkOf(address)}`)).subarray(0, 16);
}
