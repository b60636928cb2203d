import { createHash } from 'node:crypto';
import type pg from 'pg';
import { slugOf } from '#domain/profile.ts';
import { crowdCities } from './cities.ts';
import { dice, pick, pickWeighted } from './dice.ts';

const firstNames =
  'María Carmen Ana Isabel Laura Lucía Marta Elena Paula Sofía Andrea Sara Alba Julia Irene Rocío Nuria Silvia Raquel Beatriz Antonio José Manuel Francisco David Juan Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pablo Ángel Sergio Fernando Jorge Luis Álvaro Diego Adrián Guadalupe Ximena Regina Emiliano Rodrigo Santiago'.split(
    ' ',
  );
const surnames =
  'García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Flores Aguilar Mendoza Rojas Vargas Ríos'.split(
    ' ',
  );
const streets = [
  'C/ Mayor',
  'Av. de la Constitución',
  'C/ Real',
  'Paseo del Parque',
  'Av. Juárez',
  'C/ Hidalgo',
  'Plaza Nueva',
  'C/ San Juan',
];

const mornings = [540, 840] as const;
const afternoons = [960, 1200] as const;

/** One of the crowd as the database gets it, and what its appointments are made from. */
interface Made {
  specialist: Record<string, unknown>;
  agenda: Record<string, unknown>;
  video: boolean;
}

/** As the migrations name them; few, so that each is practised by thousands. */
const practised = [
  'dermatologia', 'psicologia', 'ginecologia', 'pediatria', 'cardiologia', 'endocrinologia', 'nutricion', 'psiquiatria', 'traumatologia', 'medicina-familiar',
]; // prettier-ignore
interface Practised {
  code: string;
  name_es: string;
  synonyms: string[];
}
interface Sources {
  cities: ReturnType<typeof crowdCities>;
  sums: number[];
  specialties: Practised[];
}

export const crowdNames = { firstNames, surnames };

