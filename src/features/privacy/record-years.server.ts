import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import { clinicalTermOver, clinicalYears, letsRecordsGo, recordYearsChoices, type Country } from '#domain/privacy/retention.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';

export const recordYearsForm = z.strictObject({
  anos: z.string().trim(),
  /** Instead of how many years, as it was read when fewer were confirmed. */
  enlugarde: z.string().trim().optional(),
});

/** For how many years this practice keeps what is about health; 5 where it never said. */
export async function readRecordYears(world: Pick<World, 'as'>, actor: Actor, specialistId: string): Promise<number> {
  const row = await world.as(actor, (tx) => tx.selectFrom('specialist_settings').select('record_years').where('specialist_id', '=', specialistId).executeTakeFirst());
  return row?.record_years ?? recordYearsChoices[0];
}

/** What would go within the hour with so many years: of how many consultations, and those before which day. */
export async function previewRecordYears(world: Pick<World, 'as' | 'clock'>, actor: Actor, practice: { id: string; country: Country }, years: number): Promise<{ consultations: number; until: Date }> {
  const until = clinicalTermOver(clinicalYears(practice.country, years), world.clock.now());
  const { count } = await world.as(actor, (tx) =>
    tx
      .selectFrom('appointments as a')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('a.specialist_id', '=', practice.id)
      .where('a.ends_at', '<', until)
      .where((is) =>
        is.or([
          is('a.reason_sealed', 'is not', null),
          is.exists(is.selectFrom('documents as d').select('d.id').whereRef('d.appointment_id', '=', 'a.id')),
          is.exists(is.selectFrom('notes as n').select('n.appointment_id').whereRef('n.appointment_id', '=', 'a.id')),
        ]),
      )
      .executeTakeFirstOrThrow(),
  );
  return { consultations: Number(count), until };
}

/**
 * Keeps records longer, or less long where that was confirmed against what stands now (quality 88); what is past the new term goes
 * with the next round, and the access log says who chose it. Refuses `not-allowed`, `invalid-input` where it is none of the choices,
 * `fewer-years` where records would go and nobody has said so.
 */
export async function saveRecordYears(
  world: Pick<World, 'as' | 'note'>,
  actor: Actor,
  practice: { id: string; country: Country },
  form: z.infer<typeof recordYearsForm>,
): Promise<Result<null>> {
  const specialistId = practice.id;
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const years = recordYearsChoices.find((one) => String(one) === form.anos);
  if (!years) return refuse('invalid-input', { anos: 'choice-missing' });
  return world.as(actor, async (tx) => {
    const row = await tx.selectFrom('specialist_settings').select('record_years').where('specialist_id', '=', specialistId).forUpdate().executeTakeFirstOrThrow();
    if (row.record_years === years) return success(null);
    const fewer = letsRecordsGo(practice.country, row.record_years, years);
    if (fewer && form.enlugarde !== String(row.record_years)) return refuse('fewer-years');
    await tx.updateTable('specialist_settings').set({ record_years: years }).where('specialist_id', '=', specialistId).execute();
    await world.note(tx, actor, { action: fewer ? 'records-kept-less' : 'records-kept-longer', objectKind: 'specialist', objectId: specialistId, specialistId });
    return success(null);
  });
}
