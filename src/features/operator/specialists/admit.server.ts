import { z } from 'zod';
import type { Actor } from '#domain/people.ts';
import { parseEmail } from '#domain/contact.ts';
import { may } from '#domain/permissions.ts';
import { parseMobile, parsePhone, type Contact } from '#domain/phone.ts';
import { countryOfZone, zonesOfPractices } from '#domain/practice-zones.ts';
import { slugOf, titles } from '#domain/profile.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import type { Tx, World } from '#ports/world.ts';
import { writeAdmission, type Admission } from './admission.server.ts';
import { packageAtAdmission } from './admission-choices.ts';

const line = (max: number) => z.string().trim().max(max).transform((value) => value.replace(/\s+/g, ' ')).default('');

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
  const [email, mobile, phone] = [parseEmail(form.correo), form.movil === '' ? null : parseMobile(form.movil, country), parsePhone(form.telefono, country)];
  const known = (await listSpecialties(world)).some((one) => one.value === form.especialidad);
  const faults: Record<string, RefusalKind | null> = {
    nombre: form.nombre.length < 3 ? 'name-missing' : null,
    titular: form.titular === '' ? 'text-missing' : null,
    especialidad: known ? null : 'choice-missing',
    licencia: form.licencia === '' ? 'text-missing' : null,
    registro: form.registro.length < 2 ? 'text-missing' : null,
    ciudad: form.ciudad === '' ? 'text-missing' : null,
    telefono: phone ? null : 'phone-invalid',
    correo: email ? null : 'email-invalid',
    movil: form.movil !== '' && !mobile ? 'mobile-invalid' : null,
  };
  const fields = Object.fromEntries(Object.entries(faults).filter((pair): pair is [string, RefusalKind] => pair[1] !== null));
  if (Object.keys(fields).length > 0 || !email || !phone) return refuse('invalid-input', fields);
  const contacts: Contact[] = [{ channel: 'email', address: email }, ...(mobile ? [{ channel: 'sms' as const, address: mobile }] : [])];

  return world.as({ kind: 'system', job: 'admission' }, async (tx) => {
    const operates = await tx.selectFrom('operators').select('account_id').where('account_id', '=', actor.accountId).executeTakeFirst();
    if (!operates) return refuse('not-allowed');
    const taken = await tx.selectFrom('contacts').select('channel').where('address', 'in', contacts.map((one) => one.address)).execute();
    if (taken.length > 0) return refuse('contact-taken', Object.fromEntries(taken.map(({ channel }) => [channel === 'sms' ? 'movil' : 'correo', 'contact-taken' as const])));
    const begun = await freshPractice(tx, { ...form, country, phone });
    const { specialistId, accountId } = await writeAdmission(world, tx, { ...begun, contacts });
    await noteFoundInForce(world, tx, actor, { specialistId, register: form.registro, note: '' });
    await world.note(tx, actor, { action: 'specialist-admitted', objectKind: 'specialist', objectId: specialistId, specialistId });
    await world.announce(tx, { type: 'sign-in-changed', accountId, what: 'admitted' });
    return success({ specialistId });
  });
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
