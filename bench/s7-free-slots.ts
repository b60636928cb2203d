import { findOffer, slotQuestion } from '#features/booking/offer.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { freeSlots } from '#domain/slots.ts';
import { instantToWall } from '#domain/time.ts';
import { admitPractice } from '../tests/world/clinic.ts';
import { startWorld } from '../tests/world/start-world.ts';
import { percentile, round, type Measured } from './measured.ts';

/**
 * S7: the free slots of one month for a specialist with 12 months of appointments, database included: offer, hours,
 * exceptions and busy times are read, slots computed, as the profile does. 12 appointments a weekday, booked by the
 * practice's own command; 300 rounds after 20 to warm up.
 */
export async function measureFreeSlots(): Promise<Measured> {
  const test = await startWorld();
  try {
    const practice = await admitPractice(test.world);
    const day = 86_400_000;
    const start = new Date('2026-11-24T08:00:00Z').getTime();
    let booked = 0;
    for (let ahead = 0; ahead < 365; ahead++) {
      const base = start + ahead * day;
      if ([0, 6].includes(new Date(base).getUTCDay())) continue;
      for (let nth = 0; nth < 12; nth++) {
        const wall = instantToWall('Europe/Madrid', new Date(base + nth * 40 * 60_000));
        const hora = `${Math.floor(wall.minute / 60)}:${String(wall.minute % 60).padStart(2, '0')}`;
        const form = { servicio: practice.videoService, dia: wall.date, hora, persona: '' as const, nombre: 'Ana Soto', movil: '611204877', correo: '', fuera: 'si' as const };
        if ((await bookForPatient(test.world, practice.actor, form, 'es')).ok) booked += 1;
      }
    }
    const times: number[] = [];
    let found = 0;
    for (let round_ = 0; round_ < 320; round_++) {
      const from = new Date(start + (round_ % 300) * day);
      test.clock.moveTo(from);
      const before = performance.now();
      const slots = await test.world.as({ kind: 'visitor' }, async (tx) => {
        const offer = await findOffer(tx, practice.videoService);
        return offer ? freeSlots(await slotQuestion(tx, offer, { from, until: new Date(from.getTime() + 31 * day) }, from)) : [];
      });
      if (round_ >= 20) times.push(performance.now() - before);
      found += slots.length;
    }
    return {
      value: round(percentile(times, 0.5)),
      n: times.length,
      min: round(Math.min(...times)),
      max: round(Math.max(...times)),
      detail: { p99: round(percentile(times, 0.99)), p99Must: 25, appointments: booked, slotsPerMonth: Math.round(found / 320) },
    };
  } finally {
    await test.stop();
  }
}
