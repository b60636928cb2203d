import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

const licenceFindings = ['in_force', 'not_found', 'suspended', 'expired'] as const;
export type LicenceFinding = (typeof licenceFindings)[number];

export interface LicenceCheck {
  id: string;
  found: LicenceFinding;
  register: string;
  note: string;
  at: Date;
}

export const licenceForm = z.strictObject({
  hallado: z.enum(licenceFindings),
  registro: z.string().trim().max(200),
  nota: z.string().trim().max(500),
});

/** What was found in the registers so far, newest first. */
export async function listLicenceChecks(world: Pick<World, 'as'>, actor: Operator, specialistId: string): Promise<LicenceCheck[]> {
  return world.as(actor, (tx) =>
    tx.selectFrom('licence_checks').select(['id', 'found', 'register', 'note', 'checked_at as at']).where('specialist_id', '=', specialistId).orderBy('checked_at', 'desc').limit(20).execute(),
  );
}

/** Notes what a register says of a licence today (O1). Refuses `invalid-input` without the register, `not-found`. */
export async function noteLicenceCheck(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'note'>,
  actor: Operator,
  specialistId: string,
  form: z.infer<typeof licenceForm>,
): Promise<Result<null>> {
  if (form.registro.length < 2) return refuse('invalid-input', { registro: 'text-missing' });
  return world.as(actor, async (tx) => {
    const there = await tx.selectFrom('specialists').select('id').where('id', '=', specialistId).executeTakeFirst();
    if (!there) return refuse('not-found');
    await tx
      .insertInto('licence_checks')
      .values({ id: world.ids.uuid(), specialist_id: specialistId, found: form.hallado, register: form.registro, note: form.nota, checked_at: world.clock.now(), checked_by: actor.accountId })
      .execute();
    await world.note(tx, actor, { action: 'licence-checked', objectKind: 'specialist', objectId: specialistId, specialistId });
    return success(null);
  });
}
