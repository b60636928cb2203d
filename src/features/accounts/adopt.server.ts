import type { Contact } from '#domain/phone.ts';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'adopt-people' } as const;

/**
 * Patients whom a practice entered under a contact belong to the account that has proved it (B3, F11): from then on
 * their appointments stand in that account's own profile. Whoever has an account already stays where they are.
 */
export async function adoptPeople(world: Pick<World, 'as'>, accountId: string, contact: Contact): Promise<void> {
  const column = contact.channel === 'sms' ? 'mobile' : 'email';
  await world.as(system, (tx) =>
    tx
      .updateTable('people')
      .set({ account_id: accountId })
      .where('account_id', 'is', null)
      .where('entered_by_specialist_id', 'is not', null)
      .where(column, '=', contact.address)
      .execute(),
  );
}
