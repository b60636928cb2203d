import { m } from '#texts/compiled/messages.js';
import { es } from '../tests/journeys/room-steps.ts';
import { openStage } from '../tests/journeys/stage.ts';
import { openBareCall } from './bare-call.ts';
import type { Measured } from './measured.ts';
import { asMultiple, gather, litAt, pressedAt, standAtTheDoor, warm, watchFrames } from './first-frame.ts';

const rounds = 10;

/**
 * S2: the second join from nothing. The specialist has let the patient in; the patient's browser was closed and comes
 * back with its cookies and an empty cache. From the click on the link page, over the POST, the room page, its script,
 * the camera and the socket, to the first frame of the specialist that is not black. The bare one is as cold: a click,
 * a page of one kilobyte, camera, socket, call.
 */
export async function measureColdJoin(): Promise<Measured> {
  const stage = await openStage();
  const bareCall = await openBareCall(stage.browser);
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    for (let nth = 0; nth <= rounds; nth++) {
      const { appointmentId, link, carmen, lucia } = await gather(stage, nth);
      const door = await standAtTheDoor(lucia.page, appointmentId);
      await warm([carmen, lucia]);
      await door.admit();
      await litAt(lucia.page);
      const cookies = await carmen.context.cookies();
      await carmen.context.close();
      const again = await stage.person();
      await watchFrames(again);
      await again.context.addCookies(cookies);
      await again.page.goto(link);
      await again.page.getByRole('button', { name: m.link_enter({}, es) }).click();
      await again.page.waitForURL('**/sala');
      const time = (await litAt(again.page)) - (await pressedAt(again.page));
      for (const person of [again, lucia]) await person.context.close();
      const bareTime = await bareCall.measureCold();
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
