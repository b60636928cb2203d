import { admitOperator } from '#features/operator/specialists/admission.server.ts';
import type { Actor } from '#domain/people.ts';
import type { World } from '#ports/world.ts';

let count = 0;

/** An admitted operator, as who acts. */
export async function admitOneOperator(world: World): Promise<Extract<Actor, { kind: 'operator' }>> {
  count += 1;
  const email = `operacion${count}@patio.example`;
  await admitOperator(world, { email });
  const { account_id: accountId } = await world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('contacts').select('account_id').where('address', '=', email).executeTakeFirstOrThrow(),
  );
  return { kind: 'operator', accountId };
}
