import { mayMarkUnsuitable } from '#domain/booking.ts';
import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { formatPhone } from '#domain/phone.ts';
import { refuse, success, type Result } from '#domain/result.ts';
import { roomClosesAt, roomOpensAt } from '#domain/room-access.ts';
import { groupByDay } from '#domain/slots.ts';
import { dayOfInstant, daysBetween, formatDayLong, formatHour, instantToWall, isDay, readInstant, wallToInstant } from '#domain/time.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { dayTitle } from './agenda-words.ts';
import { parseHour } from '../hours/hours-line.ts';
import { findAppointment, type Practice, type PracticeActor } from '../queries.server.ts';
import type { MoveForm } from '../schema.ts';

/** One appointment as the drawer draws it: facts, finished words, and what may be done now. Null where it is not theirs. */
export async function readAppointmentCard(
  world: Pick<World, 'as' | 'clock' | 'vault' | 'note'>,
  actor: PracticeActor,
  practice: Pick<Practice, 'country'>,
  appointmentId: string,
  locale: Locale,
) {
  const facts = await findAppointment(world, actor, appointmentId);
  if (!facts) return null;
  const { zone, startsAt, endsAt, status, glance } = facts;
  const now = world.clock.now();
  const open = status === 'booked' || status === 'in_progress';
  const inWindow = now >= roomOpensAt(startsAt) && now < roomClosesAt(endsAt);
  return {
    ...facts,
    dayTitle: dayTitle(facts.date, locale),
    price: formatMoney(facts.priceCents, facts.currency, locale),
    free: facts.priceCents === 0,
    phone: facts.mobile ? { href: `tel:${facts.mobile}`, words: formatPhone(facts.mobile, practice.country) } : null,
    checked: facts.checkedAt
      ? { day: pastDay(zone, facts.checkedAt, now, locale), hour: formatHour(zone, facts.checkedAt) }
      : null,
    cancelledDay: facts.cancelledAt ? pastDay(zone, facts.cancelledAt, now, locale) : null,
    mayEnter: may(actor, 'attend') && facts.modality === 'video' && open && (inWindow || glance === 'in-call'),
    mayMove: status === 'booked' && glance !== 'asks',
    mayCancel: open && glance !== 'asks',
    // While somebody waits in front of the room the question would be premature.
    mayMark: open && now >= (glance === 'waiting' ? endsAt : startsAt) && glance !== 'in-call',
    mayMarkUnsuitable: glance !== 'in-call' && mayMarkUnsuitable({ ...facts, now }).ok,
    mayAskForCard: status === 'booked' && facts.confirmation === 'requested',
  };
}
export type AppointmentCard = NonNullable<Awaited<ReturnType<typeof readAppointmentCard>>>;

/** Free hours to move to: the next days that have any, on each those around the hour it has now. */
export function slotChoices(slots: readonly Date[], card: Pick<AppointmentCard, 'zone' | 'minute'>, locale: Locale) {
  const { zone, minute } = card;
  const away = (slot: Date) => Math.abs(instantToWall(zone, slot).minute - minute);
  return groupByDay(slots, zone)
    .slice(0, 4)
    .map(({ date, slots: hours }) => ({
      day: dayTitle(date, locale),
      hours: [...hours]
        .sort((a, b) => away(a) - away(b) || a.getTime() - b.getTime())
        .slice(0, 8)
        .sort((a, b) => a.getTime() - b.getTime())
        .map((slot) => ({ value: slot.toISOString(), hour: formatHour(zone, slot) })),
    }));
}
export type SlotChoices = ReturnType<typeof slotChoices>;

/** The instant that a person chose or typed. Refuses `invalid-input` with fields. */
export function chosenInstant(form: Pick<MoveForm, 'inicio' | 'dia' | 'hora'>, zone: string): Result<Date> {
  if (form.inicio !== '' && form.inicio !== 'otra') {
    const instant = readInstant(form.inicio);
    return instant ? success(instant) : refuse('invalid-input', { inicio: 'date-invalid' });
  }
  const minute = parseHour(form.hora);
  const fields = {
    ...(isDay(form.dia) ? {} : { dia: 'date-invalid' as const }),
    ...(minute === null || minute >= 1440 ? { hora: 'date-invalid' as const } : {}),
  };
  if (Object.keys(fields).length > 0 || minute === null) return refuse('invalid-input', fields);
  return success(wallToInstant(zone, form.dia, minute));
}

/** 'hoy', 'ayer', 'el miércoles 25 de noviembre'. */
function pastDay(zone: string, instant: Date, now: Date, locale: Locale): string {
  const ago = daysBetween(dayOfInstant(zone, instant), dayOfInstant(zone, now));
  if (ago === 0) return m.agenda_past_today({}, { locale });
  if (ago === 1) return m.agenda_past_yesterday({}, { locale });
  return m.agenda_past_day({ day: formatDayLong(zone, instant, locale) }, { locale });
}

/** What a cancellation gives back, in words; null where nothing was paid. */
export function givenBackWords(card: Pick<AppointmentCard, 'currency'>, cents: number, locale: Locale): string | null {
  return cents > 0 ? formatMoney(cents, card.currency, locale) : null;
}
