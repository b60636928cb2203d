import { success, type RefusalKind } from '#domain/result.ts';
import { dayOfInstant } from '#domain/time.ts';
import { addTimeOffOperation, listTimeOffOperation } from '#features/api/operations/practice.server.ts';
import { addTimeOff } from '#features/schedule/hours/exceptions.server.ts';
import { listTimeOff } from '#features/schedule/settings.server.ts';
import { clock } from '../practice.server.ts';
import { answer, otherwise, practiceOf } from '../../door.server.ts';

const names: Record<string, string> = { desde: 'from', hasta: 'until', inicio: 'starts', fin: 'ends' };

export const GET = answer(listTimeOffOperation, async (call) => {
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const { practice, actor } = door;
  const rows = await listTimeOff(call.world, actor, { specialistId: practice.id, fromDay: call.query.from ?? dayOfInstant(practice.zone, call.world.clock.now()) });
  const items = rows.map((row) => ({
    id: row.id,
    date: row.onDate,
    starts: row.startsMinute === null ? null : clock(row.startsMinute),
    ends: row.endsMinute === null ? null : clock(row.endsMinute),
  }));
  return success({ body: { items } });
});

export const POST = answer(addTimeOffOperation, async (call) => {
  const { world, body } = call;
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const { practice, actor } = door;
  const form = { desde: body.from, hasta: body.until ?? '', inicio: body.starts ?? '', fin: body.ends ?? '', ambito: 'todo' as const, motivo: '' };
  const added = await addTimeOff(world, actor, practice, form, 'keep');
  if (added.ok) return success({ body: { stillBooked: added.value.stillBooked, firstDay: added.value.firstDay } });
  const fields = added.fields && Object.fromEntries(Object.entries(added.fields).map(([name, kind]): [string, RefusalKind] => [names[name] ?? name, kind]));
  return { ok: false, kind: added.kind, ...(fields ? { fields } : {}) };
});
export const fallback = otherwise(listTimeOffOperation, addTimeOffOperation);
