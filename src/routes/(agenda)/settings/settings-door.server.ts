import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { ZodType } from 'zod';
import type { Locale } from '#domain/people.ts';
import type { Result } from '#domain/result.ts';
import { may } from '#domain/permissions.ts';
import type { Practice, PracticeActor } from '#features/schedule/queries.server.ts';
import type { World } from '#ports/world.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { practiceDoor, type PracticeDoor } from '../practice.server.ts';
import { readForm, statusOf } from '../../forms.server.ts';
import { settingsEntryOf } from './settings-pages.ts';

/** Lets in who keeps this page: an assistant is led from the specialist's terms to the hours, which they keep too. */
export async function settingsDoor(event: Pick<RequestEvent, 'locals' | 'url' | 'route' | 'request'>): Promise<PracticeDoor> {
  const door = await practiceDoor(event);
  if (!may(door.actor, 'run-practice') && settingsEntryOf(event.route.id)?.who !== 'practice') {
    redirect(303, localizeHref(`/agenda/ajustes/horario${event.url.search}`));
  }
  return door;
}

/**
 * One way for every form of the settings: parse, command, and on refusal the typed values back with words by field.
 * The frame draws the banner of `refusal` or `saved`. `lists` names the fields that may come more than once.
 */
export function saving<Form, Value>(
  schema: ZodType<Form>,
  command: (world: World, actor: PracticeActor, practice: Practice, form: Form) => Promise<Result<Value>>,
  lists: readonly string[] = [],
) {
  return async (event: RequestEvent) => {
    const { actor, practice } = await settingsDoor(event);
    const values = await readForm(event.request, lists);
    const parsed = schema.safeParse(values);
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const saved = await command(event.locals.world, actor, practice, parsed.data);
    if (!saved.ok) return fail(statusOf(saved.kind), { refusal: saved.kind, fields: saved.fields ?? {}, values });
    return { saved: saved.value ?? true, values: { modalidad: values['modalidad'] ?? '', servicio: values['servicio'] ?? '' } };
  };
}

/** Like `saving`, for pages on which different presses do different things: `done` names what was done, for its own words. */
export function doing<Form, Done extends string>(
  schema: ZodType<Form>,
  done: Done | ((form: Form) => Done),
  command: (world: World, actor: PracticeActor, specialistId: string, form: Form, locale: Locale) => Promise<Result<unknown>>,
) {
  return async (event: RequestEvent) => {
    const { actor, practice } = await settingsDoor(event);
    const values = await readForm(event.request);
    const parsed = schema.safeParse(values);
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const answer = await command(event.locals.world, actor, practice.id, parsed.data, event.locals.locale);
    if (!answer.ok) return fail(statusOf(answer.kind), { refusal: answer.kind, fields: answer.fields ?? {}, values });
    return { done: typeof done === 'function' ? done(parsed.data) : done };
  };
}
