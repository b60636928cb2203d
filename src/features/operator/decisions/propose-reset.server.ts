import { z } from 'zod';
import { parseEmail } from '#domain/contact.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import type { World } from '#ports/world.ts';
import { writeProposal } from './proposals.server.ts';

type Operator = Extract<Actor, { kind: 'operator' }>;

export const proposeResetForm = z.strictObject({ correo: z.string().trim().max(200), motivo: z.string().trim() });

/**
 * Proposes to take the second factor from whoever signs in with this mail as an assistant or operator and has lost it (A1,
 * O1); specialists have it on their own page. Refuses `not-allowed`, `invalid-input` by field, `not-found` where nobody works
 * here with it, `decided-meanwhile` where it is proposed already.
 */
export async function proposeReset(world: Pick<World, 'as' | 'clock' | 'ids' | 'note'>, actor: Operator, form: z.infer<typeof proposeResetForm>): Promise<Result<null>> {
  const address = parseEmail(form.correo);
  if (!address) return refuse('invalid-input', { correo: 'email-invalid' });
  if (form.motivo === '') return refuse('invalid-input', { motivo: 'text-missing' });
  if (form.motivo.length > 1000) return refuse('invalid-input', { motivo: 'text-too-long' });
  return world.as({ kind: 'system', job: 'two-operators' }, async (tx) => {
    const operates = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!operates) return refuse('not-allowed');
    const found = await tx
      .selectFrom('contacts as c')
      .select('c.account_id')
      .where('c.channel', '=', 'email')
      .where('c.address', '=', address)
      .where('c.proved_at', 'is not', null)
      .where((is) =>
        is.or([
          is.exists(is.selectFrom('assistants as s').select('s.account_id').whereRef('s.account_id', '=', 'c.account_id')),
          is.exists(is.selectFrom('operators as o').select('o.account_id').whereRef('o.account_id', '=', 'c.account_id')),
        ]),
      )
      .executeTakeFirst();
    if (!found) return refuse('not-found', { correo: 'not-found' });
    const kept = await writeProposal(world, tx, actor, { kind: 'reset-second-factor', specialistId: null, accountId: found.account_id, reason: form.motivo });
    if (!kept) return refuse('decided-meanwhile');
    await world.note(tx, actor, { action: 'reset-second-factor-proposed', objectKind: 'account', objectId: found.account_id });
    return success(null);
  });
}
