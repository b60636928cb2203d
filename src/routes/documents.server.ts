import { error, fail, type RequestEvent } from '@sveltejs/kit';
import type { MediaType } from '#domain/documents.ts';
import { openDocument } from '#features/records/documents/read.server.ts';
import { sendDocument, withdrawDocument } from '#features/records/documents/send.server.ts';
import type { RecordActor } from '#features/records/exchange.server.ts';
import { sendForm, withdrawForm } from '#features/records/schema.ts';
import { refuse, type RefusalKind } from '#domain/result.ts';
import { statusOf } from './forms.server.ts';

type Fields = Record<string, RefusalKind>;

/** The press that sends a file; what it was called and what it is come beside it. */
export async function pressSend({ request, locals }: Pick<RequestEvent, 'request' | 'locals'>, actor: RecordActor, appointmentId: string) {
  const form = await request.formData();
  const file = form.get('archivo');
  const { tipo } = sendForm.parse({ tipo: form.get('tipo') ?? 'other' });
  const bytes = file instanceof File ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
  const fileName = file instanceof File ? file.name : '';
  const answer = await sendDocument(locals.world, actor, { appointmentId, kind: tipo, fileName, bytes });
  if (!answer.ok) return fail(statusOf(answer.kind), { refusal: answer.kind, fields: { archivo: answer.kind } as Fields, values: { tipo } });
  return { done: 'sent' as const };
}

export async function pressWithdraw({ request, locals }: Pick<RequestEvent, 'request' | 'locals'>, actor: RecordActor, appointmentId: string) {
  const parsed = withdrawForm.safeParse(Object.fromEntries(await request.formData()));
  const answer = parsed.success
    ? await withdrawDocument(locals.world, actor, { appointmentId, documentId: parsed.data.documento })
    : refuse('invalid-input');
  if (!answer.ok) return fail(statusOf(answer.kind), { refusal: answer.kind, fields: {} as Fields, values: {} });
  return { done: 'withdrawn' as const };
}

/** A document as a download and nothing else: no page of ours shows it, and whatever opens it has no rights here (quality 37). */
export async function documentAnswer({ locals }: Pick<RequestEvent, 'locals'>, actor: RecordActor, input: { appointmentId: string; documentId: string }): Promise<Response> {
  const found = await openDocument(locals.world, actor, { ...input, locale: locals.locale });
  if (!found) error(404, 'not-found');
  return downloadAnswer(found);
}

const endings = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' };

/** Bytes that somebody sent, as a file that no page of ours shows. */
export function downloadAnswer({ bytes, mediaType, title }: { bytes: Uint8Array<ArrayBuffer>; mediaType: MediaType; title: string }): Response {
  const ending = endings[mediaType];
  return new Response(bytes, {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="documento.${ending}"; filename*=UTF-8''${encodeRfc5987(`${title || 'documento'}.${ending}`)}`,
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'no-store',
    },
  });
}

/** Whether a part of an address may be the id of a row. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
