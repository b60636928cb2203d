import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { recordYearsChoices } from '#domain/privacy/retention.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';

export const recordYearsForm = z.strictObject({ anos: z.string().trim() });

/** For how many years this practice keeps what is about health; 5 where it never said. */
export async function readRecordYears(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<number> {
  const row = await world.as(actor, (tx) => tx.selectFrom('specialist_settings').select('record_years').where('specialist_id', '=', specialistId).executeTakeFirst());
  return row?.record_years ?? recordYearsChoices[0];
}

/**
 * Keeps records longer, or less long again, where region or profession ask for it (quality 88); what is past the new term goes with
 * the next round. Refuses `not-allowed`, `invalid-input` where it is none of the choices.
 */
export async function saveRecordYears(world: Pick<World, 'as'>, actor: Actor, specialistId: string, form: z.infer<typeof recordYearsForm>): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const years = recordYearsChoices.find((one) => String(one) === form.anos);
  if (!years) return refuse('invalid-input', { anos: 'choice-missing' });
  await world.as(actor, (tx) => tx.updateTable('specialist_settings').set({ record_years: years }).where('specialist_id', '=', specialistId).execute());
  return success(null);
}
