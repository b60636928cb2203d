import { fail, redirect } from '@sveltejs/kit';
import { needsSecondFactor } from '#domain/second-factor.ts';
import { formatDayLong, instantToWall } from '#domain/time.ts';
import { isWhole } from '#features/accounts/sessions.server.ts';
import { isFreshSession } from '#features/accounts/second-factor/factors.server.ts';
import { eraseAccount, previewErasure } from '#features/privacy/erasure.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { dropCookie } from '../../../signed-in.ts';
import { signedInPerson } from '../../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Days of the law need no zone of the reader's own. */
const zone = 'Europe/Madrid';

export const load: PageServerLoad = async (event) => {
  const { world, locale, actor } = event.locals;
  const who = signedInPerson(event);
  const { ahead, keptUntil } = await previewErasure(world, who.accountId);
  return {
    ahead,
    keptUntil: keptUntil && formatDayLong(zone, keptUntil, locale),
    works: needsSecondFactor(actor.kind) || !(await isWhole(world, actor)),
    fresh: await isFreshSession(world, who.sessionId),
    back: localizeHref('/cuenta/datos', { locale }),
  };
};

export const actions: Actions = {
  /** Cannot be undone: in a fresh session, with the box ticked (quality 18). */
  default: async (event) => {
    const { world, locale } = event.locals;
    const who = signedInPerson(event);
    const form = Object.fromEntries(await event.request.formData());
    if (form['seguro'] !== 'si') return fail(400, { problem: m.erase_tick({}, { locale }) });
    if (!(await isFreshSession(world, who.sessionId))) return fail(403, { problem: refusalText('sign-in-again') });
    const erased = await eraseAccount(world, who.accountId);
    if (!erased.ok) return fail(409, { problem: refusalText(erased.kind) });
    dropCookie(event.cookies, world.settings.publicOrigin, 'session');
    event.setHeaders({ 'clear-site-data': '"cache", "cookies", "storage"' });
    const until = erased.value.keptUntil ? `?hasta=${instantToWall(zone, erased.value.keptUntil).text.slice(0, 10)}` : '';
    redirect(303, localizeHref(`/cuenta/borrada${until}`, { locale }));
  },
};
