import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { addDays, formatHour, instantToWall, wallToInstant, zoneName } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { dayTitle } from './agenda-words.ts';

/** One day for paper: hours, names, services, what is to be paid, telephones; never why somebody comes (G3). One row of audit (G2). */
export async function readPrintedDay(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  practice: Practice,
  asked: string | null,
  locale: Locale,
) {
  const { zone, country } = practice;
  const day = asked ?? instantToWall(zone, world.clock.now()).date;
  const rows = await world.as(actor, async (tx) => {
    const found = await tx
      .selectFrom('appointments as a')
      .innerJoin('services as v', 'v.id', 'a.service_id')
      .select(['a.id', 'a.starts_at', 'a.ends_at', 'a.patient_name', 'a.patient_mobile', 'a.price_cents', 'a.currency', 'a.payment', 'v.name as service'])
      .where('a.specialist_id', '=', practice.id)
      .where('a.specialist_id', 'in', [...actor.specialistIds])
      .where('a.starts_at', '>=', wallToInstant(zone, day, 0))
      .where('a.starts_at', '<', wallToInstant(zone, addDays(day, 1), 0))
      .where('a.status', 'in', ['booked', 'in_progress', 'completed', 'no_show'])
      .orderBy('a.starts_at')
      .execute();
    await world.note(tx, actor, { action: 'agenda-printed', objectKind: 'specialist', objectId: practice.id, specialistId: practice.id });
    return found;
  });
  return {
    day,
    title: dayTitle(day, locale),
    zone: zoneName(zone, locale),
    lines: rows.map((row) => ({
      id: row.id,
      hour: formatHour(zone, row.starts_at),
      endHour: formatHour(zone, row.ends_at),
      name: row.patient_name,
      service: row.service,
      money: row.price_cents > 0 ? { price: formatMoney(row.price_cents, row.currency, locale), payment: row.payment } : null,
      phone: row.patient_mobile ? formatPhone(row.patient_mobile, country) : '',
    })),
  };
}
