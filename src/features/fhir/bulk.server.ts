import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { publishedDays } from '#domain/embedding.ts';
import type { Tx, World } from '#ports/world.ts';
import { findPublished, type KnownService, type KnownSpecialist } from './directory.server.ts';
import { healthcareService, placeLocation, practitioner, practitionerRole, schedule, slot, videoLocation } from './resources.server.ts';
import type { Location, Resource } from './r4.ts';

const system = { kind: 'system', job: 'publish-slots' } as const;
const visitor = { kind: 'visitor' } as const;
const day = 86_400_000;
/** An edition is this old at most before it is made anew, in product time. */
const freshMs = 5 * 60_000;
/** Specialists of one file: as many as are computed between two looks at what else is due. */
const perFile = 400;

const publishedKinds = ['Practitioner', 'PractitionerRole', 'HealthcareService', 'Location', 'Schedule', 'Slot'] as const;
type PublishedKind = (typeof publishedKinds)[number];

/** The free slots of many services with one round of questions, as the pages compute them (features/profiles). */
export type SlotsOf = (tx: Tx, serviceIds: readonly string[], range: { from: Date; until: Date }, now: Date) => Promise<Map<string, { free: Date[] }>>;

/**
 * Makes the oldest part of the publication anew where it has aged (SMART Scheduling Links): one part at a time, so that
 * no message waits for it. Specialists who opted in, free slots of 14 days, never on request.
 */
