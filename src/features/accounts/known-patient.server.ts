import type { World } from '#ports/world.ts';

/** What a signed-in patient need not type again (WCAG 3.3.7), for themselves or for `personId` of theirs; empty where it is not known. */
export async function findKnownPatient(world: Pick<World, 'as'>, accountId: string, personId: string | null = null): Promise<{ name: string; mobile: string; email: string; self: boolean }> {
  return world.as({ kind: 'patient', accountId }, async (tx) => {
    const people = await tx.selectFrom('people').select(['id', 'full_name']).where('account_id', '=', accountId).orderBy('created_at').orderBy('id').execute();
    const person = people.find((one) => one.id === personId) ?? people[0];
    const last = await tx
      .selectFrom('appointments')
      .select(['patient_mobile', 'patient_email'])
      .where('booked_by_account_id', '=', accountId)
      .where('booked_by', '=', 'patient')
      .orderBy('created_at', 'desc')
      .executeTakeFirst();
    const contacts = await tx.selectFrom('contacts').select(['channel', 'address']).where('account_id', '=', accountId).orderBy('created_at').execute();
    const own = (channel: string) => contacts.find((contact) => contact.channel === channel)?.address ?? '';
    return { name: person?.full_name ?? '', mobile: last?.patient_mobile ?? own('sms'), email: last?.patient_email ?? own('email'), self: person === people[0] };
  });
}
