import { error, json } from '@sveltejs/kit';
import { z } from 'zod';
import { keepCookie } from '../../../signed-in.ts';

const body = z.strictObject({ as: z.string().max(60) });

/** Signs in as a demo person: the session cookie and an access token for the API (docs/contract.md). */
export async function POST({ locals, request, cookies }) {
  const { desk, world } = locals;
  if (!desk) error(404);
  const parsed = body.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return json({ kind: 'invalid-input', wanted: '{"as": "lucia"}' }, { status: 400 });
  const session = await desk.signIn(parsed.data.as);
  if (!session) return json({ kind: 'not-found', people: (await desk.people()).map((person) => person.as) }, { status: 404 });
  keepCookie(cookies, world.settings.publicOrigin, 'session', session);
  return json({ as: parsed.data.as, accessToken: session.accessToken });
}
