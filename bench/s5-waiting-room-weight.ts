import { m } from '#texts/compiled/messages.js';
import { bookVideo, es, linkIn, patient } from '../tests/journeys/room-steps.ts';
import { openStage, phone } from '../tests/journeys/stage.ts';
import { weigh } from './page-weight.ts';
import { round, type Measured } from './measured.ts';

const kB = (bytes: number) => round(bytes / 1000, 1);

/**
 * S5: bytes over the wire on a phone with an empty cache from the link page until the waiting room knows its patient,
 * both pages together. `door` is what comes before the press, which needs no script. All that the link page fetches until
 * its network rests counts, ahead or not; the call's own script, which the waiting room brings after it has said so, does not.
 */
export async function measureWaitingRoomWeight(): Promise<Measured> {
  const stage = await openStage();
  try {
    await bookVideo(stage, '10:00');
    await stage.moveTo(new Date('2026-11-23T09:50:00+01:00'));
    const link = linkIn((await stage.message(patient.mobile, /10:00/)).links, stage.origin);
    const person = await stage.person({ viewport: phone });
    const scale = await weigh(person.page);
    await person.page.goto(link, { waitUntil: 'networkidle' });
    const door = scale.read();
    await person.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await person.page.waitForURL('**/sala');
    await person.page.getByText(m.room_knows_you_are_here({}, es)).waitFor();
    const whole = scale.read();
    return {
      value: kB(whole.all),
      n: 1,
      min: kB(whole.all),
      max: kB(whole.all),
      detail: { doorKB: kB(door.all), scriptKB: kB(whole.script), requests: whole.requests, heaviest: scale.heaviest() },
    };
  } finally {
    await stage.leave();
  }
}
