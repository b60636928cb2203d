import type { Readiness, ReadinessReason } from '#domain/readiness.ts';
import { m } from '#texts/compiled/messages.js';

const titles: Record<Readiness, () => string> = {
  ready: m.readiness_ready,
  tight: m.readiness_tight,
  failing: m.readiness_failing,
  untried: m.readiness_untried,
};
const notes: Record<ReadinessReason, () => string> = {
  'all-well': m.readiness_all_well,
  microphone: m.readiness_microphone,
  sound: m.readiness_sound,
  camera: m.readiness_camera,
  'network-poor': m.readiness_network_poor,
  'network-fair': m.readiness_network_fair,
  untried: m.readiness_untried_note,
};

/** "Tu móvil está listo", said to whoever tried it (V13). */
export const readinessTitle = (readiness: Readiness): string => titles[readiness]();
/** Why, and what helps. */
export const readinessNote = (reason: ReadinessReason): string => notes[reason]();
