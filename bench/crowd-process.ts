import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CrowdSize } from './crowd/open-crowd.ts';
import type { CrowdOrders, FromServer } from './crowd-server.ts';
import { startSinks } from './start-sinks.ts';

export interface CrowdProcess {
  origin: string;
  /** The code that the SMS to this number holds; waits a minute for it at most, then fails. */
  codeFor(mobile: string): Promise<string>;
  /** Milliseconds of processor that the process has taken so far. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

const stopsWithinMs = 30_000;

/** Starts `crowd-server.ts` as a process of its own, so that who asks and who answers do not share a thread. */
export async function startCrowdProcess(size: CrowdSize): Promise<CrowdProcess> {
  const codes = new Map<string, string>();
  const waiting = new Map<string, (code: string) => void>();
  const sinks = await startSinks((to, code) => {
    waiting.get(to)?.(code);
    if (!waiting.delete(to)) codes.set(to, code);
  });
  const { smtpPort, httpUrl } = sinks;
  const orders: CrowdOrders = { size, sinks: { smtpPort, httpUrl } };
  const child = fork(join(import.meta.dirname, 'crowd-server.ts'), [JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let cpuAsked: ((ms: number) => void) | null = null;
  const origin = await new Promise<string>((settle, fail) => {
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
    child.on('message', (told: FromServer) => ('listens' in told ? settle(told.listens) : cpuAsked?.(told.cpuMs)));
  });
  return {
    origin,
    codeFor(mobile) {
      const there = codes.get(mobile);
      if (there) return Promise.resolve(there);
      return new Promise((settle, fail) => {
        const patience = setTimeout(() => fail(new Error(`no code came for ${mobile}`)), 60_000);
        waiting.set(mobile, (code) => {
          clearTimeout(patience);
          settle(code);
        });
      });
    },
    cpuMs() {
      child.send('cpu');
      return new Promise((settle) => (cpuAsked = settle));
    },
    async stop() {
      const gone = new Promise((settle) => child.on('exit', settle));
      child.send('stop');
      const late = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs);
      await gone;
      clearTimeout(late);
      sinks.stop();
    },
  };
}
