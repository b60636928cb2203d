import { json } from '@sveltejs/kit';
import { findPatients } from '#features/booking/practice.server.ts';
import type { RequestHandler } from './$types';

/** Patients of this practice for the search as one types (B6); nobody else is ever found. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { actor, world } = locals;
  if (actor.kind !== 'specialist' && actor.kind !== 'assistant') return json({ refusal: 'sign-in-first' }, { status: 401 });
  const found = await findPatients(world, actor, (url.searchParams.get('texto') ?? '').slice(0, 80));
  return json(found);
};
