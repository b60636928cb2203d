import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookAsPatient, admitPractice, details, type Practice } from '../../../tests/world/clinic.ts';
import { startWorld, type TestWorld } from '../../../tests/world/start-world.ts';
import { dayBoard } from './day-board.server.ts';
import { slotsOfService } from './free-slots.server.ts';
import { getProfile } from './profile.server.ts';

const secret = 'Ten a mano tus últimos análisis, por favor no compartas esto';

describe('profiles', () => {
  let test: TestWorld;
  let lucia: Practice;
  let javier: Practice;

  beforeAll(async () => {
    test = await startWorld();
    const { world } = test;
    lucia = await admitPractice(world, { video: { enabled: true, message: secret } });
    javier = await admitPractice(world, {
      title: 'Dr.', fullName: 'Javier Olmedo Prieto', headline: 'Cardiólogo', specialties: ['cardiologia'], city: 'Ciudad de México', country: 'MX',
      zone: 'America/Mexico_City', currency: 'MXN', video: { enabled: false, message: secret },
      services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 30, priceCents: 90000 }, { modality: 'in_person', name: 'Consulta', durationMinutes: 30, priceCents: 90000 }],
    }); // prettier-ignore
  });
  afterAll(() => test.stop());

  it('holds no word of the video message in profile or slots (P3, F5)', async () => {
    const profile = await getProfile(test.world, lucia.admission.slug, 'es');
    const slots = await slotsOfService(test.world, lucia.videoService, { days: 31 });
    for (const answer of [profile, slots]) {
      expect(answer).not.toBeNull();
      expect(JSON.stringify(answer)).not.toContain('análisis');
    }
  });

  it('has no video service, price or slot where video is not enabled (P2)', async () => {
    const profile = await getProfile(test.world, javier.admission.slug, 'es');
    expect(profile?.services.map((service) => service.modality)).toEqual(['in_person']);
    expect(await slotsOfService(test.world, javier.videoService, { days: 31 })).toBeNull();
  });

  it('knows no profile that was never admitted', async () => {
    expect(await getProfile(test.world, 'nadie', 'es')).toBeNull();
  });

  it('takes a booked hour out of the free ones and shows it as taken', async () => {
    const startsAt = new Date('2026-11-26T18:40:00+01:00');
    await bookAsPatient(test.world, details(lucia.videoService, startsAt));
    const slots = await slotsOfService(test.world, lucia.videoService, { days: 21 });
    if (!slots) throw new Error('no slots');
    expect(slots.free).not.toContainEqual(startsAt);
    const board = dayBoard(slots, { zone: null, date: '2026-11-26', month: null, now: test.clock.now(), days: 21, locale: 'es' });
    expect(board.afternoon.find((slot) => slot.hour === '18:40')).toMatchObject({ taken: true });
    expect(board.days[0]).toMatchObject({ weekday: 'Hoy', number: '23' });
    expect(board.zoneName).toBe('Hora de Madrid');
    expect(board.practiceZoneName).toBeNull();
  });

  it('tells hours on the wall of the viewer and names both zones where they differ (B1)', async () => {
    const slots = await slotsOfService(test.world, lucia.videoService, { days: 21 });
    if (!slots) throw new Error('no slots');
    const board = dayBoard(slots, { zone: 'America/Mexico_City', date: '2026-11-26', month: null, now: test.clock.now(), days: 21, locale: 'es' });
    expect(board.morning[0]).toMatchObject({ startsAt: '2026-11-26T08:00:00.000Z', hour: '2:00' });
    expect(board.zoneName).toBe('Hora de Ciudad de México');
    expect(board.practiceZoneName).toBe('hora de Madrid');
  });
});
