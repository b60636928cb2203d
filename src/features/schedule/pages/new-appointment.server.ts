import { z } from 'zod';
import { LONGEST_MINUTES, SHORTEST_MINUTES } from '#domain/agenda-move.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatHour, instantToWall, isDay } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { hourText, parseHour } from '../hours/hours-line.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { getSettings, listServices } from '../settings.server.ts';

/** What the form of a new appointment starts with: services, day and hour, and what prepayment will mean (Y1–Y3). */
export async function readNewAppointment(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  practice: Practice,
  query: URLSearchParams,
  locale: Locale,
) {
  const services = (await listServices(world, actor, practice.id)).filter(
    (one) => one.active && (one.modality === 'in_person' || practice.videoEnabled),
  );
  const settings = await getSettings(world, actor, practice.id);
  const now = world.clock.now();
  const wall = instantToWall(practice.zone, now);
  const day = query.get('dia') ?? '';
  const minute = parseHour(query.get('hora') ?? '');
  const drawn = Number(query.get('minutos') ?? Number.NaN);
  const before = await patientBefore(world, actor, practice.id, query.get('tras'));
  const chosen = services.find((one) => one.id === before?.service_id) ?? services.find((one) => one.durationMinutes === drawn) ?? services[0];
  const meant = Number.isInteger(drawn) && drawn >= SHORTEST_MINUTES && drawn <= LONGEST_MINUTES && drawn !== chosen?.durationMinutes;
  return {
    services: services.map((one) => ({
      id: one.id,
      name: one.name,
      modality: one.modality,
      minutes: one.durationMinutes,
      price: formatMoney(one.priceCents, one.currency, locale),
      free: one.priceCents === 0,
      placeName: one.placeName,
    })),
    /** What the last one was, or the one that is as long as what was drawn, otherwise the first. */
    chosenService: chosen?.id ?? '',
    /** As long as it was drawn, where no service is; null otherwise. */
    minutes: meant && !before ? drawn : null,
    /** Whose appointment was just over (V14), as the form's own fields. */
    patient: before?.person_id ? { persona: before.person_id, nombre: before.patient_name } : null,
    day: isDay(day) ? day : wall.date,
    hour: minute !== null && minute < 1440 ? hourText(minute).padStart(5, '0') : '',
    today: wall.date,
    nowHour: formatHour(practice.zone, now),
    prepayment: settings.prepayment,
    chargeWhen: settings.chargeWhen,
  };
}

/** By an appointment of this practice alone: nobody's name travels in an address. */
async function patientBefore(world: Pick<World, 'as'>, actor: PracticeActor, specialistId: string, after: string | null) {
  const id = z.uuid().safeParse(after);
  if (!id.success) return null;
  return world.as(actor, (tx) =>
    tx.selectFrom('appointments').select(['person_id', 'patient_name', 'service_id']).where('id', '=', id.data).where('specialist_id', '=', specialistId).executeTakeFirst(),
  );
}
export type NewAppointmentPage = Awaited<ReturnType<typeof readNewAppointment>>;
