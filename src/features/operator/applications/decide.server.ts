import { z } from 'zod';
import { applicationDecisions, mayDecideApplication, stateAfter, type ApplicationDecision } from '#domain/application.ts';
import type { OperatorNews } from '#domain/changes.ts';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { countryOfZone, practiceZone } from '#domain/practice-zones.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { writePractice } from '../specialists/admission.server.ts';
import { freshPractice, noteFoundInForce } from '../specialists/admit.server.ts';
import { seenStates, type SeenState } from './application-line.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;
type Deciding = Pick<World, 'as' | 'clock' | 'ids' | 'note' | 'announce'>;

export interface ApplicationCard {
  id: string;
  state: SeenState;
  title: string;
  name: string;
  headline: string;
  specialty: string;
  licence: string;
  register: string;
  zone: string;
  city: string;
  phone: string;
  contacts: { channel: 'sms' | 'email'; address: string }[];
  answer: string;
  sentAt: Date | null;
  decidedAt: Date | null;
  specialistId: string | null;
  may: Record<ApplicationDecision, boolean>;
}

/** All that an operator sees of one application, noted in the log; null where there is none, or only a draft. */
export async function readApplication(world: Pick<World, 'as' | 'note'>, actor: Operator, id: string): Promise<ApplicationCard | null> {
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('applications as a').innerJoin('specialties as s', 's.code', 'a.specialty_code').selectAll('a').select('s.name_es as specialty').where('a.id', '=', id).executeTakeFirst();
    const state = seenStates.find((one) => one === row?.state);
    if (!row || !state) return null;
    const contacts = await tx.selectFrom('contacts').select(['channel', 'address']).where('account_id', '=', row.account_id).where('proved_at', 'is not', null).orderBy('created_at').execute();
    await world.note(tx, actor, { action: 'application-read', objectKind: 'application', objectId: id });
    return {
      id, state, contacts, title: row.title, name: row.full_name, headline: row.headline, specialty: row.specialty, licence: row.licence_number, register: row.register,
      zone: row.zone, city: row.city, phone: row.phone, answer: row.answer, sentAt: row.sent_at, decidedAt: row.decided_at, specialistId: row.specialist_id,
      may: Object.fromEntries(applicationDecisions.map((one) => [one, mayDecideApplication(state, one)])) as Record<ApplicationDecision, boolean>,
    };
  });
}

export const decideForm = z.strictObject({ que: z.enum(['review', 'ask', 'refuse']), texto: z.string().trim() });

const news = { review: 'application-in-review', ask: 'application-incomplete', refuse: 'application-refused' } as const satisfies Record<string, OperatorNews>;
const noted = { review: 'application-in-review', ask: 'application-incomplete', refuse: 'application-refused' } as const;

/**
 * Takes an application in hand, asks for what is missing, or refuses it with a reason; who applies hears of it with the
 * words. Refuses `not-allowed`, `invalid-input` without words, `not-found`, `decided-meanwhile`.
 */
export async function decideApplication(world: Deciding, actor: Operator, id: string, form: z.infer<typeof decideForm>): Promise<Result<null>> {
  const words = form.que === 'review' ? '' : form.texto;
  if (form.que !== 'review' && words === '') return refuse('invalid-input', { texto: 'text-missing' });
  if (words.length > 2000) return refuse('invalid-input', { texto: 'text-too-long' });
  const now = world.clock.now();
  return world.as({ kind: 'system', job: 'admission' }, async (tx) => {
    const found = await lockedFor(tx, actor, id, form.que);
    if (!found.ok) return found;
    const decided = form.que === 'refuse' ? { decided_at: now, decided_by: actor.accountId } : {};
    await tx.updateTable('applications').set({ state: stateAfter[form.que], answer: words, touched_at: now, ...decided }).where('id', '=', id).execute();
    await world.note(tx, actor, { action: noted[form.que], objectKind: 'application', objectId: id });
    await world.announce(tx, { type: 'operator-decided', accountId: found.value.account_id, what: news[form.que], words });
    return success(null);
  });
}

export const admitApplicationForm = z.strictObject({ registro: z.string().trim().max(200), nota: z.string().trim().max(500) });

/**
 * Admits who applied, with the account that applied: profile and settings, the look into the register noted, mail to the
 * specialist (O1). Refuses `not-allowed`, `invalid-input` without the register, `not-found`, `decided-meanwhile`,
 * `works-here-already` where the account has another part here by now.
 */
export async function admitApplication(world: Deciding, actor: Operator, id: string, form: z.infer<typeof admitApplicationForm>): Promise<Result<{ specialistId: string }>> {
  if (form.registro.length < 2) return refuse('invalid-input', { registro: 'text-missing' });
  const now = world.clock.now();
  return world.as({ kind: 'system', job: 'admission' }, async (tx) => {
    const found = await lockedFor(tx, actor, id, 'admit');
    if (!found.ok) return found;
    const { account_id: accountId, zone, ...row } = found.value;
    const practice = practiceZone(zone);
    if (!practice) return refuse('invalid-input');
    for (const table of ['specialists', 'assistants', 'operators'] as const) {
      if (await tx.selectFrom(table).select('account_id').where('account_id', '=', accountId).executeTakeFirst()) return refuse('works-here-already');
    }
    const begun = await freshPractice(tx, {
      titulo: row.title, nombre: row.full_name, titular: row.headline, especialidad: row.specialty_code, licencia: row.licence_number,
      zona: zone, ciudad: row.city, country: countryOfZone(practice), phone: row.phone,
    });
    const specialistId = await writePractice(world, tx, accountId, begun);
    await noteFoundInForce(world, tx, actor, { specialistId, register: form.registro, note: form.nota });
    await tx
      .updateTable('applications')
      .set({ state: 'admitted', answer: '', touched_at: now, decided_at: now, decided_by: actor.accountId, specialist_id: specialistId })
      .where('id', '=', id)
      .execute();
    await world.note(tx, actor, { action: 'application-admitted', objectKind: 'application', objectId: id, specialistId });
    await world.note(tx, actor, { action: 'specialist-admitted', objectKind: 'specialist', objectId: specialistId, specialistId });
    await world.announce(tx, { type: 'sign-in-changed', accountId, what: 'admitted' });
    return success({ specialistId });
  });
}

/** The application, held for this decision of an operator. */
async function lockedFor(tx: Tx, actor: Operator, id: string, decision: ApplicationDecision) {
  const operates = may(actor, 'run-site') && (await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst());
  if (!operates) return refuse('not-allowed');
  const row = await tx.selectFrom('applications').selectAll().where('id', '=', id).where('state', '<>', 'draft').forUpdate().executeTakeFirst();
  if (!row) return refuse('not-found');
  return mayDecideApplication(row.state, decision) ? success(row) : refuse('decided-meanwhile');
}
