import { error, fail, redirect, type Cookies } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { z } from 'zod';
import { proveChange, readChangeCode, sendChangeCode } from '#features/accounts/codes/change-code.server.ts';
import { cookieNames } from '#features/accounts/cookies.ts';
import type { GoOnAnswer, GoOnPage } from '#features/room/elsewhere/go-on.ts';
import { moveSeat } from '#features/room/elsewhere/move.server.ts';
import { patientClaim } from '#features/room/pages.server.ts';
import { readRoom, type Claim } from '#features/room/rooms.server.ts';
import { codeWords } from '#texts/code-words.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';

export interface DoorEvent {
  params: Partial<Record<string, string>>;
  locals: App.Locals;
  cookies: Cookies;
  url: URL;
  request: Request;
}
/** Who stands before the door, or null; `room` is where the seat is. */
export type ClaimOf = (event: Omit<DoorEvent, 'request'>) => Promise<{ claim: Claim; room: string } | null>;

const channel = z.enum(['sms', 'email']);
const sendForm = z.object({ canal: channel.optional() });
const digits = z.string().max(40).default('').transform((text) => text.replace(/\D/g, ''));
const codeForm = z.object({ canal: channel, codigo: digits });
const nothing: GoOnAnswer = { problem: null, codeProblem: null, code: null };

/** The patient's: by the cookie that a press on the link left. */
export const patientDoor: ClaimOf = async ({ locals: { world, browserHash, locale }, cookies }) => {
  const claim = await patientClaim(world, cookies.get(cookieNames(world.settings.publicOrigin).seat), browserHash);
  return claim && { claim, room: localizeHref('/sala', { locale }) };
};

/** The specialist's: by their sign-in; an assistant never (V5). */
export const specialistDoor: ClaimOf = async ({ params, locals: { actor, browserHash, locale }, url }) => {
  const appointmentId = z.uuid().safeParse(params['id']);
  if (!appointmentId.success) return null;
  if (actor.kind === 'visitor') redirect(303, localizeHref(`/entrar?volver=${encodeURIComponent(url.pathname)}`, { locale }));
  if (!may(actor, 'attend')) error(403, 'not-allowed');
  const claim: Claim = { appointmentId: appointmentId.data, role: 'specialist', browserHash, actor };
  return { claim, room: localizeHref(`/consulta/${appointmentId.data}`, { locale }) };
};

const accountOf = ({ actor }: Claim) => (may(actor, 'attend') ? { accountId: actor.accountId } : {});

/** Draws the page where the seat is another browser's; whoever may simply go in is led there. */
export async function loadGoOn(event: Omit<DoorEvent, 'request'>, claimOf: ClaimOf): Promise<GoOnPage & { room: string }> {
  const door = await claimOf(event);
  const room = door && (await readRoom(event.locals.world, door.claim));
  if (!door || !room) error(404, 'not-found');
  if (room.seat !== 'taken') redirect(303, door.room);
  const { claim } = door;
  const shown = await readChangeCode(event.locals.world, claim.appointmentId, null, accountOf(claim).accountId);
  return { channel: shown?.channel ?? null, sentTo: shown?.sentTo ?? '', otherChannel: shown?.otherChannel ?? null, room: door.room };
}

/** Two presses: a code to the contact of the seat's own person, then the code; it has three an hour of its own (quality 15). */
export function goOnActions(claimOf: ClaimOf) {
  async function begin(event: DoorEvent) {
    const door = await claimOf(event);
    if (!door) error(404, 'not-found');
    return { ...door, form: Object.fromEntries(await event.request.formData()) };
  }
  return {
    enviar: async (event: DoorEvent) => {
      const { claim, form } = await begin(event);
      const parsed = sendForm.safeParse(form);
      if (!parsed.success) return fail(400, { ...nothing, problem: refusalText('invalid-input') });
      const { world, browserHash, address: from, locale } = event.locals;
      const { appointmentId } = claim;
      const sent = await sendChangeCode(world, { purpose: 'takeover', appointmentId, ...accountOf(claim), browserHash, from, channel: parsed.data.canal ?? null, locale });
      return sent.ok ? { ...nothing, code: sent.value } : fail(429, { ...nothing, problem: refusalText(sent.kind) });
    },
    codigo: async (event: DoorEvent) => {
      const { claim, room, form } = await begin(event);
      const parsed = codeForm.safeParse(form);
      if (!parsed.success) return fail(400, { ...nothing, problem: refusalText('invalid-input') });
      const { world, browserHash } = event.locals;
      const { appointmentId } = claim;
      const { canal, codigo } = parsed.data;
      const proved = await proveChange(world, { purpose: 'takeover', appointmentId, ...accountOf(claim), browserHash, channel: canal, code: codigo });
      if (!proved.ok) {
        const code = await readChangeCode(world, appointmentId, canal, accountOf(claim).accountId);
        return fail(400, { ...nothing, code, codeProblem: codeWords(proved) });
      }
      const moved = await moveSeat(world, claim);
      if (!moved.ok) return fail(409, { ...nothing, problem: refusalText(moved.kind) });
      redirect(303, room);
    },
  };
}
