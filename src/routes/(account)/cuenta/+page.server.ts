import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { countryOf, formatPhone } from '#domain/phone.ts';
import { needsSecondFactor } from '#domain/second-factor.ts';
import { formatDayShort } from '#domain/time.ts';
import { listContacts, removeContact } from '#features/accounts/contacts.server.ts';
import { endSessions, listSessions } from '#features/accounts/open-sessions.server.ts';
import { accountForms } from '#features/accounts/schema.ts';
import { isFreshSession, listFactors, removeFactor, replaceRecoveryCodes, startFactor } from '#features/accounts/second-factor/factors.server.ts';
import { startPageOf } from '#features/accounts/sign-in.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import type { Refusal } from '#domain/result.ts';
import { keepCookie } from '../../signed-in.ts';
import { signedInPerson } from '../account.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale, actor } = event.locals;
  const who = signedInPerson(event);
  // A day is enough to know a device again, and needs no zone of the reader's own.
  const words = (instant: Date) => formatDayShort('Europe/Madrid', instant, locale);
  const works = needsSecondFactor(actor.kind);
  const { factors, recoveryLeft } = works ? await listFactors(world, who.accountId) : { factors: [], recoveryLeft: 0 };
  return {
    works,
    fresh: await isFreshSession(world, who.sessionId),
    back: localizeHref(startPageOf(actor), { locale }),
    contacts: (await listContacts(world, who.accountId)).map((one) => ({ ...one, words: one.channel === 'sms' ? atHome(one.address) : one.address })),
    factors: factors.map(({ addedAt, lastUsedAt, ...one }) => ({ ...one, added: words(addedAt), used: lastUsedAt ? words(lastUsedAt) : null })),
    recoveryLeft,
    sessions: (await listSessions(world, who)).map(({ since, lastSeen, ...one }) => ({ ...one, since: words(since), lastSeen: words(lastSeen) })),
  };
};

/** A number as its owner writes it. */
const atHome = (mobile: string) => formatPhone(mobile, countryOf(mobile) === 'MX' ? 'MX' : 'ES');
const refused = ({ kind }: Refusal) => fail(kind === 'sign-in-again' ? 403 : 409, { problem: refusalText(kind), recoveryCodes: null, done: null });
const done = (what: 'contact-removed' | 'factor-removed' | 'session-ended' | 'sessions-ended') => ({ problem: null, recoveryCodes: null, done: what });

async function chosen(event: RequestEvent): Promise<string | null> {
  const parsed = accountForms.one.safeParse(Object.fromEntries(await event.request.formData()));
  return parsed.success ? parsed.data.cual : null;
}
const unreadable = () => fail(400, { problem: refusalText('invalid-input'), recoveryCodes: null, done: null });

export const actions: Actions = {
  quitarcontacto: async (event) => {
    const id = await chosen(event);
    if (!id) return unreadable();
    const removed = await removeContact(event.locals.world, signedInPerson(event), id);
    return removed.ok ? done('contact-removed') : refused(removed);
  },
  nuevopaso: async (event) => {
    const { world, browserHash, locale } = event.locals;
    const step = await startFactor(world, signedInPerson(event), browserHash);
    if (!step.ok) return refused(step);
    keepCookie(event.cookies, world.settings.publicOrigin, 'step', step.value);
    redirect(303, localizeHref('/cuenta/segundo-paso', { locale }));
  },
  quitarpaso: async (event) => {
    const id = await chosen(event);
    if (!id) return unreadable();
    const removed = await removeFactor(event.locals.world, signedInPerson(event), id);
    return removed.ok ? done('factor-removed') : refused(removed);
  },
  codigos: async (event) => {
    const codes = await replaceRecoveryCodes(event.locals.world, signedInPerson(event));
    return codes.ok ? { problem: null, recoveryCodes: codes.value, done: null } : refused(codes);
  },
  cerrar: async (event) => {
    const id = await chosen(event);
    if (!id) return unreadable();
    await endSessions(event.locals.world, signedInPerson(event), id);
    return done('session-ended');
  },
  cerrarotras: async (event) => {
    await endSessions(event.locals.world, signedInPerson(event), 'others');
    return done('sessions-ended');
  },
};
