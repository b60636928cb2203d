import type { World } from '#ports/world.ts';
import type { ListedAppointment } from '#features/schedule/appointment-list.server.ts';
import { hourText } from '#features/schedule/hours/hours-line.ts';
import type { Practice, PracticeActor } from '#features/schedule/queries.server.ts';
import { getSettings, listHours, listServices, type ServiceRow } from '#features/schedule/settings.server.ts';

/** The weekly hours and the rules of a practice, as the API tells them (B1). */
export async function readSchedule(world: World, actor: PracticeActor, practice: Practice) {
  // One after the other: a change reads this within its own transaction.
  const { rows } = await listHours(world, actor, practice.id);
  const rules = await getSettings(world, actor, practice.id);
  return {
    specialistId: practice.id,
    zone: practice.zone,
    rules,
    hours: rows
      .map((row) => ({ modality: row.modality, placeId: row.placeId, weekday: row.weekday, starts: clock(row.startsMinute), ends: clock(row.endsMinute) }))
      .sort((a, b) => `${a.modality}${a.weekday}${a.starts}${a.placeId ?? ''}`.localeCompare(`${b.modality}${b.weekday}${b.starts}${b.placeId ?? ''}`)),
  };
}

/** One of the practice's services; null where it is not theirs. */
export async function readService(world: World, actor: PracticeActor, practice: Practice, serviceId: string) {
  const found = (await listServices(world, actor, practice.id)).find((one) => one.id === serviceId);
  return found ? serviceBody(found) : null;
}

export function serviceBody(row: ServiceRow) {
  return { ...row, price: { cents: row.priceCents, currency: row.currency as 'EUR' | 'MXN' } };
}

/** An appointment without the reason for it, which no program is told (G3). */
export function appointmentBody(row: ListedAppointment) {
  return {
    ...row,
    service: { id: row.serviceId, name: row.serviceName },
    place: row.placeName,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    patient: { id: row.personId, name: row.patientName, mobile: row.patientMobile, email: row.patientEmail },
    price: { cents: row.priceCents, currency: row.currency },
  };
}

/** '09:00'; the form and the agenda write '9:00'. */
export function clock(minute: number): string {
  return hourText(minute).padStart(5, '0');
}
