import { loadAppointment } from '../../../appointment.server.ts';
import { linkPlace } from '../../../place.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => loadAppointment(await linkPlace(event), event);
