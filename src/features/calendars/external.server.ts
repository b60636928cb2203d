import { mostCalendars, readCalendarAddress, type CalendarFailure } from '#domain/external-calendar.ts';
import type { Actor } from '#domain/people.ts';
import { refuse, success, type RefusalKind, type Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { Tx, World } from '#ports/world.ts';
import { askCalendar, sealAddress } from './external-address.server.ts';
import { announceGone, keepAnswer } from './keep-answer.server.ts';
import { readCalendarNow } from './refresh.server.ts';
import type { AddCalendarForm, CalendarForm, SwitchCalendarForm } from './schema.ts';

type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;

const system = { kind: 'system', job: 'calendars' } as const;
const hour = 3_600_000;
/** Addresses that one practice may try in an hour: nobody asks around on the internet through us. */
const mostTries = 30;

/** The words for each way in which a calendar fails. */
export const failureRefusals: Record<CalendarFailure, RefusalKind> = {
  unreachable: 'calendar-unreachable',
  'too-slow': 'calendar-too-slow',
  gone: 'calendar-gone',
  locked: 'calendar-locked',
  'too-large': 'calendar-too-large',
  'not-a-calendar': 'calendar-not-one',
};

/**
 * Adds a calendar by its address, read at once (B7): from then on its busy times take slots. Refuses `not-allowed`,
 * `too-many-attempts`, and `invalid-input` with what is wrong with the address or with what answers there.
 */
export async function addCalendar(
  world: World,
  actor: PracticeActor,
  specialistId: string,
  form: AddCalendarForm,
): Promise<Result<{ calendarId: string }>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const address = readCalendarAddress(form.direccion);
  if (!address) return wrong('calendar-address-invalid');
  const sealed = sealAddress(world, world.ids.uuid(), address);
  const known = await world.as(actor, (tx) =>
    tx.selectFrom('external_calendars').select('address_hmac').where('specialist_id', '=', specialistId).execute(),
  );
  if (known.some((row) => row.address_hmac.equals(sealed.address_hmac))) return wrong('calendar-already-added');
  if (known.length >= mostCalendars) return wrong('calendar-too-many');
  if (!(await mayTry(world, actor, specialistId))) return refuse('too-many-attempts');

  const { zone } = await world.as(actor, (tx) =>
    tx.selectFrom('specialists').select('zone').where('id', '=', specialistId).executeTakeFirstOrThrow(),
  );
  const answer = await askCalendar(world, { address, zone, seen: null });
  if (answer.kind === 'failed') return wrong(failureRefusals[answer.why]);
  const calendarId = world.ids.uuid();
  const now = world.clock.now();
  const kept = {
    ...sealAddress(world, calendarId, address),
    name: (answer.kind === 'read' && answer.name) || new URL(address).hostname.slice(0, 80),
  };
  await world.as(actor, async (tx) => {
    await tx
      .insertInto('external_calendars')
      .values({ id: calendarId, specialist_id: specialistId, created_at: now, due_at: now, ...kept })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await world.note(tx, actor, {
      action: 'calendar-added',
      objectKind: 'external-calendar',
      objectId: calendarId,
      specialistId,
    });
  });
  await keepAnswer(world, calendarId, answer);
  world.live.publish(`specialist:${specialistId}`, { type: 'changed' });
  return success({ calendarId });
}

/** Reads a calendar at once instead of in a few minutes. Refuses `not-found`, `try-again-later`, and what went wrong. */
export async function refreshCalendar(
  world: World,
  actor: PracticeActor,
  specialistId: string,
  form: CalendarForm,
): Promise<Result<{ calendarId: string }>> {
  const row = await world.as(actor, (tx) =>
    tx
      .selectFrom('external_calendars')
      .select(['id', 'active'])
      .where('id', '=', form.calendario)
      .where('specialist_id', '=', specialistId)
      .executeTakeFirst(),
  );
  if (!row?.active) return refuse('not-found');
  if (!(await mayTry(world, actor, specialistId))) return refuse('too-many-attempts');
  const answer = await readCalendarNow(world, row.id);
  if (!answer) return refuse('try-again-later');
  return answer.kind === 'failed' ? refuse(failureRefusals[answer.why]) : success({ calendarId: row.id });
}

/** Switches a calendar off, its busy times free at once, or on again, read at once. Refuses `not-allowed`, `not-found`. */
export async function switchCalendar(
  world: World,
  actor: PracticeActor,
  specialistId: string,
  form: SwitchCalendarForm,
): Promise<Result<{ calendarId: string }>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const active = form.activo === 'si';
  const changed = await world.as(actor, async (tx) => {
    const row = await tx
      .updateTable('external_calendars')
      .set({
        active,
        failure: null,
        failing_since: null,
        failures: 0,
        etag: null,
        last_modified: null,
        fully_read_at: null,
        due_at: world.clock.now(),
      })
      .where('id', '=', form.calendario)
      .where('specialist_id', '=', specialistId)
      .returning('id')
      .executeTakeFirst();
    if (!row) return false;
    if (!active) await announceGone(world, tx, specialistId, await dropBusy(tx, specialistId, row.id));
    await world.note(tx, actor, {
      action: active ? 'calendar-on' : 'calendar-off',
      objectKind: 'external-calendar',
      objectId: row.id,
      specialistId,
    });
    return true;
  });
  if (!changed) return refuse('not-found');
  if (active) await readCalendarNow(world, form.calendario);
  world.live.publish(`specialist:${specialistId}`, { type: 'changed' });
  return success({ calendarId: form.calendario });
}

/** Takes a calendar away with all that was read from it. Refuses `not-allowed`, `not-found`. */
export async function removeCalendar(
  world: World,
  actor: PracticeActor,
  specialistId: string,
  form: CalendarForm,
): Promise<Result<null>> {
  if (!may(actor, 'run-practice', { specialistId })) return refuse('not-allowed');
  const gone = await world.as(actor, async (tx) => {
    const busy = await dropBusy(tx, specialistId, form.calendario);
    const { numDeletedRows } = await tx
      .deleteFrom('external_calendars')
      .where('id', '=', form.calendario)
      .where('specialist_id', '=', specialistId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await announceGone(world, tx, specialistId, busy);
    await world.note(tx, actor, {
      action: 'calendar-removed',
      objectKind: 'external-calendar',
      objectId: form.calendario,
      specialistId,
    });
    return true;
  });
  if (!gone) return refuse('not-found');
  world.live.publish(`specialist:${specialistId}`, { type: 'changed' });
  return success(null);
}

function dropBusy(tx: Tx, specialistId: string, calendarId: string) {
  return tx
    .deleteFrom('external_busy')
    .where('calendar_id', '=', calendarId)
    .where('specialist_id', '=', specialistId)
    .returning(['starts_at', 'ends_at'])
    .execute();
}

async function mayTry(world: World, actor: PracticeActor, specialistId: string): Promise<boolean> {
  const since = new Date(world.clock.now().getTime() - hour);
  const { count } = await world.as(system, (tx) =>
    tx
      .selectFrom('audit')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('object_id', '=', specialistId)
      .where('action', '=', 'calendar-tried')
      .where('at', '>', since)
      .executeTakeFirstOrThrow(),
  );
  if (Number(count) >= mostTries) return false;
  await world.as(actor, (tx) =>
    world.note(tx, actor, { action: 'calendar-tried', objectKind: 'specialist', objectId: specialistId, specialistId }),
  );
  return true;
}

function wrong(kind: RefusalKind): Result<never> {
  return refuse('invalid-input', { direccion: kind });
}
