import { parseMoney } from '#domain/money.ts';
import { may } from '#domain/permissions.ts';
import { refuse, refuseFields, success, type Refusal, type Result } from '#domain/result.ts';
import type { Actor } from '#domain/people.ts';
import type { Modality } from '#domain/appointment.ts';
import type { Tx, World } from '#ports/world.ts';
import { textFault } from './field-faults.ts';
import { limits, type NewServiceForm, type ServiceForm, type ServiceOrderForm, type ServiceStateForm } from './schema.ts';

/** Every service with its place, in the order of the profile; those not offered any more last. */
export async function listOwnServices(world: Pick<World, 'as'>, actor: Actor, specialistId: string) {
  return world.as(actor, (tx) =>
    inOrder(tx, specialistId)
      .select(['id', 'name', 'modality', 'duration_minutes as durationMinutes', 'price_cents as priceCents', 'currency', 'active', 'place_id as placeId', 'buffer_before_minutes as beforeMinutes', 'buffer_after_minutes as afterMinutes'])
      .execute(),
  );
}

/** A new service at the end of its modality. Refuses `not-allowed`, `too-many`, `invalid-input` by field. */
export async function addService(world: Pick<World, 'as' | 'ids'>, actor: Actor, specialistId: string, form: NewServiceForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const read = await readTerms(tx, specialistId, { modality: form.modalidad, place_id: null }, form);
    if (!read.ok) return read;
    const { currency } = await tx.selectFrom('specialists').select('currency').where('id', '=', specialistId).executeTakeFirstOrThrow();
    const known = await inOrder(tx, specialistId).select(['active', 'position']).execute();
    if (known.filter((one) => one.active).length >= limits.services) return refuse('too-many');
    const position = Math.max(-1, ...known.map((one) => one.position)) + 1;
    await tx.insertInto('services').values({ id: world.ids.uuid(), specialist_id: specialistId, modality: form.modalidad, currency, position, ...read.value }).execute();
    return success(null);
  });
}

/**
 * Name, duration, price, place and whether it is offered, as far as sent; appointments already booked keep theirs.
 * `mayGoOn` is asked once nobody else can change it any more. Refuses `not-allowed`, `not-found`, `invalid-input` by field.
 */
export async function saveService(
  world: Pick<World, 'as'>,
  actor: Actor,
  specialistId: string,
  form: ServiceForm,
  mayGoOn?: (tx: Tx) => Promise<Refusal | null>,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const service = await tx.selectFrom('services').select(['modality', 'place_id']).where('id', '=', form.servicio).where('specialist_id', '=', specialistId).forUpdate().executeTakeFirst();
    if (!service) return refuse('not-found');
    const objection = await mayGoOn?.(tx);
    if (objection) return objection;
    const read = await readTerms(tx, specialistId, service, form);
    if (!read.ok) return read;
    await tx.updateTable('services').set({ ...read.value, ...(form.activo ? { active: form.activo === 'si' } : {}) }).where('id', '=', form.servicio).execute();
    return success(null);
  });
}

/** Stops offering a service, or offers it again where its place still is one. Refuses `not-allowed`, `not-found`, `too-many`. */
export async function setServiceState(world: Pick<World, 'as'>, actor: Actor, specialistId: string, form: ServiceStateForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const known = await inOrder(tx, specialistId).select(['id', 'active', 'place_id']).execute();
    const service = known.find((one) => one.id === form.servicio);
    if (!service) return refuse('not-found');
    if (form.activo === 'si') {
      if (known.filter((one) => one.active).length >= limits.services) return refuse('too-many');
      if (service.place_id && !(await isOwnPlace(tx, specialistId, service.place_id))) return refuse('invalid-input', { lugar: 'choice-missing' });
    }
    await tx.updateTable('services').set({ active: form.activo === 'si' }).where('id', '=', form.servicio).execute();
    return success(null);
  });
}

