import { success } from '#domain/result.ts';
import { listSlotsOperation as operation } from '#features/api/operations/finding.server.ts';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { answer, otherwise } from '../../door.server.ts';

export const GET = answer(operation, async ({ world, query }) => {
  const found = await slotsOfService(world, query.service, { ...(query.from ? { from: new Date(query.from) } : {}), days: query.days });
  if (!found) return { ok: false, kind: 'not-found' };
  return success({ body: { serviceId: query.service, zone: found.zone, slots: found.free.map((slot) => slot.toISOString()) } });
});
export const fallback = otherwise(operation);
