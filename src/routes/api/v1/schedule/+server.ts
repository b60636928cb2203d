import { refuse, success } from '#domain/result.ts';
import { getScheduleOperation, putScheduleOperation } from '#features/api/operations/practice.server.ts';
import { replaceHours } from '#features/schedule/hours/week.server.ts';
import { readSchedule } from '../practice.server.ts';
import { answer, otherwise, practiceOf, stillTheVersion } from '../../door.server.ts';

export const GET = answer(getScheduleOperation, async (call) => {
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  return success({ body: await readSchedule(call.world, door.actor, door.practice) });
});

export const PUT = answer(putScheduleOperation, async (call) => {
  const { world, body } = call;
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const problem = call.unlessCurrent(await readSchedule(world, door.actor, door.practice));
  if (problem) return { ok: false, problem };
  const byDay = Map.groupBy(body.hours, (one) => `${one.weekday} ${one.placeId ?? ''}`);
  const days = [...byDay.values()].flatMap((hours) => {
    const [first] = hours;
    return first ? [{ weekday: first.weekday, placeId: first.placeId, line: hours.map((one) => `${one.starts}-${one.ends}`).join(', ') }] : [];
  });
  const same = stillTheVersion(call, (inside) => readSchedule(inside, door.actor, door.practice));
  const saved = await replaceHours(world, door.actor, door.practice.id, { modality: body.modality, days }, same);
  if (!saved.ok) return saved.kind === 'invalid-input' ? refuse('invalid-input', { hours: 'hours-invalid' }) : saved;
  return success({ body: await readSchedule(world, door.actor, door.practice) });
});
export const fallback = otherwise(getScheduleOperation, putScheduleOperation);
