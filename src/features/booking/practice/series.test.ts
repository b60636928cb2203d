import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitPractice, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { otherDatesOf } from './dates-of-series.server.ts';
import { bookForPatient } from '../practice.server.ts';
import { bookSeries, cancelSeries, listComingOfSeries, previewSeries } from './series.server.ts';

let test: TestWorld;
let lucia: Practice;
let stranger: Practice;
const system = { kind: 'system', job: 'test' } as const;
const patient = { persona: '' as const, nombre: 'Carmen Ruiz Lozano', movil: '612 345 678', correo: 'carmen@correo.example' };

beforeAll(async () => {
  test = await startWorld();
  lucia = await admitPractice(test.world);
  stranger = await admitPractice(test.world);
});
afterAll(() => test.stop());

const form = (dia: string, hora: string) => ({ servicio: lucia.videoService, dia, hora, ...patient });
const dates = (...days: string[]) => ({ everyWeeks: 1, dates: days.map((day) => ({ day, hour: '18:00' })) });
async function booked(...days: string[]) {
  const answer = await bookSeries(test.world, lucia.actor, form(days[0] ?? '', '18:00'), dates(...days), 'es');
  if (!answer.ok) throw new Error(answer.kind);
  return answer.value;
}
const messages = (ids: string[]) =>
  test.world.as(system, (tx) =>
    tx.selectFrom('messages').select(['appointment_id', 'kind', 'channel', 'status']).where('appointment_id', 'in', ids).where('audience', '=', 'patient').execute(),
  );

describe('a series of appointments (B6)', () => {
  it('is shown with what stands in the way of each date, and free hours instead', async () => {
    await bookForPatient(test.world, lucia.actor, form('2026-12-08', '11:10'), 'es');
    const wanted = { servicio: lucia.videoService, dia: '2026-12-01', hora: '11:00', cada: 1, veces: 3 };
    const preview = await previewSeries(test.world, lucia.actor, wanted);
    expect(preview).toMatchObject({
      ok: true,
      value: {
        dates: [
          { day: '2026-12-01', minute: 660, taken: null, warnings: [], instead: [] },
          { day: '2026-12-08', taken: 'slot-taken', instead: [{ minute: 620 }, { minute: 640 }, { minute: 700 }] },
          { day: '2026-12-15', taken: null, warnings: [] },
        ],
      },
    });
    expect(await previewSeries(test.world, stranger.actor, wanted)).toMatchObject({ kind: 'not-found' });
    const late = await previewSeries(test.world, lucia.actor, { ...wanted, hora: '21:00' });
    expect(late).toMatchObject({ value: { dates: [{ warnings: ['outside-hours'] }, {}, {}] } });
  });

  it('is booked in one go: one patient, each appointment with its own link, one confirmation with every date', async () => {
    const series = await booked('2026-12-02', '2026-12-09', '2026-12-16');
    const ids = series.booked.map((one) => one.appointmentId);
    const rows = await test.world.as(system, (tx) => tx.selectFrom('appointments').selectAll().where('id', 'in', ids).orderBy('starts_at').execute());
    expect(rows.map((row) => row.wall_start)).toEqual(['2026-12-02T18:00', '2026-12-09T18:00', '2026-12-16T18:00']);
    expect(new Set(rows.map((row) => row.person_id)).size).toBe(1);
    expect(new Set(rows.map((row) => row.series_id))).toEqual(new Set([series.seriesId]));
    expect(new Set(rows.map((row) => Buffer.from(row.patient_link_hash).toString('hex'))).size).toBe(3);

    await test.moveTo(new Date(test.clock.now().getTime() + 15_000));
    const said = await messages(ids);
    const confirmed = said.filter((row) => row.kind === 'confirmation');
    expect(confirmed.map((row) => `${row.appointment_id === ids[0]} ${row.channel}`).sort()).toEqual(['true email', 'true sms']);
    for (const id of ids) expect(said.filter((row) => row.appointment_id === id && row.kind.startsWith('reminder')).length).toBeGreaterThan(0);
    const sent = test.rehearsal.mailbox.list().map((one) => one.text);
    expect(sent.filter((text) => /3 citas con/.test(text))).toHaveLength(1);
    expect(sent.join('\n')).toMatch(/Miércoles 9 de diciembre, 18:00\s+Miércoles 16 de diciembre, 18:00/);

    // The one link of the SMS leads to all of them, and to nobody else's.
    const [first = '', second = '', third = ''] = ids;
    const behind = (appointmentId: string, of: string) => otherDatesOf(test.world, { kind: 'guest', appointmentId }, of, 'es');
    const shown = await behind(first, first);
    expect(shown.map(({ id, day, hour }) => `${id} ${day} ${hour}`)).toEqual([`${second} miércoles 9 de diciembre 18:00`, `${third} miércoles 16 de diciembre 18:00`]);
    expect(shown.map((one) => createHash('sha256').update(one.linkPath.slice('/e/'.length)).digest('hex'))).toEqual(
      rows.slice(1).map((row) => Buffer.from(row.patient_link_hash).toString('hex')),
    );
    expect(await behind(crypto.randomUUID(), first)).toEqual([]);
    expect(await otherDatesOf(test.world, stranger.actor, first, 'es')).toEqual([]);
  });

  it('books what it can: one that somebody took meanwhile is said and undoes nothing', async () => {
    await bookForPatient(test.world, lucia.actor, form('2026-12-10', '18:10'), 'es');
    const series = await booked('2026-12-03', '2026-12-10', '2026-12-17');
    expect(series.booked.map((one) => one.day)).toEqual(['2026-12-03', '2026-12-17']);
    expect(series.lost).toEqual([{ day: '2026-12-10', hour: '18:00', kind: 'slot-taken' }]);
  });

  it('the first being lost, the next one stands first and is the one that confirms', async () => {
    await bookForPatient(test.world, lucia.actor, form('2026-12-04', '18:10'), 'es');
    const series = await booked('2026-12-04', '2026-12-11');
    await test.moveTo(new Date(test.clock.now().getTime() + 15_000));
    const said = await messages(series.booked.map((one) => one.appointmentId));
    expect(said.filter((row) => row.kind === 'confirmation' && row.status !== 'cancelled')).toHaveLength(2);
  });

  it('without a name nothing is booked', async () => {
    const nobody = { ...form('2026-12-07', '18:00'), nombre: '' };
    expect(await bookSeries(test.world, lucia.actor, nobody, dates('2026-12-07', '2026-12-14'), 'es')).toMatchObject({ fields: { nombre: 'name-missing' } });
  });

  it('is cancelled from one date on, all that are ahead, and by nobody else', async () => {
    const series = await booked('2026-11-26', '2026-12-21', '2026-12-28');
    const [first = '', second = ''] = series.booked.map((one) => one.appointmentId);
    await test.moveTo(new Date('2026-11-27T09:00:00+01:00'));
    expect(await listComingOfSeries(test.world, lucia.actor, first)).toHaveLength(2);
    expect(await cancelSeries(test.world, stranger.actor, second)).toMatchObject({ kind: 'not-found' });
    expect(await cancelSeries(test.world, lucia.actor, second)).toEqual({ ok: true, value: { cancelled: 2 } });
    const left = await test.world.as(system, (tx) => tx.selectFrom('appointments').select('status').where('series_id', '=', series.seriesId).orderBy('starts_at').execute());
    expect(left.map((row) => row.status)).toEqual(['booked', 'cancelled', 'cancelled']);
  });
});
