import { keepLines, lineIs, longestGap, startCall, watchGaps } from '../tests/journeys/call-steps.ts';
import { openStage } from '../tests/journeys/stage.ts';
import { startAppProcess } from '../tests/world/start-app-process.ts';
import { percentile, round, type Measured } from './measured.ts';

const kills = 10;
/** Frames come every 33 to 50 ms; on a busy machine some later. From half a second on it is a gap. */
const gapMs = 500;

/**
 * S3: in a running call the only server gets SIGKILL and is started again, ten times. Judged are the seconds in which
 * no remote frame was decoded, added up over every pause of half a second or more on either side.
 */
export async function measureServerKilled(): Promise<Measured> {
  const stage = await openStage();
  const app = await startAppProcess(stage);
  try {
    const call = await startCall(stage, { origins: { patient: app.origin, specialist: app.origin }, processes: [app], prepare: (person) => person.context.addInitScript(keepLines) });
    const pages = [call.carmen.page, call.lucia.page];
    for (const page of pages) await watchGaps(page);
    const longest: number[] = [];
    const backMs: number[] = [];
    for (let nth = 0; nth < kills; nth++) {
      await app.kill();
      for (const page of pages) await lineIs(page, 'down', 10_000);
      await app.restart();
      const began = performance.now();
      for (const page of pages) await lineIs(page, 'up', 30_000);
      backMs.push(performance.now() - began);
      for (const page of pages) longest.push(await longestGap(page));
    }
    const gaps = longest.map((ms) => (ms >= gapMs ? ms / 1000 : 0));
    return {
      value: round(gaps.reduce((sum, gap) => sum + gap, 0)),
      n: kills,
      min: round(Math.min(...gaps)),
      max: round(Math.max(...gaps)),
      detail: { longestPauseMs: round(Math.max(...longest), 0), signallingBackMs: { p50: round(percentile(backMs, 0.5), 0), max: round(Math.max(...backMs), 0) } },
    };
  } finally {
    await app.stop();
    await stage.leave();
  }
}
