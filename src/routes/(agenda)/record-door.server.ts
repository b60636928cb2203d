import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { practiceDoor } from './practice.server.ts';

/** The specialist alone: an assistant keeps the agenda and not the record (B6, G3). */
export async function recordDoor(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>) {
  const { actor } = await practiceDoor(event);
  if (!may(actor, 'keep-notes')) error(404, 'not-found');
  return actor;
}
