import { error, fail, redirect } from '@sveltejs/kit';
import { cookieNames } from '#features/accounts/cookies.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

const shown = 60;

export async function load({ locals, url }) {
  const { desk } = locals;
  if (!desk) error(404);
  const wanted = (url.searchParams.get('que') ?? '').trim().toLowerCase();
  const all = desk.messages().toReversed();
  const fits = wanted ? all.filter((one) => `${one.to} ${one.subject ?? ''} ${one.text}`.toLowerCase().includes(wanted)) : all;
  return {
    now: desk.now(),
    wanted,
    people: (await desk.people()).map(({ as, name, role, note }) => ({ as, name, role, note })),
    messages: fits.slice(0, shown).map(({ id, kind, at, to, subject, text, html }) => ({ id, kind, at, to, subject: subject ?? null, text, html: html ?? null })),
  };
}

const steps: Record<string, number> = { '10m': 10 * 60_000, '1h': 3_600_000, '1d': 86_400_000 };

export const actions = {
  reloj: async ({ locals, request }) => {
    const { desk } = locals;
    if (!desk) error(404);
    const form = await request.formData();
    const step = steps[String(form.get('paso'))];
    const typed = String(form.get('hora') ?? '');
    const target = step ? new Date(desk.now().getTime() + step) : new Date(`${typed}:00Z`);
    const moved = Number.isNaN(target.getTime()) ? null : await desk.moveClock(target);
    return moved ? { moved } : fail(409, { back: true });
  },
  entrar: async ({ locals, request, cookies }) => {
    const { desk, world } = locals;
    if (!desk) error(404);
    const as = String((await request.formData()).get('as'));
    const person = (await desk.people()).find((one) => one.as === as);
    const session = await desk.signIn(as);
    if (!session || !person) error(404);
    const { publicOrigin } = world.settings;
    cookies.set(cookieNames(publicOrigin).session, session.sessionToken, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: publicOrigin.startsWith('https:'),
      maxAge: session.maxAgeSeconds,
    });
    redirect(303, localizeHref(person.role === 'patient' ? '/citas' : person.role === 'operator' ? '/' : '/agenda'));
  },
};
