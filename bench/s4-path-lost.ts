import { longestGap, startCall, watchGaps } from '../tests/journeys/call-steps.ts';
import { remoteFrames } from '../tests/journeys/room-steps.ts';
import { openStage } from '../tests/journeys/stage.ts';
import { changeLine, openNetwork } from '../tests/world/network.ts';
import { percentile, round, type Measured } from './measured.ts';

const cuts = 10;

/**
 * S4: patient and specialist on machines of their own (network namespaces). The patient's line dies with its address
 * while another one with another address comes up, as from Wi-Fi to mobile, ten times back and forth. Judged is the
 * time until pictures are decoded again on both sides, p95.
 */
export async function measurePathLost(): Promise<Measured> {
  const network = openNetwork();
  const [home, practice] = [network.place('a', 2), network.place('b')];
  changeLine(home, 1, 0);
  const stage = await openStage({ network });
  try {
    const call = await startCall(stage, { patient: { place: home }, specialist: { place: practice } });
    const pages = [call.carmen.page, call.lucia.page];
    for (const page of pages) await watchGaps(page);
    const seconds: number[] = [];
    for (let nth = 0; nth < cuts; nth++) {
      for (const page of pages) await longestGap(page);
      changeLine(home, nth % 2, 1 - (nth % 2));
      await Promise.all(pages.map((page) => remoteFrames(page, 60)));
      seconds.push(Math.max(...(await Promise.all(pages.map(longestGap)))) / 1000);
    }
    return {
      value: round(percentile(seconds, 0.95), 2),
      n: cuts,
      min: round(Math.min(...seconds), 2),
      max: round(Math.max(...seconds), 2),
      detail: { p50: round(percentile(seconds, 0.5), 2) },
    };
  } finally {
    await stage.leave();
    network.close();
  }
}
