import type { Modality, PaymentFact } from '#domain/appointment.ts';
import { m } from '#texts/compiled/messages.js';
import { check, checkCheck, circleCheck, circleDashed, circleX, clock, mapPin, octagonAlert, triangleAlert, video } from '#ui/icons/lucide.ts';
import type { Glance } from '../agenda.ts';
import type { Readiness, ReadinessReason } from '#domain/readiness.ts';
import type { MessageState } from '../views.ts';

const glances: Record<Exclude<Glance, 'booked'>, () => string> = {
  waiting: m.agenda_glance_waiting,
  'in-call': m.agenda_glance_in_call,
  done: m.agenda_glance_done,
  absent: m.agenda_glance_absent,
  technical: m.agenda_glance_technical,
  unsuitable: m.agenda_glance_unsuitable,
  asks: m.agenda_glance_asks,
  unconfirmed: m.agenda_glance_unconfirmed,
  paid: m.agenda_glance_paid,
  card: m.agenda_glance_card,
  due: m.agenda_glance_due,
  unpaid: m.agenda_glance_unpaid,
  refunded: m.agenda_glance_refunded,
};
const readinesses: Record<Readiness, () => string> = {
  ready: m.agenda_ready,
  tight: m.agenda_tight,
  failing: m.agenda_failing,
  untried: m.agenda_untried,
};
const reasons: Record<ReadinessReason, () => string> = {
  'all-well': m.agenda_devices_all_well,
  microphone: m.agenda_devices_microphone,
  sound: m.agenda_devices_sound,
  camera: m.agenda_devices_camera,
  'network-poor': m.agenda_devices_network_poor,
  'network-fair': m.agenda_devices_network_fair,
  untried: m.agenda_devices_untried,
};

export const readinessIcons = { ready: circleCheck, tight: triangleAlert, failing: octagonAlert, untried: circleDashed };
/** How the kit's badge draws it. */
export const readinessBadges = { ready: 'ready', tight: 'fair', failing: 'failing', untried: 'untested' } as const;
export const messageIcons = { reached: checkCheck, sent: check, planned: clock, failed: circleX };
export const modalityIcons = { video, in_person: mapPin };

/** The second line of an event; where there is nothing to say of money, its modality. */
export function glanceWords(glance: Glance, modality: Modality): string {
  return glance === 'booked' ? modalityWords(modality) : glances[glance]();
}
export function modalityWords(modality: Modality): string {
  return modality === 'video' ? m.agenda_video() : m.agenda_in_person();
}
export function readinessWords(readiness: Readiness): string {
  return readinesses[readiness]();
}
export function devicesWords(reason: ReadinessReason): string {
  return reasons[reason]();
}

const messages: Record<MessageState, () => string> = {
  reached: m.agenda_glance_message_reached,
  sent: m.agenda_glance_message_sent,
  planned: m.agenda_glance_message_planned,
  failed: m.agenda_glance_message_failed,
};
export function messageWords(state: MessageState): string {
  return messages[state]();
}

const payments: Record<PaymentFact, () => string> = {
  none: m.agenda_glance_due,
  due: m.agenda_glance_due,
  guaranteed: m.agenda_glance_card,
  paid: m.agenda_glance_paid,
  refunded: m.agenda_glance_refunded,
  failed: m.agenda_glance_unpaid,
};
export function paymentWords(payment: PaymentFact): string {
  return payments[payment]();
}

/** 'Carmen' of 'Carmen Ruiz Lozano'. */
export function firstName(fullName: string): string {
  return fullName.trim().split(/\s+/)[0] ?? fullName;
}
