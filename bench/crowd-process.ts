import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromServer } from './crowd-server.ts';

export interface CrowdProcess {
  origin: string;
  /** The code that the SMS to this number holds; waits a minute for it at most, then fails. */
  codeFor(mobile: string): Promise<string>;
  /** Milliseconds of processor that the process has taken so far. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `crowd-server.ts` as a process of its own, so that who asks and who answers do not share a thread. */
export async function startCrowdProcess(appointments: number): Promise<CrowdProcess> {
  const child = fork(join(import.meta.dirname, 'crowd-server.ts'), [String(appointments)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const codes = new Map<string, string>();
  const waiting = new Map<string, (code: string) => void>();
  let cpuAsked: ((ms: number) => void) | null = null;
  const origin = await new Promise<string>((settle, fail) => {
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
    child.on('message', (told: FromServer) => {
      if ('listens' in told) settle(told.listens);
      else if ('cpuMs' in told) cpuAsked?.(told.cpuMs);
      else {
        waiting.get(told.to)?.(told.code);
        if (!waiting.delete(told.to)) codes.set(told.to, told.code);
      }
    });
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
    stop() {
      child.send('stop');
      return new Promise((settle) => child.on('exit', () => settle()));
    },
  };
}
