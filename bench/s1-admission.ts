import { openStage } from '../tests/journeys/stage.ts';
import { openBareCall } from './bare-call.ts';
import type { Measured } from './measured.ts';
import { asMultiple, gather, litAt, pressedAt, standAtTheDoor, warm } from './first-frame.ts';

const rounds = 12;

/**
 * S1: from the specialist's press on «Dar paso» to the first remote frame that is not black, on the later of both
 * sides. Both have tried their cameras, the patient
 * waits already, and black frames flow. Each round has its own appointment and fresh browser
 * contexts; a bare call is measured after each. The first round warms up and does not count.
 */
export async function measureAdmission(): Promise<Measured> {
  const stage = await openStage();
  const bareCall = await openBareCall(stage.browser);
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    for (let nth = 0; nth <= rounds; nth++) {
      const { appointmentId, carmen, lucia } = await gather(stage, nth);
      const door = await standAtTheDoor(lucia.page, appointmentId);
      await warm([carmen, lucia]);
      await door.admit();
      const lit = await Promise.all([litAt(carmen.page), litAt(lucia.page)]);
      const time = Math.max(...lit) - (await pressedAt(lucia.page));
      for (const person of [carmen, lucia]) await person.context.close();
      const bareTime = await bareCall.measure();
      if (nth === 0) continue;
      ours.push(time);
      bare.push(bareTime);
    }
  } finally {
    await bareCall.close();
    await stage.leave();
  }
  return asMultiple(ours, bare);
}
