import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import type { DemoPerson } from '../desk.ts';
import { demoAssistant, demoOperators, demoSpecialists } from './clinic.ts';
import { demoPatients } from './patients.ts';

export type KnownPerson = DemoPerson & { accountId: string };

const nameOf = (as: string) => {
  const specialist = demoSpecialists.find((one) => one.as === as);
  return specialist ? `${specialist.admission.title} ${specialist.admission.fullName}` : as;
};

/** The demo people who have an account, for signing in as one of them. */
export async function listDemoPeople(world: Pick<World, 'as'>): Promise<KnownPerson[]> {
  const contacts = await world.as({ kind: 'system', job: 'demo' }, (tx) =>
    tx.selectFrom('contacts').select(['address', 'account_id']).where('proved_at', 'is not', null).execute(),
  );
  const accountOf = new Map(contacts.map((contact) => [contact.address, contact.account_id]));
  const people: (DemoPerson & { address: string })[] = [
    ...demoSpecialists.map(({ as, admission }) => ({
      as,
      role: 'specialist' as const,
      name: `${admission.title} ${admission.fullName}`,
      note: `${admission.headline}, ${admission.city}`,
      address: `${as}@patio.example`,
    })),
    { as: demoAssistant.as, role: 'assistant', name: demoAssistant.name, note: demoAssistant.serves.map(nameOf).join(', '), address: demoAssistant.email },
    ...demoOperators.map(({ as, name, email }) => ({ as, role: 'operator' as const, name, note: m.op_title({}, { locale: 'es' }), address: email })),
    ...demoPatients.map(({ as, name, mobile }) => ({ as, role: 'patient' as const, name, note: mobile, address: mobile })),
  ];
  return people.flatMap(({ address, ...person }) => {
    const accountId = accountOf.get(address);
    return accountId ? [{ ...person, accountId }] : [];
  });
}
