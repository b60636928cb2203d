import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { slotsOfService } from '#features/profiles/free-slots.server.ts';
import { lookOver } from './look-over.ts';
import { addApp } from './practice-steps.ts';
import { es } from './room-steps.ts';
import { openStage, phone, sizesFrom, type Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.leave());

const event = (from: string, until: string) => `BEGIN:VEVENT\r\nUID:${from}\r\nDTSTART:${from}\r\nDTEND:${until}\r\nSUMMARY:Dentista\r\nEND:VEVENT\r\n`;
const calendarOf = (name: string, ...events: string[]) => `BEGIN:VCALENDAR\r\nX-WR-CALNAME:${name}\r\n${events.join('')}END:VCALENDAR\r\n`;

describe('calendars (B7)', () => {
  it.each(sizesFrom('phone'))('a calendar from elsewhere is added, takes its hours, and fails in words, at $size', async ({ size, viewport }) => {
    const { calendarServer } = stage.rehearsal;
    const name = `${size}.ics`;
    calendarServer.publish(name, calendarOf(`Casa ${size}`, event(size === 'phone' ? '20261126T090000Z' : '20261127T090000Z', size === 'phone' ? '20261126T093000Z' : '20261127T093000Z')));
    const lucia = await stage.person({ viewport });
    await stage.signIn(lucia, stage.practice.accountId);
    const { page } = lucia;
    await page.goto('/agenda/ajustes/calendarios');
    const field = page.getByLabel(m.calendars_address({}, es));
    const add = page.getByRole('button', { name: m.calendars_add({}, es) });
    await field.fill('http://nube.example/casa.ics');
    await add.click();
    await page.getByText(m.refusal_calendar_address_invalid({}, es)).waitFor();
    expect(await field.inputValue()).toBe('http://nube.example/casa.ics');
    await field.fill(calendarServer.addressOf(name).replace('https:', 'webcal:'));
    await add.click();
    await page.getByText(m.calendars_added({}, es)).waitFor();
    await page.getByRole('heading', { name: `Casa ${size}` }).waitFor();
    await page.getByText(size === 'phone' ? 'jueves 26, 10:00–10:30' : 'viernes 27, 10:00–10:30').waitFor();
    const at = new Date(size === 'phone' ? '2026-11-26T09:00:00Z' : '2026-11-27T09:00:00Z');
    const slots = await slotsOfService(stage.world, stage.practice.videoService, { from: new Date(at.getTime() - 3_600_000), days: 1 });
    expect(slots?.free.some((slot) => slot.getTime() === at.getTime())).toBe(false);
    calendarServer.fault('gone');
    const card = page.getByRole('article', { name: `Casa ${size}` });
    await card.getByRole('button', { name: m.calendars_refresh({}, es) }).click();
    await card.getByText(/No podemos leerlo desde hoy a las/).waitFor();
    calendarServer.fault(null);
    expect(await lookOver(page)).toEqual([]);
    await page.getByRole('article', { name: `Casa ${size}` }).getByRole('button', { name: m.calendars_remove({}, es) }).click();
    await page.getByText(m.calendars_removed({}, es)).waitFor();
    expect(lucia.troubles.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
    await lucia.context.close();
  });

  it('the private address is made, copied by hand and changed without script, and the old one leads nowhere', async () => {
    const lucia = await stage.person({ javaScript: false });
    await stage.signIn(lucia, stage.practice.accountId);
    const { page, context } = lucia;
    await page.goto('/agenda/ajustes/calendarios');
    await page.getByRole('button', { name: m.calendars_feed_create({}, es) }).click();
    const address = () => page.getByLabel(m.calendars_feed_address({}, es)).inputValue();
    const first = await address();
    const answer = await context.request.get(first);
    expect([answer.status(), answer.headers()['content-type'], answer.headers()['cache-control'], answer.headers()['set-cookie']]).toEqual([200, 'text/calendar; charset=utf-8', 'private, no-cache', undefined]);
    const again = await context.request.get(first, { headers: { 'if-none-match': answer.headers()['etag'] ?? '' } });
    expect([again.status(), (await again.body()).length]).toEqual([304, 0]);
    expect((await context.request.head(first)).status()).toBe(200);
    await page.getByText(m.calendars_feed_more({}, es)).click();
    await page.getByRole('button', { name: m.calendars_feed_renew({}, es) }).click();
    await expect.poll(address).not.toBe(first);
    const old = await context.request.get(first);
    const never = await context.request.get(`/calendario/${'A'.repeat(22)}.ics`);
    expect([old.status(), await old.text()]).toEqual([404, await never.text()]);
    await context.close();
  });
});

describe('a team (B6)', () => {
  it('is joined by mail, code and a press, without script, and left at once', async () => {
    const email = 'nadia@consulta.example';
    const lucia = await stage.person();
    await stage.signIn(lucia, stage.practice.accountId);
    await lucia.page.goto('/agenda/ajustes/equipo');
    await lucia.page.getByLabel(m.team_email({}, es)).fill(email);
    await lucia.page.getByRole('textbox', { name: m.team_name({}, es) }).fill('Nadia Prieto');
    await lucia.page.getByRole('button', { name: m.team_invite({}, es) }).click();
    await lucia.page.getByText(m.team_done_invited({}, es)).waitFor();
    const mail = await stage.message(email, /\/invitacion\//);
    const link = new URL(mail.links.find((one) => one.includes('/invitacion/')) ?? '').pathname;

    const nadia = await stage.person({ viewport: phone, javaScript: false });
    const { page } = nadia;
    await page.goto(link);
    await page.getByRole('heading', { name: m.invitation_title({}, es) }).waitFor();
    await page.getByRole('button', { name: m.invitation_send({}, es) }).click();
    await page.locator('[name=codigo]').fill(await stage.code(email));
    await page.getByRole('button', { name: m.invitation_enter({}, es) }).click();
    await page.getByRole('button', { name: m.invitation_accept({}, es) }).click();
    // Whoever works here shows a second factor before anything opens (A1).
    await page.waitForURL('**/entrar/segundo-paso**');
    await addApp(stage, page);
    await page.getByRole('link', { name: m.recovery_kept({}, es) }).click();
    await page.waitForURL('**/agenda?de=**');

    const open = await stage.person();
    await open.context.addCookies(await nadia.context.cookies());
    await open.page.goto('/agenda');
    await lucia.page.goto('/agenda/ajustes/equipo');
    await lucia.page.getByText('Nadia Prieto').first().waitFor();
    await lucia.page.getByText(m.team_remove({}, es)).click();
    await lucia.page.getByRole('button', { name: m.team_remove_ask({}, es) }).click();
    await lucia.page.getByText(m.team_done_removed({}, es)).waitFor();
    await open.page.waitForURL('**/entrar**');
    await page.goto('/agenda');
    expect(new URL(page.url()).pathname).toBe('/entrar');
    await page.goto(link);
    await page.getByRole('heading', { name: m.invitation_over_title({}, es) }).waitFor();
    expect(await lookOver(lucia.page)).toEqual([]);
    for (const one of [lucia, nadia, open]) await one.context.close();
  });
});
