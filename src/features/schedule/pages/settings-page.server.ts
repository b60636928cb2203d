import { amountText } from '#domain/money.ts';
import type { World } from '#ports/world.ts';
import { previewSlots } from '../hours/preview.server.ts';
import type { Practice, PracticeActor } from '../queries.server.ts';
import { getSettings, listServices } from '../settings.server.ts';

/** What each page of the settings shows, and nothing of the others. */

type Reads = Pick<World, 'as' | 'clock'>;

export async function readRulesPage(world: Reads, actor: PracticeActor, practice: Practice) {
  const settings = await getSettings(world, actor, practice.id);
  const { bufferMinutes, minimumNoticeMinutes, horizonDays, stepMinutes, cutoffHours } = settings;
  return {
    bufferMinutes,
    noticeHours: Math.ceil(minimumNoticeMinutes / 60),
    horizonDays,
    stepMinutes,
    cutoffHours,
    preview: await previewSlots(world, actor, practice, { unsaved: {} }),
  };
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
    paused: settings.cardPaymentsPaused,
    takeAfterHours: settings.takeAfterHours,
  };
}

export async function readRemindersPage(world: Reads, actor: PracticeActor, practice: Practice) {
  const settings = await getSettings(world, actor, practice.id);
  const services = await listServices(world, actor, practice.id);
  return {
    minutes: settings.reminderMinutes,
    quiet: { from: settings.quietFromMinute, until: settings.quietUntilMinute },
    services: services
      .filter((service) => service.active)
      .map(({ id, name, modality, reminderMinutes }) => ({ id, name, modality, minutes: reminderMinutes })),
    videoEnabled: practice.videoEnabled,
  };
}
