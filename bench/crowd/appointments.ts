import type pg from 'pg';
import { crowdNames } from './specialists.ts';

export interface Spread {
  seed: number;
  count: number;
  now: Date;
}

const literal = (list: readonly string[]) => `array[${list.map((one) => `'${one.replaceAll("'", "''")}'`).join(', ')}]`;
/** One number in [0, 1) of a row's own key and a name for what it decides. */
const chance = (key: string, what: string) => `((hashtextextended(${key}, hashtext('${what}')) & 1048575) / 1048576.0)`;
/** A version 7 UUID of an instant and the row's own key: rows lie in the order of their making, as the product's do. */
const uuidAt = (instant: string, key: string) =>
  `(lpad(to_hex((extract(epoch from ${instant}) * 1000)::bigint), 12, '0') || '7' || substr(md5(${key}), 1, 3) || '8' || substr(md5(${key}), 4, 15))::uuid`;

/**
 * Working days around today in stretches, and the share of all appointments that each takes: 43 weeks past, the coming
 * week nearly full of what was booked long ago, then ever emptier.
 */
const stretches = [
  { first: -215, days: 215, share: 0.78 },
  { first: 0, days: 5, share: 0.08 },
  { first: 5, days: 10, share: 0.08 },
  { first: 15, days: 25, share: 0.06 },
];

/**
 * Writes about `count` appointments (a little fewer where somebody's days are full) with their patients, and the
 * planned and sent messages of those to come. Number 1 has twelve on every working day of the coming year, at every
 * size. Past appointments have no messages, consents and audit rows: those tables are smaller than in life.
 */
export async function writeAppointments(client: pg.Client, { seed, count, now }: Spread): Promise<void> {
  const at = `'${now.toISOString()}'::timestamptz`;
  await client.query(`
    create unlogged table crowd_days as
    select row_number() over (order by d) - 1 - count(*) filter (where d < ${at}::date) over () as working, d::date as date
    from generate_series(${at}::date - 310, ${at}::date + 366, interval '1 day') as d where extract(isodow from d) < 6`);
  const zones = stretches.map(({ first, days, share }, index) => `(${index}, ${first}, ${days}, ${share})`).join(', ');
  // Running sums over everybody, rounded down: fractions of an appointment add up to whole ones somewhere.
  await client.query(`
    create unlogged table crowd_visits as
    with shares as (
      select a.*, z.index, z.first, z.days * cardinality(a.slots) as room,
        sum(a.weight * z.share) over (order by a.n, z.index) * ${count} / sum(a.weight) over () * ${stretches.length} as until_here,
        a.weight * z.share * ${count} / sum(a.weight) over () * ${stretches.length} as own
      from crowd_agenda a cross join (values ${zones}) as z(index, first, days, share)
    ), counted as (select *, least(room, floor(until_here)::bigint - floor(until_here - own)::bigint) as visits from shares),
    placed as (
      select c.n, c.first, c.slots, v, v * room / visits as from_slot,
        ((v + 1) * room / visits) - (v * room / visits) as width,
        ${chance("c.n || ' ' || c.index || ' ' || v || ' ${seed}'", 'slot')} as where_in
      from counted c cross join lateral generate_series(0, visits - 1) as v where visits > 0
    )
    select p.n, p.first + slot / cardinality(p.slots) as working, p.slots[1 + slot % cardinality(p.slots)] as minute
    from (select *, from_slot + floor(where_in * width)::bigint as slot from placed) as p
    union all
    select 1, working, slots[1 + x] from crowd_agenda, crowd_days, generate_series(0, 11) as x where n = 1 and working between 1 and 261`);
  await client.query(patients(count, seed, at));
  await client.query(visits(count, seed, at));
  await client.query(messages(at));
  await client.query('drop table crowd_agenda, crowd_days, crowd_visits, crowd_people');
}

/** One patient for four appointments, each with an account and a proved mobile. */
function patients(count: number, seed: number, at: string): string {
  const { firstNames, surnames } = crowdNames;
  const name = (list: readonly string[], what: string) =>
    `(${literal(list)})[1 + floor(${chance(`p || ' ${seed}'`, what)} * ${list.length})::int]`;
  return `
    create unlogged table crowd_people as
    select p, md5('patient ${seed} ' || p)::uuid as id, md5('account ${seed} ' || p)::uuid as account_id, '+346' || lpad(p::text, 8, '0') as mobile,
      ${name(firstNames, 'first')} || ' ' || ${name(surnames, 'one')} || ' ' || ${name(surnames, 'two')} as name,
      ${at} - interval '300 days' as at
    from generate_series(1, ${Math.max(1, Math.ceil(count / 4))}) as p;
    insert into accounts (id, created_at) select account_id, at from crowd_people;
    insert into contacts (id, account_id, channel, address, proved_at, created_at)
      select md5('contact ' || id)::uuid, account_id, 'sms', mobile, at, at from crowd_people;
    insert into people (id, account_id, full_name, email, mobile, created_at)
      select id, account_id, name, 'p' || p || '@crowd.example', mobile, at from crowd_people;
    create index on crowd_people (p);
    analyze crowd_people`;
}

