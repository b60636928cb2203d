// `npm run bench [-- S1 S7 …]`: the figures of the product, one JSON line each, also under bench/results/ (not committed).
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { figures } from './figures.ts';

const wanted = process.argv.slice(2);
const chosen = figures.filter((figure) => wanted.length === 0 || wanted.includes(figure.id));
if (chosen.length === 0) {
  process.stderr.write(`no such figure; there are ${figures.map((figure) => figure.id).join(', ')}\n`);
  process.exit(2);
}
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
let missed = 0;
for (const figure of chosen) {
  const measured = await figure.measure();
  const line = JSON.stringify({ id: figure.id, ...measured, must: figure.must, goal: figure.goal, unit: figure.unit, ...(figure.higher ? { higher: true } : {}), load: loadavg()[0] });
  process.stdout.write(`${line}\n`);
  writeFileSync(join(folder, `${figure.id}.json`), `${line}\n`);
  if (figure.higher ? measured.value < figure.must : measured.value > figure.must) missed += 1;
}
if (missed > 0) process.stderr.write(`${missed} of ${chosen.length} figures miss what they must reach\n`);
process.exit(0);
