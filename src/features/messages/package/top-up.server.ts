import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';
import { countPackages, monthName } from './count.server.ts';

export const topUpForm = z.strictObject({
  /** The profile's address. */
  slug: z.string().trim().min(1).max(120),
  units: z.coerce.number().int().min(1).max(100_000),
  /** '2026-11'; empty means the month that runs in the specialist's zone. */
  month: z.union([z.literal(''), z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/)]).default(''),
  note: z.string().trim().max(200).default(''),
});
export type TopUpForm = z.infer<typeof topUpForm>;

/**
 * Adds units to a specialist's package of one month (M5). What went by mail meanwhile is not sent again; what is still to
 * come goes by SMS. Refuses `not-allowed` to all but the operator, `not-found` for an unknown profile.
 */
export async function topUpPackage(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'note'>,
  actor: Actor,
  form: TopUpForm,
): Promise<Result<{ month: string; units: number; used: number }>> {
  if (!may(actor, 'run-site')) return refuse('not-allowed');
  const now = world.clock.now();
  const added = await world.as(actor, async (tx) => {
    const specialist = await tx.selectFrom('specialists').select(['id', 'zone']).where('slug', '=', form.slug).executeTakeFirst();
    if (!specialist) return null;
    const month = form.month || monthName(specialist.zone, now);
    await tx
      .insertInto('package_topups')
      .values({ id: world.ids.uuid(), specialist_id: specialist.id, month, units: form.units, note: form.note, created_at: now })
      .execute();
    await world.note(tx, actor, { action: 'package-topped-up', objectKind: 'specialist', objectId: specialist.id, specialistId: specialist.id });
    return { ...specialist, month };
  });
  if (!added) return refuse('not-found');
  const counts = await world.as({ kind: 'system', job: 'top-up' }, (tx) =>
    countPackages(tx, new Map([[added.id, added.zone]]), now),
  );
  const { units, used } = counts.get(added.id) ?? { units: form.units, used: 0 };
  return success({ month: added.month, units, used });
}
