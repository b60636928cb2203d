import { error } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/** Nothing of the rehearsal exists in production. */
export const load: LayoutServerLoad = ({ locals }) => {
  if (!locals.desk) error(404, 'not-found');
};
