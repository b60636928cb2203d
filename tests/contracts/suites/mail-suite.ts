import { expect, test } from 'vitest';
import type { MailSender } from '#ports/mail.ts';

/** What any mail server is held to, the stand-in and the real one alike. */
export function mailContract({ sender, to }: { sender(): MailSender; to: string }): void {
  test('a mail with words, HTML and a calendar file is accepted, and again under the same Message-ID', async () => {
    const mail = {
      to,
      subject: 'Prueba de Videoconsulta: á, é, ñ',
      text: 'Es una prueba del servidor de correo. Nadie tiene que hacer nada.',
      html: '<p>Es una prueba del servidor de correo. Nadie tiene que hacer nada.</p>',
      messageId: `<${crypto.randomUUID()}@contract.example>`,
      calendar: { method: 'PUBLISH' as const, content: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Videoconsulta//ES\r\nEND:VCALENDAR\r\n' },
    };
    expect(await sender().send(mail)).toMatchObject({ kind: 'accepted' });
    expect(await sender().send(mail)).toMatchObject({ kind: 'accepted' });
  });
}
