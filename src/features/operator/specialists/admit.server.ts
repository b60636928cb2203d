import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { parseEmail } from '#domain/contact.ts';
import { may } from '#domain/permissions.ts';
import { parseMobile, type Contact } from '#domain/phone.ts';
import { countryOfZone, zonesOfPractices } from '#domain/practice-zones.ts';
import { normalise, slugOf, titles } from '#domain/profile.ts';
import { refuse, refuseFields, success, type Result } from '#domain/result.ts';
import { readSpecialistFacts } from '#domain/specialist-facts.ts';
import { line } from '#domain/typed.ts';
import type { Tx, World } from '#ports/world.ts';
import { writeAdmission, type Admission } from './admission.server.ts';
import { packageAtAdmission } from './admission-choices.ts';

/** What an operator enters of a specialist whose licence was looked up; all else the specialist enters. */
export const admitForm = z.strictObject({
  titulo: z.enum(titles),
  nombre: line(120),
  titular: line(80),
  especialidad: line(60),
  licencia: line(60),
  registro: line(200),
  zona: z.enum(zonesOfPractices),
  ciudad: line(80),
  ciudad_igual: z.literal('si').optional(),
  telefono: line(40),
  correo: line(200),
  movil: line(40),
});
export type AdmitForm = z.infer<typeof admitForm>;

/** The specialties that search knows, by the name of who practises them. */
export async function listSpecialties(world: Pick<World, 'as'>): Promise<{ value: string; label: string }[]> {
  return world.as({ kind: 'visitor' }, (tx) => tx.selectFrom('specialties').select(['code as value', 'name_es as label']).orderBy('name_es').execute());
}

/**
 * Admits a specialist (O1): account, profile and settings, the look into the register noted, mail and SMS to the specialist.
 * Without services nobody can book until they have entered them. Refuses `not-allowed`, `invalid-input` by field,
 * `contact-taken` where mail or mobile are another account's.
 */
export async function admitByOperator(
  world: Pick<World, 'as' | 'clock' | 'ids' | 'note' | 'announce'>,
  actor: Actor,
  form: AdmitForm,
): Promise<Result<{ specialistId: string }>> {
  if (!may(actor, 'run-site')) return refuse('not-allowed');
  const country = countryOfZone(form.zona);
  const [email, mobile] = [parseEmail(form.correo), form.movil === '' ? null : parseMobile(form.movil, country)];
  const known = await world.as({ kind: 'visitor' }, async (tx) => ({
    specialty: (await tx.selectFrom('specialties').select('code').where('code', '=', form.especialidad).executeTakeFirst()) !== undefined,
    city: await cityAsKnown(tx, country, form.ciudad),
  }));
  const { phone, city, faults } = readSpecialistFacts(form, { ...known, zone: form.zona });
  const refusal = refuseFields({ ...faults, correo: email ? null : 'email-invalid', movil: form.movil !== '' && !mobile ? 'mobile-invalid' : null });
  if (refusal || !email || !phone || city === null) return refusal ?? refuse('invalid-input');
  const contacts: Contact[] = [{ channel: 'email', address: email }, ...(mobile ? [{ channel: 'sms' as const, address: mobile }] : [])];

  return world.as({ kind: 'system', job: 'admission' }, async (tx) => {
    const operates = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!operates) return refuse('not-allowed');
    const taken = await tx.selectFrom('contacts').select('channel').where('address', 'in', contacts.map((one) => one.address)).execute();
    if (taken.length > 0) return refuse('contact-taken', Object.fromEntries(taken.map(({ channel }) => [channel === 'sms' ? 'movil' : 'correo', 'contact-taken' as const])));
    const begun = await freshPractice(tx, { ...form, ciudad: city, country, phone });
    const { specialistId, accountId } = await writeAdmission(world, tx, { ...begun, contacts });
    await noteFoundInForce(world, tx, actor, { specialistId, register: form.registro, note: '' });
    await world.note(tx, actor, { action: 'specialist-admitted', objectKind: 'specialist', objectId: specialistId, specialistId });
    await world.announce(tx, { type: 'sign-in-changed', accountId, what: 'admitted' });
    return success({ specialistId });
  });
}

async function cityAsKnown(tx: Tx, country: string, typed: string): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`select city_as_known(${country}, ${normalise(typed)}) as name`.execute(tx);
  return rows[0]?.name ?? null;
}

interface Entered {
  titulo: string;
  nombre: string;
  titular: string;
  especialidad: string;
  licencia: string;
  zona: string;
  ciudad: string;
  country: 'ES' | 'MX';
  phone: string;
}

/** What a specialist begins with whose services and hours are still to come; in a transaction of the system. */
export async function freshPractice(tx: Tx, entered: Entered): Promise<Omit<Admission, 'contacts'>> {
  const { country } = entered;
  return {
    slug: await freeSlug(tx, entered),
    title: entered.titulo,
    fullName: entered.nombre,
    headline: entered.titular,
    biography: '',
    licence: { kind: country === 'MX' ? 'cedula' : 'colegiado', number: entered.licencia },
    languages: ['es'],
    portrait: 'neutral-1',
    country,
    city: entered.ciudad,
    zone: entered.zona,
    phone: entered.phone,
    currency: country === 'MX' ? 'MXN' : 'EUR',
    specialties: [entered.especialidad],
    place: null,
    services: [],
    hours: [],
    video: { enabled: true, message: '' },
    prepayment: { mode: 'off', chargeWhen: 'at_booking', lateFeeCents: 0, instructions: '' },
    packageUnits: packageAtAdmission,
    stepMinutes: 15,
  };
}

/** Notes that the register knows the licence as in force, at admission. */
export async function noteFoundInForce(world: Pick<World, 'clock' | 'ids'>, tx: Tx, actor: { accountId: string }, check: { specialistId: string; register: string; note: string }): Promise<void> {
  const { specialistId, register, note } = check;
  await tx
    .insertInto('licence_checks')
    .values({ id: world.ids.uuid(), specialist_id: specialistId, found: 'in_force', register, note, checked_at: world.clock.now(), checked_by: actor.accountId })
    .execute();
}

/** The readable address of a profile that nobody has yet. */
async function freeSlug(tx: Tx, form: Pick<Entered, 'nombre' | 'titular' | 'ciudad'>): Promise<string> {
  const wanted = slugOf(form.nombre, form.titular, form.ciudad);
  const rows = await tx.selectFrom('specialists').select('slug').where('slug', 'like', `${wanted}%`).execute();
  const known = new Set(rows.map((row) => row.slug));
  let slug = wanted;
  for (let nth = 2; known.has(slug); nth++) slug = `${wanted}-${nth}`;
  return slug;
}
