import { packageOf } from '#features/messages/package/count.server.ts';
import { listRecentMessages, listUnreached } from '#features/messages/queries.server.ts';
import { messagesPage, unreachedLines } from '#features/schedule/pages/messages-page.server.ts';
import { practiceDoor } from '../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const now = world.clock.now();
  return {
    package: await packageOf(world, actor, practice.id),
    unreached: unreachedLines(await listUnreached(world, actor, practice.id, locale), practice, now, locale),
    ...messagesPage(await listRecentMessages(world, actor, practice.id, locale, 200), practice, now, locale, event.url.searchParams.has('todos')),
  };
};
