import { fail, redirect, type Cookies } from '@sveltejs/kit';
import { z } from 'zod';
import { formatMoney } from '#domain/money.ts';
import type { RefusalKind } from '#domain/result.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import { proveChange, readChangeCode, sendChangeCode } from '#features/accounts/codes/change-code.server.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import { sealErrand } from '#features/accounts/sealed-cookie.server.ts';
import { cancelAppointment, costOfCancelling, rescheduleAppointment } from '#features/booking/change.server.ts';
import { daysToMoveTo } from '#features/booking/move-days.server.ts';
import { codeWords } from '#texts/code-words.ts';
import { m } from '#texts/compiled/messages.js';
import { refusalText } from '#texts/refusals.ts';
import { fieldsOf } from './fields.ts';
import type { Place, PlaceEvent } from './place.server.ts';
import type { ChangeAnswer, ShownPlace } from './place.ts';

export type PlaceOf = (event: PlaceEvent) => Promise<Place>;
type ActionEvent = PlaceEvent & { request: Request; cookies: Cookies };

const nothing: ChangeAnswer = { problem: null, codeProblem: null, code: null, chosen: null };

const channel = z.enum(['sms', 'email']);
const moveForm = z.object({ inicio: z.iso.datetime() });
const cancelForm = z.object({ coste: z.coerce.number().int().min(0) });
const digits = z
  .string()
  .max(40)
  .transform((text) => text.replace(/\D/g, ''))
  .default('');
const codeForm = z.object({ canal: channel, codigo: digits });
const otherForm = z.object({ canal: channel });

/** The hours an appointment could move to. */
export async function loadMove(place: Place, locals: App.Locals) {
  const { appointment, actor } = place;
  const days = appointment.mayChange
    ? await daysToMoveTo(locals.world, actor, { appointmentId: appointment.id, zone: appointment.zone, locale: locals.locale })
    : [];
  return { place: shown(place), days };
}

/** What cancelling would cost at this moment (B5). */
export async function loadCancel(place: Place, locals: App.Locals) {
  const { appointment, actor } = place;
  const cost = await costOfCancelling(locals.world, actor, appointment.id);
  const money = (cents: number) => formatMoney(cents, appointment.currency, locals.locale);
  return {
    place: shown(place),
    cost: {
      cents: cost?.keepCents ?? 0,
      keep: money(cost?.keepCents ?? 0),
      giveBack: cost?.giveBackCents ? money(cost.giveBackCents) : null,
    },
  };
}

/** The place without its actor, for the page. */
export function shown({ actor: _actor, ...place }: Place): ShownPlace {
  return place;
}

/** Moves it, after a code where the browser is not signed in as its owner (B5). */
export function moveActions(placeOf: PlaceOf) {
  return changeActions(placeOf, {
    read: (form) => {
      const parsed = moveForm.safeParse(form);
      return parsed.success ? parsed.data.inicio : null;
    },
    words: (value, { appointment }, locals) => {
      const instant = new Date(value);
      return m.own_hour_of_day({
        day: formatDayLong(appointment.zone, instant, locals.locale),
        hour: formatHour(appointment.zone, instant),
      });
    },
    run: async (value, place, locals) => {
      const answer = await rescheduleAppointment(locals.world, place.actor, {
        appointmentId: place.appointment.id,
        startsAt: new Date(value),
      });
      return answer.ok ? null : answer.kind;
    },
    done: (_, { base }) => `${base}?hecho=cambiada`,
  });
}

/** Cancels it for what the page showed, after a code where the browser is not signed in as its owner (B5). */
export function cancelActions(placeOf: PlaceOf) {
  return changeActions(placeOf, {
    read: (form) => {
      const parsed = cancelForm.safeParse(form);
      return parsed.success ? String(parsed.data.coste) : null;
    },
    words: () => m.own_cancel_title(),
    run: async (value, place, locals) => {
      const answer = await cancelAppointment(locals.world, place.actor, {
        appointmentId: place.appointment.id,
        expectedCostCents: Number(value),
      });
      return answer.ok ? null : answer.kind;
    },
    done: (_, { base }) => `${base}?hecho=cancelada`,
  });
}

/** A change behind a code (B5): what was chosen travels as one line while the code is asked. */
export interface PlaceChange {
  read(form: Record<string, unknown>): string | null;
  words(value: string, place: Place, locals: App.Locals): string;
  run(value: string, place: Place, locals: App.Locals): Promise<RefusalKind | null>;
  /** Where it leads once it is done. */
  done(value: string, place: Place): string;
}

/** The three presses of a change: choose, another code, the code. */
export function changeActions(placeOf: PlaceOf, change: PlaceChange) {
  /** Everything three presses share: who, where, what was chosen. */
  async function begin(event: ActionEvent) {
    const place = await placeOf(event);
    const form = fieldsOf(await event.request.formData());
    const value = change.read(form);
    const chosen = value === null ? null : { value, words: change.words(value, place, event.locals) };
    return { place, form, chosen };
  }
  async function finish(place: Place, value: string, locals: App.Locals) {
    const refusal = await change.run(value, place, locals);
    if (refusal) return fail(409, { ...nothing, problem: words(refusal, place) });
    redirect(303, change.done(value, place));
  }
  async function send(event: ActionEvent, place: Place, chosen: NonNullable<ChangeAnswer['chosen']>, to: 'sms' | 'email' | null) {
    const { world, browserHash, address: from, locale } = event.locals;
    const sent = await sendChangeCode(world, { appointmentId: place.appointment.id, browserHash, from, channel: to, locale });
    if (!sent.ok) return fail(429, { ...nothing, problem: words(sent.kind, place) });
    return { ...nothing, code: sent.value, chosen };
  }

  return {
    elegir: async (event: ActionEvent) => {
      const { place, chosen } = await begin(event);
      if (!chosen) return fail(400, { ...nothing, problem: m.own_choose_hour_first() });
      return place.proved ? finish(place, chosen.value, event.locals) : send(event, place, chosen, null);
    },
    otro: async (event: ActionEvent) => {
      const { place, form, chosen } = await begin(event);
      const parsed = otherForm.safeParse(form);
      if (!chosen) return fail(400, { ...nothing, problem: refusalText('invalid-input') });
      return send(event, place, chosen, parsed.success ? parsed.data.canal : null);
    },
    codigo: async (event: ActionEvent) => {
      const { place, form, chosen } = await begin(event);
      const parsed = codeForm.safeParse(form);
      if (!chosen || !parsed.success) return fail(400, { ...nothing, problem: refusalText('invalid-input') });
      const { world, browserHash } = event.locals;
      const { id } = place.appointment;
      const answer = await proveChange(world, {
        appointmentId: id,
        browserHash,
        channel: parsed.data.canal,
        code: parsed.data.codigo,
      });
      if (!answer.ok) {
        const code = await readChangeCode(world, id, parsed.data.canal);
        return fail(400, { ...nothing, code, chosen, codeProblem: codeWords(answer) });
      }
      const cookie = sealErrand(world, 'change', id, browserHash);
      const secure = world.settings.publicOrigin.startsWith('https:');
      event.cookies.set(cookieNames(world.settings.publicOrigin).change, cookie.value, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: cookie.maxAgeSeconds,
      });
      return finish(place, chosen.value, event.locals);
    },
  };
}

function words(kind: RefusalKind, { appointment }: Place): string {
  return kind === 'too-late-to-change'
    ? m.refusal_too_late_to_change_phone({ phone: appointment.specialist.phone })
    : refusalText(kind);
}
