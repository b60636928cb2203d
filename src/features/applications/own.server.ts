import { sql } from 'kysely';
import { mayEditApplication, maySendApplication, mayWithdrawApplication, papersMissing, type ApplicationPaper, type ApplicationState } from '#domain/application.ts';
import type { MediaType } from '#domain/documents.ts';
import type { Actor } from '#domain/people.ts';
import { countryOfZone, practiceZone } from '#domain/practice-zones.ts';
import { normalise } from '#domain/profile.ts';
import { refuse, refuseFields, success, type Result } from '#domain/result.ts';
import { readSpecialistFacts } from '#domain/specialist-facts.ts';
import { switchedOff } from '#domain/switches.ts';
import type { Tx, World } from '#ports/world.ts';
import type { ApplicationForm } from './schema.ts';

export type Applicant = Extract<Actor, { kind: 'patient' }>;
const system = { kind: 'system', job: 'applications' } as const;

export interface Paper {
  id: string;
  kind: ApplicationPaper;
  name: string;
  mediaType: MediaType;
  bytes: number;
}

export interface OwnApplication {
  id: string;
  state: ApplicationState;
  facts: ApplicationForm;
  /** What an operator last wrote. */
  answer: string;
  sentAt: Date | null;
  decidedAt: Date | null;
  papers: Paper[];
  missing: ApplicationPaper[];
  mayEdit: boolean;
  mayWithdraw: boolean;
}

/** The newest application of this account; null where it never made one. */
export async function findOwnApplication(world: Pick<World, 'as' | 'vault'>, actor: Applicant): Promise<OwnApplication | null> {
  return world.as(actor, async (tx) => {
    const row = await newest(tx, actor);
    if (!row) return null;
    const papers = await papersOf(world, tx, row.id);
    return {
      id: row.id,
      state: row.state,
      facts: {
        titulo: row.title as ApplicationForm['titulo'], nombre: row.full_name, titular: row.headline, especialidad: row.specialty_code, licencia: row.licence_number,
        registro: row.register, zona: row.zone, ciudad: row.city, telefono: row.phone,
      },
      answer: row.answer,
      sentAt: row.sent_at,
      decidedAt: row.decided_at,
      papers,
      missing: papersMissing(papers.map((paper) => paper.kind)),
      mayEdit: mayEditApplication(row.state),
      mayWithdraw: mayWithdrawApplication(row.state),
    };
  });
}

/** The same for an operator who looks at an application. */
export async function listPapers(world: Pick<World, 'as' | 'vault'>, actor: Actor, applicationId: string): Promise<Paper[]> {
  return world.as(actor, (tx) => papersOf(world, tx, applicationId));
}

/** The papers of an application with their names open, in the order they came. */
async function papersOf(world: Pick<World, 'vault'>, tx: Tx, applicationId: string): Promise<Paper[]> {
  const key = await tx.selectFrom('data_keys').select('wrapped').where('person_id', '=', applicationId).executeTakeFirst();
  if (!key) return [];
  const rows = await tx.selectFrom('application_documents').selectAll().where('application_id', '=', applicationId).orderBy('sent_at').orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id, kind: row.kind, mediaType: row.media_type, bytes: row.size_bytes, name: world.vault.open(key.wrapped, `application_documents.${row.id}.name`, row.name_sealed),
  }));
}

/**
 * Begins an application or changes what it says. Refuses `invalid-input` by field, `works-here-already` for whoever has a
 * practice, serves one or runs the site, `decided-meanwhile` once it was sent, `applications-off` where a new one would begin.
 */
