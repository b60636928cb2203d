import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from '#adapters/calendars/addresses.ts';
import { download } from '#adapters/calendars/download.ts';
import { busyTimesInWorker } from '#adapters/calendars/in-worker.ts';
import { icsCalendars } from '#adapters/calendars/ics.ts';
import { publicWay } from '#adapters/calendars/ways.ts';
import { movableClock } from '#adapters/clock/movable.ts';
import { readCalendarAddress } from '#domain/external-calendar.ts';
import type { CalendarQuestion } from '#ports/calendars.ts';
import { startCalendarServer, type CalendarStandIn } from '#rehearsal/calendar-server.ts';

let server: CalendarStandIn;
/** Listens on every address of this machine, and counts who comes. */
let canary: Server;
let port: number;
let visits = 0;

beforeAll(async () => {
  server = await startCalendarServer({ clock: movableClock() });
  canary = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((settle) => canary.listen(0, '::', settle));
  const address = canary.address();
  port = address && typeof address === 'object' ? address.port : 0;
});
afterAll(async () => {
  await server.stop();
  await new Promise((settle) => canary.close(settle));
});

const question = (address: string): CalendarQuestion => ({
  address,
  zone: 'Europe/Madrid',
  from: new Date('2026-11-23T00:00Z'),
  until: new Date('2027-12-01T00:00Z'),
  ownHost: 'cita.example',
  seen: null,
});
const one =
  'BEGIN:VCALENDAR\r\nX-WR-CALNAME:Casa\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261124T080000Z\r\nDTEND:20261124T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const quick = { bytes: 5 * 1024 * 1024, milliseconds: 500, redirects: 3 };

/** This machine and its neighbours, spelled in every way that anybody thought of (quality 38). */
const spellings = [
  '127.0.0.1', '127.1', '127.0.1', '0.0.0.0', '0', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '127.000.000.001',
  '１２７.０.０.１', '①②⑦.⓪.⓪.①', '127。0。0。1', '127.0.0.1.', 'localhost', 'LOCALHOST.', 'localhost.localdomain', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[fe80::1]', '[fc00::1]',
  '[fd00:ec2::254]', '[ff02::1]', '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '0xa9fea9fe', '100.64.0.1', '192.0.0.192', '198.18.0.1', '203.0.113.1', '224.0.0.1', '255.255.255.255',
]; // prettier-ignore

describe('the way to a calendar on the internet (quality 38)', () => {
  it(`leads to none of ${spellings.length} spellings of this machine and its neighbours, on any port`, async () => {
    for (const host of spellings) {
      for (const suffix of ['', `:${port}`, ':8443']) {
        const address = `https://${host}${suffix}/c.ics`;
        const answer = URL.canParse(address) ? await download(publicWay(), address, null, quick) : null;
        if (answer) expect([host, answer]).toEqual([host, { kind: 'failed', why: 'unreachable' }]);
      }
    }
    expect(visits).toBe(0);
  });

  it('connects to the very address that was looked at: a name that answers differently the second time gains nothing', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], []];
    for (const addresses of answers.slice(1))
      expect(
        await download(
          publicWay(async () => addresses),
          'https://nube.example/c.ics',
          null,
          quick,
        ),
      ).toMatchObject({ why: 'unreachable' });
    let asked = 0;
    const rebinding = publicWay(async () => answers[Math.min(asked++, 1)] ?? []);
    const options = rebinding(new URL('https://nube.example/c.ics'));
    const found = await new Promise((settle) =>
      options?.lookup?.('nube.example', { all: true }, (_, addresses) => settle(addresses)),
    );
    expect([found, asked]).toEqual([[{ address: '93.184.216.34', family: 4 }], 1]);
    expect(visits).toBe(0);
  });

  it.each([
    'http://nube.example/c.ics',
    'https://ana:secreto@nube.example/',
    'https://nube.example:22/',
    'https://nube.example:5432/c.ics',
    'ftp://nube.example/c.ics',
    'file:///etc/passwd',
  ])('is none to %s', (address) => expect(publicWay()(new URL(address))).toBeNull());

  it('lets nobody be sent on to where they may not go', async () => {
    const way = (url: URL) => server.way(url) ?? publicWay()(url);
    for (const to of [
      `http://127.0.0.1:${port}/`,
      `https://127.0.0.1:${port}/`,
      'https://[::1]/',
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      '//localhost/',
    ]) {
      server.redirect('away.ics', to);
      expect(await download(way, server.addressOf('away.ics'), null, quick)).toEqual({ kind: 'failed', why: 'unreachable' });
    }
    expect(visits).toBe(0);
  });

  it('and the canary does count who comes', async () => {
    const before = visits;
    await fetch(`http://127.0.0.1:${port}/`).catch(() => {});
    expect(visits).toBe(before + 1);
    visits = before;
  });

  it.each([
    ['8.8.8.8', true],
    ['93.184.216.34', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    ['2001:db8::1', false],
    ['192.88.99.1', false],
    ['nube.example', false],
    ['', false],
  ])('%s is public: %s', (address, answer) => expect(isPublicAddress(address)).toBe(answer));

  it('knows webcal as https', () =>
    expect(readCalendarAddress(server.addressOf('a.ics').replace('https:', 'webcal:'))).toBe(server.addressOf('a.ics')));
});

