import { error, fail, redirect } from '@sveltejs/kit';
import { instantToWall, isDay, wallToInstant } from '#domain/time.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { keepCookie } from '../../signed-in.ts';

const shown = 60;
/** The desk tells and takes every hour on the wall of the demo clinic's capital. */
const zone = 'Europe/Madrid';

export async function load({ locals, url }) {
  const { desk } = locals;
  if (!desk) error(404);
  const wanted = (url.searchParams.get('que') ?? '').trim().toLowerCase();
  const all = desk.messages().toReversed();
  const fits = wanted ? all.filter((one) => `${one.to} ${one.subject ?? ''} ${one.text}`.toLowerCase().includes(wanted)) : all;
  return {
    now: desk.now(),
    zone,
    wallNow: instantToWall(zone, desk.now()).text,
    wanted,
    people: (await desk.people()).map(({ as, name, role, note, digits }) => ({ as, name, role, note, digits })),
    messages: fits.slice(0, shown).map(({ id, kind, at, to, subject, text, html }) => ({ id, kind, at, to, subject: subject ?? null, text, html: html ?? null })),
  };
}

/** The instant of what a `datetime-local` field says; null where that is no hour. */
function typedInstant(typed: string): Date | null {
  const [, day, hour, minute] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)/.exec(typed) ?? [];
  return day && isDay(day) ? wallToInstant(zone, day, Number(hour) * 60 + Number(minute)) : null;
}

const steps: Record<string, number> = { '10m': 10 * 60_000, '1h': 3_600_000, '1d': 86_400_000 };

export const actions = {
  reloj: async ({ locals, request }) => {
    const { desk } = locals;
    if (!desk) error(404);
    const form = await request.formData();
    const step = steps[String(form.get('paso'))];
    const target = step ? new Date(desk.now().getTime() + step) : typedInstant(String(form.get('hora') ?? ''));
    const moved = target ? await desk.moveClock(target) : null;
    return moved ? { moved } : fail(409, { back: true });
  },
  entrar: async ({ locals, request, cookies }) => {
    const { desk, world } = locals;
    if (!desk) error(404);
    const as = String((await request.formData()).get('as'));
    const person = (await desk.people()).find((one) => one.as === as);
    const session = await desk.signIn(as);
    if (!session || !person) error(404);
    keepCookie(cookies, world.settings.publicOrigin, 'session', session);
    redirect(303, localizeHref(person.role === 'patient' ? '/citas' : person.role === 'operator' ? '/' : '/agenda'));
  },
};
