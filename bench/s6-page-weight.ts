import { openStage, phone } from '../tests/journeys/stage.ts';
import { weigh, type Weight } from './page-weight.ts';
import { round, type Measured } from './measured.ts';

const kB = (bytes: number) => round(bytes / 1000, 1);

/**
 * S6: bytes of the public profile and of the booking's first page, cold cache, as they come over the wire (brotli),
 * fonts and pictures included. The value judged is the heavier of the two, in kB.
 */
export async function measurePageWeight(): Promise<Measured> {
  const stage = await openStage();
  try {
    const slot = new Date('2026-11-24T09:00:00+01:00').toISOString();
    const pages: Record<string, string> = {
      profile: `/especialistas/${stage.practice.admission.slug}`,
      booking: `/reservar?servicio=${stage.practice.videoService}&inicio=${encodeURIComponent(slot)}`,
    };
    const weights: Record<string, Weight & { heaviest: string[] }> = {};
    for (const [name, path] of Object.entries(pages)) {
      const person = await stage.person({ viewport: phone });
      const scale = await weigh(person.page);
      await person.page.goto(path, { waitUntil: 'networkidle' });
      weights[name] = { ...scale.read(), heaviest: scale.heaviest() };
      await person.context.close();
    }
    const all = Object.values(weights).map((weight) => weight.all);
    const script = Math.max(...Object.values(weights).map((weight) => weight.script));
    return {
      value: kB(Math.max(...all)),
      n: all.length,
      min: kB(Math.min(...all)),
      max: kB(Math.max(...all)),
      detail: {
        scriptKB: kB(script),
        scriptMustKB: 40,
        pages: Object.fromEntries(Object.entries(weights).map(([name, { all: bytes, script: code, requests, heaviest }]) => [name, { kB: kB(bytes), scriptKB: kB(code), requests, heaviest }])),
      },
    };
  } finally {
    await stage.leave();
  }
}