export async function publishSlots(world: Pick<World, 'as' | 'clock' | 'settings'>, slotsOf: SlotsOf): Promise<void> {
  const now = world.clock.now();
  await world.as(system, async (tx) => {
    const shards = await shardsOf(tx);
    const known = await tx.selectFrom('published_files').select(['shard', 'made_at']).distinct().execute();
    const gone = known.filter((one) => !shards.includes(one.shard)).map((one) => one.shard);
    if (gone.length > 0) await tx.deleteFrom('published_files').where('shard', 'in', gone).execute();
    const age = (shard: string) => now.getTime() - (known.find((one) => one.shard === shard)?.made_at.getTime() ?? Number.NEGATIVE_INFINITY);
    const [oldest] = shards.toSorted((a, b) => age(b) - age(a));
    // A clock that was set back makes everything anew as well.
    if (oldest === undefined || (age(oldest) >= 0 && age(oldest) < freshMs)) return;
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtextextended('publish-slots', 9)) as taken`.execute(tx);
    if (rows[0]?.taken) await makePart(world, tx, oldest, slotsOf, now);
  });
}

/** How the specialists who opted in are spread over files: by the last letters of their ids, which are random. */
async function shardsOf(tx: Tx): Promise<string[]> {
  const { count } = await tx
    .selectFrom('specialist_settings')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(sql<boolean>`publish_slots`)
    .executeTakeFirstOrThrow();
  if (count === 0) return [];
  const letters = count <= perFile ? 0 : count <= perFile * 16 ? 1 : 2;
  return Array.from({ length: 16 ** letters }, (_, index) => (letters === 0 ? '' : index.toString(16).padStart(letters, '0')));
}

async function makePart(world: Pick<World, 'settings'>, tx: Tx, shard: string, slotsOf: SlotsOf, now: Date): Promise<void> {
  const { services, places } = await findPublished(tx, shard);
  const range = { from: now, until: new Date(now.getTime() + publishedDays * day) };
  const free = await slotsOf(tx, services.map((service) => service.id), range, now);
  const links = { origin: world.settings.publicOrigin };
  const people = specialistsOf(services);
  await keep(tx, 'Practitioner', shard, people.map(practitioner), now);
  await keep(tx, 'PractitionerRole', shard, people.map((one) => practitionerRole(one, services.filter((service) => service.specialist.id === one.id))), now);
  await keep(tx, 'HealthcareService', shard, services.map(healthcareService), now);
  await keep(tx, 'Location', shard, [...places.map(placeLocation), ...videoLocations(services)], now);
  await keep(tx, 'Schedule', shard, services.map((service) => schedule(service, null)), now);
  await keep(tx, 'Slot', shard, services.flatMap((service) => (free.get(service.id)?.free ?? []).map((start) => slot(service, start, 'free', links))), now);
}

function videoLocations(services: readonly KnownService[]): Location[] {
  return specialistsOf(services.filter((service) => service.modality === 'video')).map(videoLocation);
}

/** Each once. */
function specialistsOf(services: readonly KnownService[]): KnownSpecialist[] {
  return [...new Map(services.map(({ specialist }) => [specialist.id, specialist])).values()];
}

async function keep(tx: Tx, kind: PublishedKind, shard: string, resources: readonly Resource[], madeAt: Date): Promise<void> {
  const text = Buffer.from(resources.map((one) => `${JSON.stringify(one)}\n`).join(''), 'utf8');
  const etag = createHash('sha256').update(text).digest('base64url').slice(0, 27);
  const before = await tx.selectFrom('published_files').select('etag').where('kind', '=', kind).where('shard', '=', shard).executeTakeFirst();
  if (before?.etag === etag) {
    await tx.updateTable('published_files').set({ made_at: madeAt }).where('kind', '=', kind).where('shard', '=', shard).execute();
    return;
  }
  const row = {
    etag,
    lines: resources.length,
    gzip: gzipSync(text),
    brotli: brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }),
    made_at: madeAt,
  };
  await tx
    .insertInto('published_files')
    .values({ kind, shard, ...row })
    .onConflict((conflict) => conflict.columns(['kind', 'shard']).doUpdateSet(row))
    .execute();
}

export interface Manifest {
  transactionTime: string;
  request: string;
  output: { type: PublishedKind; url: string }[];
  error: never[];
}

/** What there is to fetch. `transactionTime` is that of the oldest part: everything before it is in. */
export async function readManifest(world: Pick<World, 'as' | 'clock' | 'settings'>): Promise<Manifest> {
  const { publicOrigin } = world.settings;
  const files = await world.as(visitor, (tx) => tx.selectFrom('published_files').select(['kind', 'shard', 'made_at']).where('lines', '>', 0).orderBy('kind').orderBy('shard').execute());
  const oldest = files.reduce<Date | null>((before, file) => (before && before < file.made_at ? before : file.made_at), null);
  return {
    transactionTime: (oldest ?? world.clock.now()).toISOString(),
    request: `${publicOrigin}/$bulk-publish`,
    output: files.map(({ kind, shard }) => ({ type: kind, url: `${publicOrigin}/fhir/bulk/${fileName(kind, shard)}` })),
    error: [],
  };
}

function fileName(kind: string, shard: string): string {
  return `${kind}${shard === '' ? '' : `-${shard}`}.ndjson`;
}

export interface PublishedFile {
  etag: string;
  madeAt: Date;
  body: Uint8Array;
  encoding: 'br' | 'gzip' | null;
}

/** A file of the publication by its name, as this client takes it; null where there is none. */
export async function readPublishedFile(world: Pick<World, 'as'>, name: string, encodings: string): Promise<PublishedFile | null> {
  const [, named, shard = ''] = /^([A-Za-z]+)(?:-([0-9a-f]{1,2}))?\.ndjson$/.exec(name) ?? [];
  const kind = publishedKinds.find((one) => one === named);
  if (!kind) return null;
  const encoding = /\bbr\b/.test(encodings) ? 'br' : /\bgzip\b/.test(encodings) ? 'gzip' : null;
  const row = await world.as(visitor, (tx) =>
    tx
      .selectFrom('published_files')
      .select(['etag', 'made_at', encoding === 'br' ? 'brotli as body' : 'gzip as body'])
      .where('kind', '=', kind)
      .where('shard', '=', shard)
      .executeTakeFirst(),
  );
  if (!row) return null;
  const body = encoding === null ? gunzipSync(row.body) : row.body;
  return { etag: `"${row.etag}${encoding === null ? '' : `-${encoding}`}"`, madeAt: row.made_at, body: new Uint8Array(body), encoding };
}