describe('a calendar server', () => {
  const reader = () => icsCalendars(server.way);

  it('that answers is read, and asked for what changed alone', async () => {
    server.publish('casa.ics', one);
    const read = await reader().read(question(server.addressOf('casa.ics')));
    expect(read).toMatchObject({
      kind: 'read',
      name: 'Casa',
      skipped: 0,
      busy: [{ startsAt: new Date('2026-11-24T08:00Z'), appointmentId: null }],
    });
    if (read.kind !== 'read') throw new Error(read.kind);
    expect(await reader().read({ ...question(server.addressOf('casa.ics')), seen: read })).toEqual({ kind: 'unchanged' });
    server.publish('casa.ics', one.replace('Casa', 'Piso'));
    expect(await reader().read({ ...question(server.addressOf('casa.ics')), seen: read })).toMatchObject({ name: 'Piso' });
  });
  it('may send on three times, not four', async () => {
    for (const [from, to] of [['a', 'b'], ['b', 'c'], ['c', 'casa'], ['z', 'a'], ['loop', 'loop']] as const) server.redirect(`${from}.ics`, server.addressOf(`${to}.ics`)); // prettier-ignore
    expect(await reader().read(question(server.addressOf('a.ics')))).toMatchObject({ kind: 'read' });
    expect(await reader().read(question(server.addressOf('z.ics')))).toEqual({ kind: 'failed', why: 'unreachable' });
    expect(await reader().read(question(server.addressOf('loop.ics')))).toEqual({ kind: 'failed', why: 'unreachable' });
  });
  it.each([
    ['gone', 'gone'],
    ['locked', 'locked'],
    ['broken', 'unreachable'],
    ['page', 'not-a-calendar'],
    ['bomb', 'too-large'],
    ['endless', 'too-large'],
    ['silent', 'too-slow'],
    ['trickle', 'too-slow'],
  ] as const)('that is %s says %s, soon and in little memory', async (fault, why) => {
    server.fault(fault);
    const before = process.memoryUsage().rss;
    const address = server.addressOf('casa.ics');
    const answer = fault === 'page' ? await reader().read(question(address)) : await download(server.way, address, null, quick);
    server.fault(null);
    expect(answer).toEqual({ kind: 'failed', why });
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
  });
  it('that sends a file made to be read for ever costs one thread and its time', async () => {
    const rule =
      'FREQ=YEARLY;BYSETPOS=1;BYSECOND=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12;BYHOUR=0,1,2,3,4,5,6,7,8,9,10';
    const events = Array.from(
      { length: 5000 },
      (_, i) => `BEGIN:VEVENT\nUID:${i}\nDTSTART:20200101T000000Z\nDTEND:20200101T000100Z\nRRULE:${rule}\nEND:VEVENT`,
    );
    const text = `BEGIN:VCALENDAR\n${events.join('\n')}\nEND:VCALENDAR`;
    const asked = busyTimesInWorker(
      { ...question(''), text, from: question('').from.getTime(), until: question('').until.getTime() },
      400,
    );
    await expect(asked).rejects.toThrow('takes too long');
  });
});
