import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { localDestination } from '#features/accounts/destination.ts';
import { listPractice, type Practice, type PracticeActor } from '#features/schedule/queries.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

export interface PracticeDoor {
  actor: PracticeActor;
  /** Whose agenda is open: `?de=` among those that an assistant serves (B6). */
  practice: Practice;
  practices: Practice[];
}

/**
 * Lets in who keeps an agenda; everybody else goes to sign in and comes back to where they were. Of several agendas the address says
 * which: looking without saying leads to the first, and nothing is done in one that was not named or is served no more.
 */
export async function practiceDoor(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>): Promise<PracticeDoor> {
  const { actor, world } = event.locals;
  const { pathname, search, searchParams } = event.url;
  if (!may(actor, 'keep-agenda')) {
    const back = localDestination(pathname + search) ?? pathname;
    redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(back)}`));
  }
  const practices = await listPractice(world, actor);
  const [first] = practices;
  if (!first) redirect(303, localizeHref('/entrar'));
  const asked = searchParams.get('de');
  const practice = practices.find((one) => one.id === asked);
  if (practice) return { actor, practice, practices };
  if (practices.length === 1 && asked === null) return { actor, practice: first, practices };
  if (event.request.method === 'POST') error(404);
  const query = new URLSearchParams(searchParams);
  if (practices.length > 1) query.set('de', first.id);
  else query.delete('de');
  redirect(303, query.size > 0 ? `${pathname}?${query}` : pathname);
}
