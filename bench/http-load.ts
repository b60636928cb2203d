// Asks addresses over a number of connections from a process of its own and prints how long each answer took, as JSON.
// The load comes by standard input, since a list of addresses can be longer than arguments may be:
// `echo '{"origin": …, "paths": […], "connections": 16, "requests": 2000}' | node bench/http-load.ts -`
import { Agent, get } from 'node:http';
import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface Load {
  origin: string;
  paths: string[];
  connections: number;
  requests: number;
}
export interface LoadResult {
  /** Milliseconds until the last byte. */
  times: number[];
  bytes: number;
  /** Every status that was answered, and how many answers were not 200 or none at all. */
  statuses: number[];
  wrong: number;
  seconds: number;
}

/** Runs the load in a process of its own, so that the server's loop serves and nothing else. */
export async function httpLoad(load: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  return (await json(child.stdout)) as LoadResult;
}

async function run({ origin, paths, connections, requests }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const result: LoadResult = { times: [], bytes: 0, statuses: [], wrong: 0, seconds: 0 };
  let asked = 0;
  const ask = (path: string) =>
    new Promise<void>((settle) => {
      const began = performance.now();
      const request = get(new URL(path, origin), { agent }, (response) => {
        result.statuses.push(response.statusCode ?? 0);
        if (response.statusCode !== 200) result.wrong += 1;
        response.on('data', (chunk: Buffer) => (result.bytes += chunk.length));
        response.on('end', () => {
          result.times.push(performance.now() - began);
          settle();
        });
      });
      request.on('error', () => {
        result.wrong += 1;
        settle();
      });
    });
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (asked < requests) await ask(paths[asked++ % paths.length] ?? '/');
    }),
  );
  result.seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(JSON.stringify(await run((await json(process.stdin)) as Load)));