function visits(count: number, seed: number, at: string): string {
  const people = Math.max(1, Math.ceil(count / 4));
  return `
    insert into appointments (id, specialist_id, service_id, modality, place_id, status, booked_by, booked_by_account_id, person_id, starts_at, ends_at,
      zone, wall_start, duration_minutes, patient_name, patient_email, patient_mobile, patient_zone, price_cents, currency, prepayment, charge_when,
      cutoff_hours, outcome, browser_hash, patient_link_hash, specialist_link_hash, sequence, completed_at, cancelled_at, cancelled_by, created_at, booked_at)
    with drawn as (
      select v.n, v.minute, d.date, v.n || ' ' || v.working || ' ' || v.minute || ' ${seed}' as key,
        (d.date + v.minute * interval '1 minute') at time zone a.zone as starts_at, a.*
      from crowd_visits v join crowd_days d using (working) join crowd_agenda a using (n)
    ), decided as (
      select *, starts_at < ${at} as past, ${chance('key', 'fate')} as fate,
        video_service is not null and ${chance('key', 'video')} < 0.45 as by_video,
        ${chance('key', 'booker')} < 0.75 as by_patient,
        least(starts_at - interval '2 hours', ${at}) - ${chance('key', 'ahead')} * ${chance('key', 'further')} * interval '30 days' as made_at,
        1 + floor(${chance('key', 'who')} * ${people})::int as p
      from drawn
    ), told as (
      select *, case when past then case when fate < 0.86 then 'completed' when fate < 0.94 then 'cancelled' when fate < 0.97 then 'no_show' else 'expired' end
                else case when fate < 0.93 then 'booked' when fate < 0.98 then 'cancelled' else 'expired' end end as status
      from decided
    )
    select ${uuidAt('made_at', 'key')}, specialist_id, case when by_video then video_service else person_service end,
      case when by_video then 'video' else 'in_person' end, case when by_video then null else place_id end, status,
      case when by_patient then 'patient' else 'specialist' end, case when by_patient then c.account_id else t.account_id end, c.id,
      starts_at, starts_at + minutes * interval '1 minute', zone, to_char(date + minute * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI'), minutes,
      c.name, 'p' || c.p || '@crowd.example', c.mobile, zone, price_cents, currency, 'off', 'at_booking', 24,
      case status when 'completed' then 'took_place' when 'no_show' then 'patient_absent' end, sha256(key::bytea),
      sha256(('patient ' || key)::bytea), sha256(('specialist ' || key)::bytea), case status when 'cancelled' then 1 else 0 end,
      case status when 'completed' then starts_at + (minutes + 10) * interval '1 minute' end,
      case status when 'cancelled' then made_at + interval '1 hour' end, case status when 'cancelled' then 'patient' end, made_at,
      case status when 'expired' then null else made_at end
    from told t join crowd_people c using (p)
    order by t.made_at`;
}

/** What booking plans (M1–M3): told at once is sent, what lies ahead is planned. */
function messages(at: string): string {
  return `
    insert into messages (id, appointment_id, specialist_id, kind, audience, channel, occurrence, due_at, status, units, sent_at, created_at)
    select ${uuidAt('a.created_at', 'a.id || k.kind || k.channel')}, a.id, a.specialist_id, k.kind, k.audience, k.channel,
      case when k.before is null then 'booked 0' else to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"') end,
      coalesce(a.starts_at - k.before * interval '1 minute', a.created_at), case when k.before is null then 'sent' else 'planned' end,
      case when k.before is null and k.channel = 'sms' and a.modality = 'in_person' then 1 else 0 end,
      case when k.before is null then a.created_at end, a.created_at
    from appointments a cross join (values
      ('confirmation', 'patient', 'sms', null), ('confirmation', 'patient', 'email', null), ('booked_notice', 'specialist', 'email', null),
      ('reminder_1440', 'patient', 'sms', 1440), ('reminder_1440', 'patient', 'email', 1440), ('reminder_60', 'patient', 'sms', 60),
      ('reminder_60', 'patient', 'email', 60), ('specialist_link', 'specialist', 'sms', 10), ('specialist_link', 'specialist', 'email', 10)
    ) as k(kind, audience, channel, before)
    where a.status = 'booked' and a.starts_at > ${at} and (k.before is null or a.starts_at - k.before * interval '1 minute' > ${at})
      and (k.kind <> 'specialist_link' or a.modality = 'video')
    order by a.created_at`;
}
