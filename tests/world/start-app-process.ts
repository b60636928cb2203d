import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { TestWorld } from './start-world.ts';

export interface AppProcess {
  origin: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** On the same port again, by the clock of who started it; resolves when it serves. */
  restart(): Promise<void>;
  moveTo(instant: Date): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a further process of the product on this world's database (tests/world/app-process.ts). */
export async function startAppProcess(test: TestWorld, options: { host?: string } = {}): Promise<AppProcess> {
  let child: ChildProcess;
  let port = 0;

  async function start(): Promise<string> {
    const { urls, adminUrl } = test.database;
    const orders = JSON.stringify({ urls, adminUrl, now: test.clock.now().toISOString(), port, ...options });
    child = fork(join(import.meta.dirname, 'app-process.ts'), { env: { ...process.env, ORDERS: orders }, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    return new Promise<string>((settle, fail) => {
      child.once('exit', (code) => fail(new Error(`the process ended with ${code}`)));
      child.once('message', ({ listens }: { listens: string }) => settle(listens));
    });
  }
  const end = () =>
    new Promise<void>((settle) => {
      if (child.exitCode !== null || child.signalCode !== null) return settle();
      child.once('exit', () => settle());
      child.kill('SIGKILL');
    });
  const origin = await start();
  port = Number(new URL(origin).port);
  return {
    origin,
    kill: end,
    async restart() {
      await start();
    },
    moveTo(instant) {
      child.send({ now: instant.toISOString() });
      return new Promise((settle) => child.once('message', () => settle()));
    },
    stop: end,
  };
}
