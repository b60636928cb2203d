import { startCrowdProcess } from './crowd-process.ts';
import { startCrowdWorld } from './crowd/crowd-world.ts';
import { fullCrowd } from './crowd/open-crowd.ts';
import { httpPatient, manyConnections } from './http-patient.ts';
import { percentile, round, type Measured } from './measured.ts';
import { freeSlotsOfTheCrowd } from './whole-booking.ts';

const clients = 200;
const rounds = 5;
const crowd = { ...fullCrowd, appointments: 100_000 };

/**
 * S10: 200 patients send their details for the same slot at once, over HTTP with the pages' own form, each on a
 * connection of its own. Judged is the time until an answer is read, p99 in seconds, over five slots; who wins gets
 * 303, everybody else a page with the nearest free hours. Not exactly one winner or any 5xx makes the value infinite.
 */
export async function measureOneSlot(): Promise<Measured> {
  const drawn = await startCrowdWorld(crowd);
  const slots = await freeSlotsOfTheCrowd(drawn.world, 1000, rounds + 1);
  const server = await startCrowdProcess(crowd);
  const agent = manyConnections();
  const seconds: number[] = [];
  const winners: number[] = [];
  let broken = 0;
  try {
    for (const [nth, slot] of slots.entries()) {
      const patients = Array.from({ length: clients }, (_, index) => httpPatient(server.origin, nth * clients + index, agent));
      const answers = await Promise.all(patients.map((patient) => patient.hold(slot)));
      // The first slot opens the connections and compiles.
      if (nth === 0) continue;
      winners.push(answers.filter((answer) => answer.status === 303).length);
      broken += answers.filter((answer) => answer.status !== 303 && answer.status !== 409).length;
      seconds.push(...answers.map((answer) => answer.ms / 1000));
    }
  } finally {
    agent.destroy();
    await server.stop();
    await drawn.stop();
  }
  const right = broken === 0 && winners.every((count) => count === 1);
  return {
    value: right ? round(percentile(seconds, 0.99)) : Infinity,
    n: seconds.length,
    min: round(Math.min(...seconds)),
    max: round(Math.max(...seconds)),
    detail: { winners, otherThanWonOrLost: broken, p50: round(percentile(seconds, 0.5)) },
  };
}
