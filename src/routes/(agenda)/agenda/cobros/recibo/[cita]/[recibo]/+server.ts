import { error } from '@sveltejs/kit';
import { drawReceipt } from '#features/payments/receipts/pdf.server.ts';
import { findReceipt } from '#features/payments/receipts/queries.server.ts';
import { pdfAnswer } from '../../../../../../(patient)/receipts.server.ts';
import { practiceDoor } from '../../../../../practice.server.ts';
import type { RequestHandler } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A receipt for the practice that issued it. */
export const GET: RequestHandler = async (event) => {
  const { actor } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const { cita: appointmentId, recibo: receiptId } = event.params;
  const receipt = uuid.test(appointmentId) ? await findReceipt(world, actor, { appointmentId, receiptId }) : null;
  if (!receipt) error(404);
  return pdfAnswer(await drawReceipt(receipt, locale, world.settings.publicOrigin), receipt.number);
};
