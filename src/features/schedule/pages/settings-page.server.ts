import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import { instantToWall } from '#domain/time.ts';
import type { World } from '#ports/world.ts';
import { hourText } from '../hours/hours-line.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { getSettings, listHours, listServices, listTimeOff } from '../settings.server.ts';
import { dayName, weekdayName } from './agenda-words.ts';

/** What each page of the settings shows, and nothing of the others. */

type Reads = Pick<World, 'as' | 'clock'>;

export async function readHoursPage(world: Reads, actor: PracticeActor, practice: Practice, locale: Locale) {
  const hours = await listHours(world, actor, practice.id);
  const lines = (modality: 'in_person' | 'video') =>
    hours[modality].map((day) => ({ ...day, name: weekdayName(day.weekday, locale) }));
  return { inPerson: lines('in_person'), video: practice.videoEnabled ? lines('video') : null };
}

export async function readTimeOffPage(world: Reads, actor: PracticeActor, practice: Practice, locale: Locale) {
  const today = instantToWall(practice.zone, world.clock.now()).date;
  const rows = await listTimeOff(world, actor, { specialistId: practice.id, fromDay: today });
  return {
    today,
    off: rows.map((row) => ({
      id: row.id,
      day: dayName(row.onDate, locale),
      hours:
        row.startsMinute === null || row.endsMinute === null ? null : `${hourText(row.startsMinute)}–${hourText(row.endsMinute)}`,
    })),
  };
}

export async function readServicesPage(world: Reads, actor: PracticeActor, practice: Practice, locale: Locale) {
  const services = await listServices(world, actor, practice.id);
  return {
    services: services.map((one) => ({
      ...one,
      amount: amountText(one.priceCents),
      price: formatMoney(one.priceCents, one.currency, locale),
    })),
  };
}

export async function readRulesPage(world: Reads, actor: PracticeActor, practice: Practice) {
  const settings = await getSettings(world, actor, practice.id);
  const { bufferMinutes, minimumNoticeMinutes, horizonDays, stepMinutes, cutoffHours } = settings;
  return { bufferMinutes, noticeHours: Math.ceil(minimumNoticeMinutes / 60), horizonDays, stepMinutes, cutoffHours };
}

export async function readVideoMessagePage(world: Reads, actor: PracticeActor, practice: Practice) {
  return { message: (await getSettings(world, actor, practice.id)).videoMessage, videoEnabled: practice.videoEnabled };
}

export async function readPrepaymentPage(world: Reads, actor: PracticeActor, practice: Practice) {
  const settings = await getSettings(world, actor, practice.id);
  return {
    prepayment: settings.prepayment,
    chargeWhen: settings.chargeWhen,
    lateFee: settings.lateFeeCents === 0 ? '' : amountText(settings.lateFeeCents),
    instructions: settings.otherPaymentInstructions,
    currency: practice.currency === 'EUR' ? '€' : practice.currency,
    cutoffHours: settings.cutoffHours,
    accountConnected: settings.stripeAccountId !== null,
  };
}

export async function readRemindersPage(world: Reads, actor: PracticeActor, practice: Practice) {
  const settings = await getSettings(world, actor, practice.id);
  return { minutes: settings.reminderMinutes, videoEnabled: practice.videoEnabled };
}

/** '55', '55,50': an amount as a person types it. */
function amountText(cents: number): string {
  const rest = cents % 100;
  return `${Math.floor(cents / 100)}${rest === 0 ? '' : `,${String(rest).padStart(2, '0')}`}`;
}
