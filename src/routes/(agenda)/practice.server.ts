import { redirect, type RequestEvent } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { listPractice, type Practice, type PracticeActor } from '#features/schedule/queries.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';

export interface PracticeDoor {
  actor: PracticeActor;
  /** Whose agenda is open: `?de=` among those that an assistant serves, the first otherwise (B6). */
  practice: Practice;
  practices: Practice[];
}

/** Lets in who keeps an agenda; everybody else goes to sign in and comes back to the path. */
export async function practiceDoor(event: Pick<RequestEvent, 'locals' | 'url'>): Promise<PracticeDoor> {
  const { actor, world } = event.locals;
  if (!may(actor, 'keep-agenda')) {
    redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(event.url.pathname)}`));
  }
  const practices = await listPractice(world, actor);
  const practice = practices.find((one) => one.id === event.url.searchParams.get('de')) ?? practices[0];
  if (!practice) redirect(303, localizeHref('/entrar'));
  return { actor, practice, practices };
}
