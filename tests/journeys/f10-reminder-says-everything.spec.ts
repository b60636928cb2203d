import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailboxEntry } from '#rehearsal/mailbox.ts';
import { m } from '#texts/compiled/messages.js';
import { bookVideo, es, linkIn, patient } from './room-steps.ts';
import { openStage, sizes, type Stage } from './stage.ts';

let stage: Stage;
let confirmation: MailboxEntry;
let mail: MailboxEntry;
let sms: MailboxEntry;
const hour = new Date('2026-11-25T10:00:00+01:00');

beforeAll(async () => {
  stage = await openStage();
  await bookVideo(stage, '10:00', '2026-11-25');
  confirmation = await stage.message(patient.email, /reservada/);
  await stage.message(patient.mobile, /Reservada/);
  stage.rehearsal.mailbox.clear();
  await stage.moveTo(new Date(hour.getTime() - 24 * 3_600_000));
  mail = await stage.message(patient.email, /Mañana/);
  sms = await stage.message(patient.mobile, /Videoconsulta con/);
});
afterAll(() => stage.leave());

describe('F10: the reminder holds every detail (M4)', () => {
  it('the e-mail, in its words and in its HTML', () => {
    const said = [
      'Dra. Lucía Ibáñez Peñalver',
      'Videoconsulta',
      m.mail_where_video({}, es),
      'Miércoles 25 de noviembre',
      '10:00',
      'Madrid',
      '30 minutos',
      '55 €',
      stage.practice.admission.video.message,
      m.mail_button_enter({}, es),
      m.mail_link_change({}, es),
      m.mail_link_calendar({}, es),
      '910 55 50 14',
    ];
    const plain = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/&nbsp;|\s+/g, ' ');
    for (const words of said) {
      expect(plain(mail.text)).toContain(words);
      expect(plain(mail.html ?? '')).toContain(words);
    }
    expect(mail.text).toContain('Se paga directamente a la consulta');
  });

  it('the SMS, in one segment with one link, which is the same as the one in the e-mail', () => {
    for (const words of ['Videoconsulta', 'Dra. Lucia Ib', '25', '10:00', 'Madrid', '30 min', '55 EUR'])
      expect(sms.text).toContain(words);
    expect(sms.text.length).toBeLessThanOrEqual(160);
    expect(sms.links).toHaveLength(1);
    expect(sms.links[0]).toBe(linkIn(mail.links, stage.origin));
  });

  it('the confirmation carries a calendar file, and the link in the reminder leads to the same event', async () => {
    const link = mail.links.find((one) => one.endsWith('/calendario')) ?? '';
    const answer = await fetch(link);
    expect(answer.headers.get('content-type')).toContain('text/calendar');
    const events = [confirmation.calendar?.content ?? '', await answer.text()].map((text) => {
      const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
      if (!event) throw new Error(`no event in ${text}`);
      return new ICAL.Event(event);
    });
    for (const event of events) {
      expect(event.startDate.toJSDate()).toEqual(hour);
      expect(event.endDate.toJSDate()).toEqual(new Date(hour.getTime() + 30 * 60_000));
    }
    expect(new Set(events.map((event) => event.uid)).size).toBe(1);
    expect(confirmation.calendar?.method).toBe('REQUEST');
  });
});

describe.each(sizes)('F10 on a $size', ({ viewport }) => {
  it('the link of the e-mail and the one of the SMS open the waiting room', async () => {
    await stage.moveTo(new Date(hour.getTime() - 20 * 60_000));
    const carmen = await stage.person({ viewport });
    await carmen.page.setContent(mail.html ?? '');
    await carmen.page.getByRole('link', { name: m.mail_button_enter({}, es) }).click();
    await carmen.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await carmen.page.waitForURL('**/sala');
    await carmen.page.getByText(stage.practice.admission.video.message).waitFor();

    await carmen.page.goto(sms.links[0] ?? '');
    await carmen.page.getByRole('button', { name: m.link_enter({}, es) }).click();
    await carmen.page.waitForURL('**/sala');
    await carmen.page.getByRole('heading', { name: m.room_waiting_title({}, es) }).waitFor();
    await carmen.page.getByRole('button', { name: m.room_leave({}, es) }).click();
    await carmen.page.getByText(m.room_left_title({}, es)).waitFor();
    expect(carmen.troubles).toEqual([]);
    await carmen.context.close();
  });
});
