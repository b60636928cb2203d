import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { startCall } from '../tests/journeys/call-steps.ts';
import { remoteFrames } from '../tests/journeys/room-steps.ts';
import { openStage } from '../tests/journeys/stage.ts';
import { startAppProcess } from '../tests/world/start-app-process.ts';
import { sendAtOnce } from './due-messages.ts';
import { httpPatient, manyConnections } from './http-patient.ts';
import { percentile, round, type Measured } from './measured.ts';

const clients = 200;
const calls = 3;
const slots = 3;
const appointments = Number(process.env['S17_APPOINTMENTS'] ?? 2000);

/**
 * S17: two processes of the product on one PostgreSQL. What must hold: three calls whose sides are served by different
 * processes; 200 patients, half at each process, who want one slot, three times: one wins, everybody else is answered;
 * a call goes on when the process of one side is killed; S12 with two processes that send, one of them killed once
 * a quarter of the links has arrived: none lost, no SMS doubled, half of them within 5 s. What the dead one had in hand waits
 * for the end of its lease, 25 s: 99 in a hundred within S12's 30 s. The value counts what did not hold.
 */
export async function measureTwoProcesses(): Promise<Measured> {
  const stage = await openStage();
  const app = await startAppProcess(stage);
  const agent = manyConnections();
  const failures: string[] = [];
  const seconds: number[] = [];
  const answered: number[] = [];
  try {
    const free = (await slotsOfService(stage.world, stage.practice.videoService, { days: 10 }))?.free ?? [];
    for (let nth = 0; nth < slots; nth++) {
      const startsAt = free[free.length - 1 - nth * 4];
      if (!startsAt) throw new Error('no free slot');
      const patients = Array.from({ length: clients }, (_, index) => httpPatient(index % 2 === 0 ? stage.origin : app.origin, nth * clients + index, agent));
      const answers = await Promise.all(patients.map((patient) => patient.hold({ serviceId: stage.practice.videoService, startsAt })));
      const won = answers.filter(({ status }) => status === 303).length;
      if (won !== 1) failures.push(`slot ${nth}: ${won} winners`);
      if (answers.some(({ status }) => status !== 303 && status !== 409)) failures.push(`slot ${nth}: answers other than 303 and 409`);
      answered.push(...answers.map(({ ms }) => ms / 1000));
    }
    for (let nth = 0; nth < calls; nth++) {
      const call = await startCall(stage, { origins: { patient: stage.origin, specialist: app.origin }, processes: [app] }).catch(() => null);
      if (!call) {
        failures.push(`call ${nth}`);
        continue;
      }
      seconds.push(call.seconds);
      if (nth === calls - 1) {
        await app.kill();
        const both = await Promise.all([call.carmen, call.lucia].map(({ page }) => remoteFrames(page, 60))).catch(() => null);
        if (!both) failures.push('no pictures after one process was killed');
      }
      await call.end();
    }
  } finally {
    agent.destroy();
    await app.stop();
    await stage.leave();
  }
  const links = await sendAtOnce('specialist_link', appointments * 2, { oneKilled: true });
  if (links.lost + links.doubled > 0) failures.push(`links: ${links.lost} lost, ${links.doubled} doubled`);
  const late = (share: number) => round(percentile(links.lateMs, share) / 1000, 2);
  if (late(0.5) > 5) failures.push(`links: half of them later than ${late(0.5)} s`);
  if (late(0.99) > 30) failures.push(`links: 99 in a hundred later than ${late(0.99)} s`);
  return {
    value: failures.length,
    n: calls + slots + 2,
    min: 0,
    max: failures.length,
    detail: { failures, admissionSeconds: round(percentile(seconds, 0.5), 2), oneSlotP99Seconds: round(percentile(answered, 0.99), 2), links: { n: links.lateMs.length, lost: links.lost, doubled: links.doubled, mailsAgain: links.mailsAgain, p50: late(0.5), p95: late(0.95), p99: late(0.99), last: late(1) } },
  };
}
