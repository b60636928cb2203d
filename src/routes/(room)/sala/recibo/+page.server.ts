import { patientDoor } from '../../go-on.server.ts';
import { loadReceipt } from '../../receipt.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => loadReceipt(event, patientDoor);
