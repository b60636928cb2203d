import { linkPlace } from '../../../../place.server.ts';
import { receiptAnswer } from '../../../../receipts.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => receiptAnswer(await linkPlace(event), event.params.recibo, event.locals);
