import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { ZodType } from 'zod';
import type { RefusalKind, Result } from '#domain/result.ts';
import { refusalText } from '#texts/refusals.ts';
import { isId } from '../documents.server.ts';
import { readForm, statusOf } from '../forms.server.ts';
import { isFreshOperator, operatorDoor, type Operator } from './operator.server.ts';

type Fields = Partial<Record<string, RefusalKind>>;

interface Decision<Form, Value> {
  form: ZodType<Form>;
  /** What cannot be taken back asks for a sign-in of the last quarter of an hour (quality 18). */
  fresh?: true;
  /** How to say which field a form that cannot be read is wrong in. */
  unread?: Record<string, RefusalKind>;
  decide: (event: RequestEvent, actor: Operator, form: Form) => Promise<Result<Value>>;
  /** What the page then says is done; an address leads to another page instead. */
  done: string | ((form: Form, value: Value, event: RequestEvent) => string);
}

/** One way for every decision of an operator (O1): who, what, fresh enough, decided; refused with the words and all that was typed. */
export function deciding<Form, Value>({ form, fresh, unread = {}, decide, done }: Decision<Form, Value>) {
  return async (event: RequestEvent) => {
    const actor = operatorDoor(event);
    const values = await readForm(event.request);
    const parsed = form.safeParse(values);
    if (!parsed.success) {
      const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
      return refused('invalid-input', Object.fromEntries(Object.entries(unread).filter(([field]) => wrong.has(field))), values);
    }
    if (fresh && !(await isFreshOperator(event))) return refused('sign-in-again', {}, values);
    const answer = await decide(event, actor, parsed.data);
    if (!answer.ok) return refused(answer.kind, answer.fields ?? {}, values);
    const said = typeof done === 'string' ? done : done(parsed.data, answer.value, event);
    redirect(303, said.startsWith('/') ? said : `${event.url.pathname}?hecho=${said}`);
  };
}

function refused(kind: RefusalKind, fields: Fields, values: Record<string, string>) {
  const words: Record<string, string> = Object.fromEntries(Object.entries(fields).flatMap(([field, its]) => (its ? [[field, refusalText(its)]] : [])));
  return fail(statusOf(kind), { problem: refusalText(kind), fields: words, values });
}

/** Whom the page is about; an address that names nobody is nobody's. */
export function idOf({ params }: Pick<RequestEvent, 'params'>): string {
  const id = params['id'] ?? '';
  return isId(id) ? id : '00000000-0000-0000-0000-000000000000';
}
