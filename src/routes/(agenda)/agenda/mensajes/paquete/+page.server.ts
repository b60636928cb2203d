import { error } from '@sveltejs/kit';
import { packageStatement } from '#features/messages/package/statement.server.ts';
import { practiceDoor } from '../../../practice.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const asked = { month: event.url.searchParams.get('mes') ?? '', locale };
  const statement = await packageStatement(world, actor, practice.id, asked);
  if (!statement) error(404);
  return { statement };
};
