import { documentAnswer } from '../../../../../../documents.server.ts';
import { recordDoor } from '../../../../../record-door.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const actor = await recordDoor(event);
  return documentAnswer(event, actor, { appointmentId: event.params.id, documentId: event.params.documento });
};