/** One place up or down among those of its modality: the first is what the profile opens with. Refuses `not-allowed`, `not-found`. */
export async function moveService(world: Pick<World, 'as'>, actor: Actor, specialistId: string, form: ServiceOrderForm): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  return world.as(actor, async (tx) => {
    const rows = await inOrder(tx, specialistId).select(['id', 'modality']).where('active', '=', true).execute();
    const service = rows.find((one) => one.id === form.servicio);
    if (!service) return refuse('not-found');
    const beside = rows.filter((one) => one.modality === service.modality);
    const other = beside[beside.indexOf(service) + (form.sentido === 'antes' ? -1 : 1)];
    if (!other) return success(null);
    const ids = rows.map((one) => (one === service ? other.id : one === other ? service.id : one.id));
    for (const [position, id] of ids.entries()) await tx.updateTable('services').set({ position }).where('id', '=', id).execute();
    return success(null);
  });
}

function inOrder(tx: Tx, specialistId: string) {
  return tx.selectFrom('services').where('specialist_id', '=', specialistId).orderBy('active', 'desc').orderBy('modality', 'desc').orderBy('position').orderBy('price_cents').orderBy('id');
}

/** Length and rests in minutes as typed; null where they cannot be read. */
export function readLengths(form: Pick<ServiceForm, 'minutos' | 'antes' | 'despues'>): { durationMinutes: number; beforeMinutes?: number; afterMinutes?: number } | null {
  const [minutes, before, after] = [readMinutes(form.minutos), restMinutes(form.antes), restMinutes(form.despues)];
  if (minutes === null || before === null || after === null) return null;
  return { durationMinutes: minutes, ...(before === undefined ? {} : { beforeMinutes: before }), ...(after === undefined ? {} : { afterMinutes: after }) };
}

function readMinutes(typed: string): number | null {
  const minutes = /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
  return minutes < 5 || minutes > 480 ? null : minutes;
}

/** The columns of a service as typed, its place one of this specialist's own. */
async function readTerms(tx: Tx, specialistId: string, of: { modality: Modality; place_id: string | null }, form: Pick<ServiceForm, 'nombre' | 'minutos' | 'precio' | 'lugar' | 'antes' | 'despues'>) {
  const minutes = readMinutes(form.minutos);
  const price = parseMoney(form.precio);
  const placeId = of.modality === 'in_person' ? (form.lugar ?? of.place_id) : null;
  const placeKnown = of.modality === 'video' || Boolean(placeId && (await isOwnPlace(tx, specialistId, placeId)));
  const [before, after] = [restMinutes(form.antes), restMinutes(form.despues)];
  const refusal = refuseFields({
    nombre: textFault(form.nombre, limits.name, 'name-missing'),
    minutos: minutes === null ? 'number-invalid' : null,
    precio: price === null ? 'price-invalid' : null,
    antes: before === null ? 'number-invalid' : null,
    despues: after === null ? 'number-invalid' : null,
    lugar: placeKnown ? null : 'choice-missing',
  });
  if (refusal || price === null || minutes === null) return refusal ?? refuse('invalid-input');
  const rests = { ...(before === undefined ? {} : { buffer_before_minutes: before ?? 0 }), ...(after === undefined ? {} : { buffer_after_minutes: after ?? 0 }) };
  return success({ name: form.nombre, duration_minutes: minutes, price_cents: price, place_id: placeId || null, ...rests });
}

/** Empty is none; null where it cannot be read, undefined where it was not sent. */
function restMinutes(typed: string | undefined): number | null | undefined {
  if (typed === undefined) return undefined;
  if (typed === '') return 0;
  return /^\d{1,3}$/.test(typed) && Number(typed) <= 120 ? Number(typed) : null;
}

async function isOwnPlace(tx: Tx, specialistId: string, placeId: string): Promise<boolean> {
  return Boolean(await tx.selectFrom('places').select('id').where('id', '=', placeId).where('specialist_id', '=', specialistId).where('archived_at', 'is', null).executeTakeFirst());
}
