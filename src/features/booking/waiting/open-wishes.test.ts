import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Wish } from '#domain/waiting-list.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../../tests/world/start-world.ts';
import { cancelAppointment } from '../change.server.ts';
import { listOpenWishes, waitForAnyHour } from './open-wishes.server.ts';

let test: TestWorld;
let practice: Practice;
const whenever: Wish = { weekdays: [], part: 'any', fromDate: null };
const at = (wall: string) => new Date(`${wall}:00+01:00`);

beforeAll(async () => {
  test = await startWorld({ now: at('2026-11-25T09:00') });
  practice = await admitPractice(test.world);
});
afterAll(() => test.stop());

describe('the waiting list (B8)', () => {
  it('who has no appointment waits as the account whose contact was proved, and is told of freed hours and of new days', async () => {
    const contact = { channel: 'sms', address: '+34612499001' } as const;
    const form = details(practice.videoService, at('2026-12-03T12:00'), { movil: '612499001' });
    const once = await bookAsPatient(test.world, form, 'nobody yet');
    await cancelAppointment(test.world, practice.actor, { appointmentId: once.appointmentId, expectedCostCents: 0 });
    const { accountId } = once.patient;
    const other = await admitPractice(test.world);
    const wish = { serviceId: other.videoService, wish: whenever, locale: 'es' as const };
    expect(await waitForAnyHour(test.world, accountId, wish)).toEqual({ ok: true, value: null });
    expect(await waitForAnyHour(test.world, accountId, { ...wish, wish: { ...whenever, part: 'morning' } })).toMatchObject({
      ok: true,
    });
    const list = () => listOpenWishes(test.world, accountId, 'es');
    expect(await list()).toMatchObject([{ words: 'cualquier día, por la mañana', offer: null }]);

    await test.moveTo(new Date(test.clock.now().getTime() + 4 * 86_400_000));
    const [told] = await list();
    expect(told?.offer).toMatchObject({ hour: '9:00', serviceId: other.videoService });
    const sms = test.rehearsal.mailbox.list().findLast((entry) => entry.to === contact.address && /libre/.test(entry.text));
    expect(sms?.text).toMatch(/^Videoconsulta libre: .*\. Reserva hasta las [\d:]+: \S+\/citas$/);

    const booking = details(other.videoService, new Date(told?.offer?.startsAt ?? ''), { movil: '612499001' });
    await bookAsPatient(test.world, booking, 'now somebody');
    expect(await list()).toEqual([]);
  });
});
