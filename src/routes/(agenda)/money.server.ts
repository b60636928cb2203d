import { fail, type RequestEvent } from '@sveltejs/kit';
import { parseMoney } from '#domain/money.ts';
import type { Result } from '#domain/result.ts';
import { takeAmount } from '#features/payments/amount.server.ts';
import { readMoneyPanel } from '#features/payments/pages/money-panel.server.ts';
import { giveBack } from '#features/payments/refund.server.ts';
import { giveBackForm, takeForm } from '#features/payments/schema.ts';
import { practiceDoor } from './practice.server.ts';
import { readForm, statusOf } from '../forms.server.ts';

/** "Cobrar": the price, part of it or nothing (Y4). */
export const pressTake = (event: RequestEvent) => press(event, takeForm, 'taken', takeAmount, (panel) => panel.take?.mostCents);

/** "Devolver": whole or in part (Y5). */
export const pressGiveBack = (event: RequestEvent) =>
  press(event, giveBackForm, 'given-back', giveBack, (panel) => panel.giveBack?.leftCents);

type Panel = NonNullable<Awaited<ReturnType<typeof readMoneyPanel>>>;
type Form = typeof takeForm | typeof giveBackForm;
type Move = (
  world: App.Locals['world'],
  actor: App.Locals['actor'],
  input: { appointmentId: string; amountCents: number },
) => Promise<Result<null>>;

async function press<Done extends string>(
  event: RequestEvent,
  schema: Form,
  done: Done,
  move: Move,
  mostOf: (panel: Panel) => number | undefined,
) {
  const { actor } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const values = (await readForm(event.request)) as Record<string, string>;
  const parsed = schema.safeParse(values);
  if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, values });
  const { cita: appointmentId, cuanto, importe } = parsed.data;
  const panel = await readMoneyPanel(world, actor, appointmentId, locale);
  const most = panel ? mostOf(panel) : undefined;
  if (most === undefined) return fail(409, { refusal: 'payment-not-possible' as const, values });
  const amountCents = cuanto === 'todo' ? most : cuanto === 'nada' ? 0 : parseMoney(importe);
  const wrong = { refusal: 'price-invalid' as const, fields: { importe: 'price-invalid' as const }, values };
  // A part of nothing is a slip: nothing has its own choice.
  if (amountCents === null || (cuanto === 'parte' && amountCents === 0)) return fail(400, wrong);
  const moved = await move(world, actor, { appointmentId, amountCents });
  if (!moved.ok) return fail(statusOf(moved.kind), moved.kind === 'price-invalid' ? wrong : { refusal: moved.kind, values });
  return { done };
}
