import { parentPort, workerData } from 'node:worker_threads';
import { busyTimes, type BusyQuestion } from './busy-times.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(busyTimes(workerData as BusyQuestion));
