import { m } from '#texts/compiled/messages.js';
import { refusalText } from '#texts/refusals.ts';

type Sent = { ok: true; value: { instead: boolean } } | { ok: false; kind: string };

/** What the address of the code's page says of how the code left (B3): nothing where it left as it should. */
export function codeNotice(sent: Sent): string {
  if (sent.ok) return sent.value.instead ? '?aviso=correo' : '';
  return sent.kind === 'no-text-now' ? '?aviso=sin-sms' : '?aviso=espera';
}

/** The same in words. */
export function noticeWords(notice: string | null): string | null {
  if (notice === 'correo') return m.booking_code_mailed_instead();
  if (notice === 'sin-sms') return refusalText('no-text-now');
  return notice === 'espera' ? refusalText('too-many-attempts') : null;
}
