import type { Modality } from './appointment.ts';
import type { Audience, Channel, MessageKind } from './reminders.ts';

/** The specialist's monthly package of messages (M5); the month is `monthOf(specialist's zone, sent)`. */

export interface CountedMessage {
  channel: Channel;
  audience: Audience;
  /** Null for messages about no appointment, such as codes. */
  modality: Modality | null;
  kind: MessageKind;
}
export type PackageLevel = 'fine' | 'nearly' | 'used_up';

const NEARLY_PERCENT = 80;
/** Codes, and the news of a document: part of the treatment, and no reminder. */
const free: MessageKind[] = ['code', 'document'];

/**
 * What an accepted message takes from the package: one unit for an SMS to a patient about an appointment in person,
 * whatever its segments. Messages of video appointments are never deducted (F9).
 */
export function unitsOf(message: CountedMessage): 0 | 1 {
  const { channel, audience, modality, kind } = message;
  return channel === 'sms' && audience === 'patient' && modality === 'in_person' && !free.includes(kind) ? 1 : 0;
}

/** How the package stands; `percent` of it is used, rounded down, 100 for an empty one. */
export function packageState(count: { units: number; used: number }): { left: number; percent: number; level: PackageLevel } {
  const { units, used } = count;
  const percent = units === 0 ? 100 : Math.floor((used * 100) / units);
  const level = percent >= 100 ? 'used_up' : percent >= NEARLY_PERCENT ? 'nearly' : 'fine';
  return { left: Math.max(0, units - used), percent, level };
}

/** What the specialist is told when the next unit has been spent: at 80 % and at 100 %, each once (M5). */
export function warningAfter(count: { units: number; used: number }): 'package_nearly' | 'package_used_up' | null {
  const level = packageState(count).level;
  if (level === 'fine' || level === packageState({ units: count.units, used: count.used - 1 }).level) return null;
  return level === 'nearly' ? 'package_nearly' : 'package_used_up';
}

/** The channel a message goes by as the package stands; null where it was the only one (the agenda says so). */
export function channelAfterPackage(message: CountedMessage & { level: PackageLevel; patientHasEmail: boolean }): Channel | null {
  if (message.level !== 'used_up' || unitsOf(message) === 0) return message.channel;
  return message.patientHasEmail ? 'email' : null;
}
