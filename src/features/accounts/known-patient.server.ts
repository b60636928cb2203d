import type { World } from '#ports/world.ts';

/** What a signed-in patient need not type again (WCAG 3.3.7); empty where it is not known. */
export async function findKnownPatient(world: Pick<World, 'as'>, accountId: string): Promise<{ name: string; mobile: string; email: string }> {
  return world.as({ kind: 'patient', accountId }, async (tx) => {
    const person = await tx.selectFrom('people').select('full_name').where('account_id', '=', accountId).orderBy('created_at').executeTakeFirst();
    const last = await tx
      .selectFrom('appointments')
      .select(['patient_mobile', 'patient_email'])
      .where('booked_by_account_id', '=', accountId)
      .where('booked_by', '=', 'patient')
      .orderBy('created_at', 'desc')
      .executeTakeFirst();
    const contacts = await tx.selectFrom('contacts').select(['channel', 'address']).where('account_id', '=', accountId).orderBy('created_at').execute();
    const own = (channel: string) => contacts.find((contact) => contact.channel === channel)?.address ?? '';
    return { name: person?.full_name ?? '', mobile: last?.patient_mobile ?? own('sms'), email: last?.patient_email ?? own('email') };
  });
}
