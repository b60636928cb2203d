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
export type ZoneOfPractice = (typeof zonesOfPractices)[number];

/** The zone of that name; null where no practice is admitted in it. */
export function practiceZone(name: string): ZoneOfPractice | null {
  return zonesOfPractices.find((zone) => zone === name) ?? null;
}

export const countryOfZone = (zone: ZoneOfPractice): 'ES' | 'MX' => (zone.startsWith('America/') ? 'MX' : 'ES');