export function uuidOf(...parts: (string | number)[]): string {
  const hex = createHash('md5').update(parts.join('|')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function runningSums(weights: number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

/** Draws specialist number `n`: the larger the city the likelier, most of them busy a little, a few very. */
function draw(seed: number, n: number, { cities, sums, specialties }: Sources, now: Date): Made {
  const roll = dice(seed * 1_000_003 + n);
  // The first is the one whose slots are measured: the same at every size.
  const city =
    n === 1
      ? (cities.find((one) => one.name === 'Madrid') ?? pickWeighted(roll, cities, sums))
      : pickWeighted(roll, cities, sums);
  const specialty = pick(roll, specialties);
  const name = `${pick(roll, firstNames)} ${pick(roll, surnames)} ${pick(roll, surnames)}`;
  const spain = city.country === 'ES';
  const video = n === 1 || roll() < 0.55;
  const minutes = n === 1 ? 30 : pick(roll, [20, 30, 30, 40, 60]);
  const shifts = n === 1 || roll() < 0.4 ? [mornings, afternoons] : [roll() < 0.6 ? mornings : afternoons];
  const slots = shifts.flatMap(([from, until]) =>
    Array.from({ length: Math.floor((until - from) / minutes) }, (_, index) => from + index * minutes),
  );
  // Log-normal: half of all have less than 0.6 of the mean, one in a hundred six times as much.
  const bell = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
  const price = spain ? 4000 + Math.floor(roll() * 16) * 500 : 50_000 + Math.floor(roll() * 20) * 5000;
  const [accountId, specialistId, placeId] = [
    uuidOf('account', seed, n),
    uuidOf('specialist', seed, n),
    uuidOf('place', seed, n),
  ];
  const stars = roll() < 0.7 ? Math.floor(roll() * 120) : 0;
  return {
    video,
    specialist: {
      id: specialistId,
      account_id: accountId,
      slug: slugOf(name, specialty.code, city.name, String(n)),
      title: roll() < 0.5 ? 'Dra.' : 'Dr.',
      full_name: name,
      headline: specialty.name_es,
      biography: `${specialty.name_es}: ${specialty.synonyms.slice(0, 3).join(', ')}. Más de ${3 + Math.floor(roll() * 30)} años de experiencia.`,
      licence_kind: spain ? 'colegiado' : 'cedula',
      licence_number: String(10_000_000 + n),
      languages: roll() < 0.3 ? ['es', 'en'] : ['es'],
      portrait: pick(roll, ['lucia', 'andres', 'nuria']),
      country: city.country,
      city: city.name,
      zone: city.zone,
      phone: spain ? '+34910555014' : '+525555550014',
      currency: spain ? 'EUR' : 'MXN',
      video_enabled: video,
      rating_count: stars,
      rating_sum: Math.round(stars * (3.6 + roll() * 1.4)),
      admitted_at: now,
      created_at: now,
    },
    agenda: {
      n,
      specialist_id: specialistId,
      account_id: accountId,
      specialty: specialty.code,
      place_id: placeId,
      place_address: `${pick(roll, streets)} ${1 + Math.floor(roll() * 180)}`,
      video_service: video ? uuidOf('video', seed, n) : null,
      person_service: uuidOf('in person', seed, n),
      minutes,
      price_cents: price,
      step_minutes: minutes === 40 || minutes === 20 ? 20 : 30,
      horizon_days: n === 1 ? 366 : 60,
      zone: city.zone,
      city: city.name,
      currency: spain ? 'EUR' : 'MXN',
      morning: shifts.includes(mornings),
      afternoon: shifts.includes(afternoons),
      slots,
      weight: n === 1 ? 0 : Math.exp(bell),
    },
  };
}

const batch = 5000;

/** Writes `count` specialists; `crowd_agenda` keeps what the appointments are drawn from. */
export async function writeSpecialists(
  client: pg.Client,
  { seed, count, now }: { seed: number; count: number; now: Date },
): Promise<void> {
  await client.query(`create unlogged table crowd_agenda (
    n int, specialist_id uuid, account_id uuid, specialty text, place_id uuid, place_address text, video_service uuid, person_service uuid, minutes int,
    price_cents int, step_minutes int, horizon_days int, zone text, city text, currency text, morning boolean, afternoon boolean, slots int[], weight float8)`);
  const { rows: specialties } = await client.query<Practised>('select code, name_es, synonyms from specialties where code = any($1) order by code', [practised]);
  const cities = crowdCities();
  const sums = runningSums(cities.map((city) => city.population));
  for (let first = 1; first <= count; first += batch) {
    const made = Array.from({ length: Math.min(batch, count - first + 1) }, (_, index) =>
      draw(seed, first + index, { cities, sums, specialties }, now),
    );
    await client.query(
      "insert into accounts (id, created_at) select (x ->> 'account_id')::uuid, $2 from json_array_elements($1::json) as x",
      [JSON.stringify(made.map((one) => ({ account_id: one.agenda['account_id'] }))), now],
    );
    const columns = Object.keys(made[0]?.specialist ?? {}).join(', ');
    await client.query(
      `insert into specialists (${columns}) select ${columns} from json_populate_recordset(null::specialists, $1)`,
      [JSON.stringify(made.map((one) => one.specialist))],
    );
    await client.query('insert into crowd_agenda select * from json_populate_recordset(null::crowd_agenda, $1)', [
      JSON.stringify(made.map((one) => one.agenda)),
    ]);
  }
  for (const order of belongings(now.toISOString())) await client.query(order);
}

/** What every specialist has, from `crowd_agenda`. */
const belongings = (at: string) => [
  `insert into contacts (id, account_id, channel, address, proved_at, created_at)
   select md5('contact mail ' || n)::uuid, account_id, 'email', 'consulta' || n || '@crowd.example', '${at}', '${at}' from crowd_agenda`,
  `insert into specialist_specialties (specialist_id, specialty_code) select specialist_id, specialty from crowd_agenda`,
  `insert into specialist_settings (specialist_id, video_message, horizon_days, slot_step_minutes)
   select specialist_id, case when video_service is null then '' else 'Ten a mano tus informes.' end, horizon_days, step_minutes from crowd_agenda`,
  `insert into places (id, specialist_id, name, short_name, address, city) select place_id, specialist_id, 'Consulta', 'Consulta', place_address, city from crowd_agenda`,
  `insert into services (id, specialist_id, modality, name, duration_minutes, price_cents, currency)
   select video_service, specialist_id, 'video', 'Videoconsulta', minutes, price_cents, currency from crowd_agenda where video_service is not null`,
  `insert into services (id, specialist_id, modality, name, duration_minutes, price_cents, currency, place_id)
   select person_service, specialist_id, 'in_person', 'Consulta presencial', minutes, price_cents + 1000, currency, place_id from crowd_agenda`,
  `insert into weekly_hours (id, specialist_id, modality, weekday, starts_minute, ends_minute)
   select md5('hours ' || n || m.modality || weekday || span.early)::uuid, specialist_id, m.modality, weekday, span.starts, span.ends
   from crowd_agenda, generate_series(1, 5) as weekday, (values ('video'), ('in_person')) as m(modality), (values (${mornings.join(', ')}, true), (${afternoons.join(', ')}, false)) as span(starts, ends, early)
   where case when span.early then morning else afternoon end and (m.modality = 'in_person' or video_service is not null)`,
];