export async function saveApplication(world: Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'switches'>, actor: Applicant, form: ApplicationForm): Promise<Result<null>> {
  const now = world.clock.now();
  const zone = practiceZone(form.zona);
  const known = await world.as({ kind: 'visitor' }, async (tx) => ({
    specialty: (await tx.selectFrom('specialties').select('code').where('code', '=', form.especialidad).executeTakeFirst()) !== undefined,
    city: zone && (await cityAsKnown(tx, countryOfZone(zone), form.ciudad)),
  }));
  const { phone, city, faults } = readSpecialistFacts(form, { ...known, zone });
  const refusal = refuseFields(faults);
  if (refusal || !phone || !zone || city === null) return refusal ?? refuse('invalid-input');
  if (await worksHere(world, actor.accountId)) return refuse('works-here-already');
  const facts = {
    title: form.titulo, full_name: form.nombre, headline: form.titular, specialty_code: form.especialidad, licence_number: form.licencia,
    register: form.registro, zone, city, phone, touched_at: now,
  };
  const mayBegin = await world.switches.isOn('applications');
  return world.as(actor, async (tx) => {
    const before = await newest(tx, actor);
    if (before && before.state !== 'refused') {
      if (!mayEditApplication(before.state)) return refuse('decided-meanwhile');
      await tx.updateTable('applications').set(facts).where('id', '=', before.id).execute();
      return success(null);
    }
    if (!mayBegin) return switchedOff('applications');
    const id = world.ids.uuid();
    const begun = await tx
      .insertInto('applications')
      .values({ id, account_id: actor.accountId, created_at: now, ...facts })
      .onConflict((conflict) => conflict.column('account_id').where('state', '<>', 'refused').doNothing())
      .executeTakeFirst();
    if (!begun.numInsertedOrUpdatedRows) return refuse('decided-meanwhile');
    await tx.insertInto('data_keys').values({ person_id: id, wrapped: Buffer.from(world.vault.newDataKey()) }).execute();
    return success(null);
  });
}

/** Sends it to whoever runs the site, who hear of it, as does who applies. Refuses `not-found`, `papers-missing`, `decided-meanwhile`. */
export async function sendApplication(world: Pick<World, 'as' | 'clock' | 'announce'>, actor: Applicant): Promise<Result<null>> {
  const now = world.clock.now();
  return world.as(system, async (tx) => {
    const row = await newest(tx, actor);
    if (!row) return refuse('not-found');
    const papers = await tx.selectFrom('application_documents').select('kind').where('application_id', '=', row.id).execute();
    const allowed = maySendApplication(row.state, papers.map((paper) => paper.kind));
    if (!allowed.ok) return allowed;
    const sent = await tx
      .updateTable('applications')
      .set({ state: 'received', sent_at: now, touched_at: now, answer: '' })
      .where('id', '=', row.id)
      .where('state', '=', row.state)
      .executeTakeFirst();
    if (Number(sent.numUpdatedRows) !== 1) return refuse('decided-meanwhile');
    await world.announce(tx, { type: 'operator-decided', accountId: actor.accountId, what: 'application-received', words: '' });
    return success(null);
  });
}

/** Takes it back: facts, papers and their key are gone at once. Refuses `not-found`, `decided-meanwhile` once it is decided. */
export async function withdrawApplication(world: Pick<World, 'as'>, actor: Applicant): Promise<Result<null>> {
  return world.as(system, async (tx) => {
    const row = await newest(tx, actor);
    if (!row) return refuse('not-found');
    if (!mayWithdrawApplication(row.state)) return refuse('decided-meanwhile');
    await tx.deleteFrom('applications').where('id', '=', row.id).where('state', '=', row.state).execute();
    return success(null);
  });
}

/** Whoever has another part here would lose it by becoming a specialist with the same account. */
export async function worksHere(world: Pick<World, 'as'>, accountId: string): Promise<boolean> {
  return world.as(system, async (tx) => {
    const found = await tx
      .selectFrom('accounts as a')
      .select((eb) => [
        eb.exists(eb.selectFrom('specialists').select('id').where('account_id', '=', accountId)).as('attends'),
        eb.exists(eb.selectFrom('assistants').select('account_id').where('account_id', '=', accountId)).as('serves'),
        eb.exists(eb.selectFrom('operators').select('account_id').where('account_id', '=', accountId)).as('operates'),
      ])
      .where('a.id', '=', accountId)
      .executeTakeFirst();
    return Boolean(found?.attends || found?.serves || found?.operates);
  });
}

async function cityAsKnown(tx: Tx, country: string, typed: string): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`select city_as_known(${country}, ${normalise(typed)}) as name`.execute(tx);
  return rows[0]?.name ?? null;
}

async function newest(tx: Tx, { accountId }: Applicant) {
  return tx.selectFrom('applications').selectAll().where('account_id', '=', accountId).orderBy('created_at', 'desc').orderBy('id').limit(1).executeTakeFirst();
}
