import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { percentile, round, type Measured } from './measured.ts';

const root = resolve(import.meta.dirname, '..');

/** Seconds from `npm start` to the line `listo:`; the process is then asked to stop and waited for. */
async function start(dataDir: string, port: number): Promise<number> {
  const before = performance.now();
  const child = spawn('npm', ['start', '--silent'], { cwd: root, env: { ...process.env, DATA_DIR: dataDir, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((settle) => child.on('exit', () => settle()));
  const ready = await new Promise<number>((settle, fail) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/^listo: /m.test(text)) settle((performance.now() - before) / 1000);
    });
    child.on('exit', () => fail(new Error(`ended before it was ready:\n${text}`)));
  });
  child.kill('SIGTERM');
  await ended;
  return ready;
}

/** S15: the second and later `npm start` (built, migrated, seeded) until `listo`; the first with an empty data folder is detail. */
export async function measureSecondStart(): Promise<Measured> {
  const dataDir = mkdtempSync(join(root, '.data-bench-'));
  // As root the database's own user must get in, or its data goes elsewhere and stays there.
  chmodSync(dataDir, 0o755);
  try {
    const first = await start(dataDir, 3900);
    const again: number[] = [];
    for (let nth = 0; nth < 5; nth++) again.push(await start(dataDir, 3900));
    return {
      value: round(percentile(again, 0.5)),
      n: again.length,
      min: round(Math.min(...again)),
      max: round(Math.max(...again)),
      detail: { firstWithEmptyData: round(first) },
    };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
