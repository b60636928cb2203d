import type { ZoneOfPractice } from '#domain/practice-zones.ts';
import { m } from '#texts/compiled/messages.js';

/** Where a practice keeps its clock, as people say it. */
export const zoneWords: Record<ZoneOfPractice, () => string> = {
  'Europe/Madrid': m.op_zone_spain,
  'Atlantic/Canary': m.op_zone_canaries,
  'America/Mexico_City': m.op_zone_mexico,
  'America/Monterrey': m.op_zone_monterrey,
  'America/Cancun': m.op_zone_cancun,
  'America/Chihuahua': m.op_zone_chihuahua,
  'America/Ciudad_Juarez': m.op_zone_juarez,
  'America/Hermosillo': m.op_zone_sonora,
  'America/Mazatlan': m.op_zone_pacific,
  'America/Tijuana': m.op_zone_tijuana,
};

/** Messages of a month that every practice begins with (M5). */
export const packageAtAdmission = 100;
