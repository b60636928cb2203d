import { formatMoney } from '#domain/money.ts';
import type { Locale } from '#domain/people.ts';
import type { World } from '#ports/world.ts';
import { dayName, weekdayName } from './agenda-words.ts';
import { hourText } from '../hours-line.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { getSettings, listHours, listServices, listTimeOff } from '../settings.server.ts';
import { instantToWall } from '#domain/time.ts';

/** The sections of the settings; an assistant keeps hours and days off, the terms are the specialist's. */
export const sections = ['horario', 'libres', 'servicios', 'reservas', 'video', 'prepago', 'recordatorios'] as const;
export type Section = (typeof sections)[number];
const ofTheAssistant: readonly Section[] = ['horario', 'libres'];

export function sectionsOf(actor: PracticeActor): readonly Section[] {
  return actor.kind === 'assistant' ? ofTheAssistant : sections;
}

/** Everything that the chosen section shows and nothing of the others. */
export async function readSettingsPage(
  world: Pick<World, 'as' | 'clock'>,
  actor: PracticeActor,
  practice: Practice,
  section: Section,
  locale: Locale,
) {
  const specialistId = practice.id;
  switch (section) {
    case 'horario': {
      const hours = await listHours(world, actor, specialistId);
      const lines = (modality: 'in_person' | 'video') =>
        hours[modality].map((day) => ({ ...day, name: weekdayName(day.weekday, locale) }));
      return { section, inPerson: lines('in_person'), video: practice.videoEnabled ? lines('video') : null };
    }
    case 'libres': {
      const today = instantToWall(practice.zone, world.clock.now()).date;
      const rows = await listTimeOff(world, actor, { specialistId, fromDay: today });
      return {
        section,
        today,
        off: rows.map((row) => ({
          id: row.id,
          day: dayName(row.onDate, locale),
          hours:
            row.startsMinute === null || row.endsMinute === null
              ? null
              : `${hourText(row.startsMinute)}–${hourText(row.endsMinute)}`,
        })),
      };
    }
    case 'servicios': {
      const services = await listServices(world, actor, specialistId);
      return {
        section,
        services: services.map((one) => ({
          ...one,
          amount: amountText(one.priceCents),
          price: formatMoney(one.priceCents, one.currency, locale),
        })),
      };
    }
    case 'reservas': {
      const settings = await getSettings(world, actor, specialistId);
      const { bufferMinutes, minimumNoticeMinutes, horizonDays, stepMinutes, cutoffHours } = settings;
      return { section, bufferMinutes, noticeHours: Math.ceil(minimumNoticeMinutes / 60), horizonDays, stepMinutes, cutoffHours };
    }
    case 'video':
      return {
        section,
        message: (await getSettings(world, actor, specialistId)).videoMessage,
        videoEnabled: practice.videoEnabled,
      };
    case 'prepago': {
      const settings = await getSettings(world, actor, specialistId);
      return {
        section,
        prepayment: settings.prepayment,
        chargeWhen: settings.chargeWhen,
        lateFee: settings.lateFeeCents === 0 ? '' : amountText(settings.lateFeeCents),
        instructions: settings.otherPaymentInstructions,
        currency: practice.currency === 'EUR' ? '€' : practice.currency,
        cutoffHours: settings.cutoffHours,
        accountConnected: settings.stripeAccountId !== null,
      };
    }
    case 'recordatorios': {
      const settings = await getSettings(world, actor, specialistId);
      return { section, minutes: settings.reminderMinutes, videoEnabled: practice.videoEnabled };
    }
  }
}
export type SettingsPage = Awaited<ReturnType<typeof readSettingsPage>>;
export type SettingsOf<Name extends Section> = Extract<SettingsPage, { section: Name }>;

/** '55', '55,50': an amount as a person types it. */
function amountText(cents: number): string {
  const rest = cents % 100;
  return `${Math.floor(cents / 100)}${rest === 0 ? '' : `,${String(rest).padStart(2, '0')}`}`;
}
