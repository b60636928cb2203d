import { m } from '#texts/compiled/messages.js';

/** The clocks of the countries in which practices are admitted, the most common first. */
export const zonesOfPractices = [
  'Europe/Madrid',
  'Atlantic/Canary',
  'America/Mexico_City',
  'America/Monterrey',
  'America/Cancun',
  'America/Chihuahua',
  'America/Ciudad_Juarez',
  'America/Hermosillo',
  'America/Mazatlan',
  'America/Tijuana',
] as const;
type ZoneOfPractice = (typeof zonesOfPractices)[number];

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

export const countryOfZone = (zone: ZoneOfPractice): 'ES' | 'MX' => (zone.startsWith('America/') ? 'MX' : 'ES');

/** Messages of a month that every practice begins with (M5). */
export const packageAtAdmission = 100;
