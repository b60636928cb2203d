import { parentPort, workerData } from 'node:worker_threads';
import { busyTimes, type BusyQuestion } from './busy-times.ts';

parentPort?.postMessage(busyTimes(workerData as BusyQuestion));
