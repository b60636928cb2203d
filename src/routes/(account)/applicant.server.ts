import { redirect, type RequestEvent } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { worksHere, type Applicant } from '#features/applications/own.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

/** Who applies: a proved contact and nothing more. Whoever is not signed in proves one first; null for whoever works here already. */
export async function applicantAt({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>): Promise<Applicant | null> {
  const { actor, world, locale } = locals;
  if (!may(actor, 'keep-account')) redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  if (!may(actor, 'apply-to-practise')) return null;
  return (await worksHere(world, actor.accountId)) ? null : actor;
}
