import { Worker } from 'node:worker_threads';
import type { BusyQuestion, BusyTimes } from './busy-times.ts';

const limits = { milliseconds: 15_000, megabytes: 192 };

/**
 * Reads a stranger's file in a thread of its own: a file made to keep a machine busy for ever costs 15 seconds of that
 * thread and nothing of anybody else's. Throws where the thread did not get to its end.
 */
export function busyTimesInWorker(question: BusyQuestion, within = limits.milliseconds): Promise<BusyTimes | null> {
  return new Promise((settle, fail) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: question,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: 32 },
    });
    const timer = setTimeout(() => end(() => fail(new Error('a calendar that takes too long to read'))), within);
    const end = (then: () => void) => {
      clearTimeout(timer);
      void worker.terminate().then(then, then);
    };
    worker.once('message', (read: BusyTimes | null) => end(() => settle(read)));
    worker.once('error', (error) => end(() => fail(error)));
  });
}
