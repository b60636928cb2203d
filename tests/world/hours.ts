import { formatHour, wallToInstant } from '#domain/time.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import type { World } from '#ports/world.ts';
import type { Practice } from './clinic.ts';

/** A second place with a service of its own, for a practice in Madrid. */
export async function servicesOf(world: World, practice: Practice): Promise<{ placeId: string; serviceId: string }> {
  const placeId = world.ids.uuid();
  const serviceId = world.ids.uuid();
  await world.as(practice.actor, async (tx) => {
    await tx
      .insertInto('places')
      .values({
        id: placeId,
        specialist_id: practice.specialistId,
        name: 'Sede Norte',
        short_name: 'Norte',
        address: 'C/ Bravo Murillo 300',
        city: 'Madrid',
      })
      .execute();
    await tx
      .insertInto('services')
      .values({
        id: serviceId,
        specialist_id: practice.specialistId,
        modality: 'in_person',
        name: 'Consulta en Norte',
        duration_minutes: 40,
        price_cents: 7000,
        currency: 'EUR',
        place_id: placeId,
      })
      .execute();
  });
  return { placeId, serviceId };
}

/** The free hours of a service on one day in Madrid, as its profile would show them. */
export async function listServiceSlots(world: World, serviceId: string, day: string): Promise<string[]> {
  const slots = await slotsOfService(world, serviceId, { from: wallToInstant('Europe/Madrid', day, 0), days: 1 });
  return (slots?.free ?? []).map((slot) => formatHour('Europe/Madrid', slot));
}
