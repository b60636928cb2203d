import { error } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { documentAnswer } from '../../../../../documents.server.ts';
import { ownPlace } from '../../../../place.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { actor, appointment } = await ownPlace(event);
  if (!may(actor, 'exchange-documents')) error(404);
  return documentAnswer(event, actor, { appointmentId: appointment.id, documentId: event.params.documento });
};
