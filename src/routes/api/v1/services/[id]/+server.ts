import { refuse, success, type RefusalKind } from '#domain/result.ts';
import { changeServiceOperation, getServiceOperation } from '#features/api/operations/practice.server.ts';
import { saveService } from '#features/profile-editor/services.server.ts';
import { readService } from '../../practice.server.ts';
import { answer, otherwise, practiceOf, stillTheVersion } from '../../../door.server.ts';

const names: Record<string, string> = { nombre: 'name', minutos: 'durationMinutes', precio: 'priceCents' };

export const GET = answer(getServiceOperation, async (call) => {
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const service = await readService(call.world, door.actor, door.practice, call.params.id);
  return service ? success({ body: service }) : refuse('not-found');
});

export const PATCH = answer(changeServiceOperation, async (call) => {
  const { world, body } = call;
  const door = await practiceOf(call, call.query.specialist);
  if (!door.ok) return door;
  const before = await readService(world, door.actor, door.practice, call.params.id);
  if (!before) return refuse('not-found');
  const problem = call.unlessCurrent(before);
  if (problem) return { ok: false, problem };
  const cents = body.priceCents ?? before.priceCents;
  const form = {
    servicio: before.id,
    nombre: body.name ?? before.name,
    minutos: String(body.durationMinutes ?? before.durationMinutes),
    precio: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    activo: (body.active ?? before.active) ? ('si' as const) : ('no' as const),
  };
  const same = stillTheVersion(call, (inside) => readService(inside, door.actor, door.practice, before.id));
  const saved = await saveService(world, door.actor, door.practice.id, form, same);
  if (!saved.ok) {
    const fields = saved.fields && Object.fromEntries(Object.entries(saved.fields).map(([name, kind]): [string, RefusalKind] => [names[name] ?? name, kind]));
    return { ok: false, kind: saved.kind, ...(fields ? { fields } : {}) };
  }
  const after = await readService(world, door.actor, door.practice, before.id);
  return after ? success({ body: after }) : refuse('not-found');
});
export const fallback = otherwise(getServiceOperation, changeServiceOperation);
