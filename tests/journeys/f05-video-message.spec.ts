import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { m } from '#texts/compiled/messages.js';
import { booked, chooseHour, codeFor, goOn, somebody, typeCode, writeDetails } from './booking-steps.ts';
import { enterWaitingRoom, es, linkIn } from './room-steps.ts';
import { openStage, phone, sizes, type Person, type Stage } from './stage.ts';

const canary = 'Canario-7f3a91 junto a la ventana';
const word = 'Canario-7f3a91';

let stage: Stage;
let profile: string;
beforeAll(async () => {
  stage = await openStage({ practice: { video: { enabled: true, message: canary } } });
  profile = `/especialistas/${stage.practice.admission.slug}`;
});
afterAll(() => stage.leave());

/** Every answer that a browser gets from now on, as text. */
function listen(person: Person) {
  const answers: Promise<{ url: string; text: string }>[] = [];
  person.context.on('response', (response) => {
    const text = response.text().catch(() => '');
    answers.push(text.then((got) => ({ url: response.url(), text: got })));
  });
  return async () => {
    const all = await Promise.all(answers);
    return { count: all.length, with: all.filter((one) => one.text.includes(word)).map((one) => one.url) };
  };
}

describe('F5: nowhere in public (P3)', () => {
  const paths = () => {
    const pages = [
      '/',
      '/buscar?que=dermatologia&modalidad=video',
      '/buscar?que=dermatologia&modalidad=presencial',
      '/buscar?que=canario',
      '/especialidades',
      '/especialidades/dermatologia',
    ];
    const { videoService, inPersonService } = stage.practice;
    pages.push(
      profile,
      `${profile}?modalidad=video`,
      `${profile}?modalidad=presencial`,
      `${profile}?servicio=${videoService}&dia=2026-11-25`,
      `${profile}?servicio=${inPersonService}`,
    );
    pages.push(`/reservar?servicio=${inPersonService}&inicio=2026-11-25T09:00:00Z`, `/reservar?servicio=${videoService}`);
    const twoLanguages = pages.flatMap((page) => [page, `/en${page}`.replace(/\/(\?|$)/, '$1')]);
    const asData = twoLanguages.map((page) => page.replace(/^([^?]*?)\/?(\?|$)/, '$1/__data.json$2'));
    return [...twoLanguages, ...asData, '/sitemap.xml', '/robots.txt', '/ayuda', '/privacidad'];
  };

  it('home, search, specialties, profile in both modalities and languages, their data, sitemap, robots, in-person booking', async () => {
    const found: string[] = [];
    for (const path of paths()) {
      const answer = await fetch(stage.origin + path);
      expect([path, answer.status]).toEqual([path, 200]);
      if ((await answer.text()).includes(word)) found.push(path);
    }
    expect(found).toEqual([]);
  });

  it('the built scripts and styles', () => {
    const client = resolve('build/client');
    const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(js|css|json|html|svg)$/.test(name),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((name) => readFileSync(join(client, name), 'utf8').includes(word))).toEqual([]);
  });

  it('no answer of a whole in-person booking, nor its messages', async () => {
    const carmen = await stage.person({ viewport: phone });
    const heard = listen(carmen);
    const booker = somebody();
    await carmen.page.goto(`${profile}?modalidad=presencial`);
    await chooseHour(carmen.page, '9:00');
    await writeDetails(carmen.page, booker);
    await goOn(carmen.page);
    await carmen.page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    await typeCode(carmen.page, await codeFor(stage, booker));
    await booked(stage, carmen.page, booker);
    await stage.message(booker.email, /reservada/);
    const answers = await heard();
    expect(answers.count).toBeGreaterThan(10);
    expect(answers.with).toEqual([]);
    const { mailbox } = stage.rehearsal;
    expect(mailbox.list().filter((one) => `${one.text}${one.html ?? ''}${one.calendar?.content ?? ''}`.includes(word))).toEqual(
      [],
    );
    expect(carmen.troubles).toEqual([]);
    await carmen.context.close();
  });
});

describe.each(sizes)('F5 on a $size', ({ viewport }) => {
  const { day, weekday, hour } =
    viewport === phone ? { day: '25', weekday: 'Mié', hour: '11:00' } : { day: '27', weekday: 'Vie', hour: '15:00' };

  it('appears on choosing a video slot, then in the booking, the confirmation, the e-mails and the waiting room', async () => {
    const carmen = await stage.person({ viewport });
    const booker = somebody();
    const { page } = carmen;
    const message = page.getByText(canary).filter({ visible: true }).first();
    const heard = listen(carmen);
    await page.goto(profile);
    await page.getByRole('link', { name: new RegExp(`^${weekday} ${day} `) }).click();
    await page.getByRole('radio', { name: new RegExp(`${day}, ${hour}$`) }).check();
    expect((await heard()).with).toEqual([]);

    await page
      .getByRole('button', { name: m.profile_book({}, es) })
      .filter({ visible: true })
      .first()
      .click();
    await page.waitForURL('**/reservar?**');
    await message.waitFor();
    await writeDetails(page, booker);
    await goOn(page);
    await page.getByRole('heading', { name: m.own_code_title({}, es) }).waitFor();
    expect(await (await page.request.get(page.url())).text()).toContain(canary);
    await typeCode(page, await codeFor(stage, booker));
    await booked(stage, page, booker);
    await message.waitFor();

    expect((await stage.message(booker.email, /reservada/)).text).toContain(canary);
    const startsAt = new Date(`2026-11-${day}T${hour}:00+01:00`).getTime();
    await stage.moveTo(new Date(startsAt - 3_600_000));
    const reminder = await stage.message(booker.email, /Hoy a las/);
    expect(reminder.text).toContain(canary);
    expect(reminder.html).toContain(canary);
    await stage.moveTo(new Date(startsAt - 20 * 60_000));
    await enterWaitingRoom(page, linkIn(reminder.links, stage.origin));
    await message.waitFor();
    expect(carmen.troubles).toEqual([]);
    await carmen.context.close();
  });
});
