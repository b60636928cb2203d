import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Mailbox, MailboxEntry } from '#rehearsal/mailbox.ts';
import { serve } from '#server/serve.ts';
import { admitPractice, type Practice } from '../world/clinic.ts';
import type { Network, Place } from '../world/network.ts';
import type { RelayServer } from '../world/relay-server.ts';
import { waitForScripts } from './page-scripts.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import type { Admission } from '#features/operator/specialists/admission.server.ts';

/** Flags of headless Chromium as root on a closed network, with a fake camera and microphone (stack.md). */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export const phone = { width: 360, height: 640 };
export const desktop = { width: 1280, height: 800 };
export const sizes = [
  { size: 'phone', viewport: phone },
  { size: 'desktop', viewport: desktop },
] as const;
/** What other journeys walk at the other size, or accessibility looks at there: one size in every run, both where it is proven. */
export const sizesFrom = (one: (typeof sizes)[number]['size']) => sizes.filter(({ size }) => size === one || process.env['PROVE']);

export interface Person {
  page: Page;
  context: BrowserContext;
  /** Console errors and page errors so far; a journey ends with none. */
  troubles: string[];
}

export interface PersonOptions {
  viewport?: { width: number; height: number };
  javaScript?: boolean;
  camera?: boolean;
  locale?: string;
  /** Where on the network their browser runs. */
  place?: Place;
}

export interface Stage extends TestWorld {
  origin: string;
  practice: Practice;
  browser: Browser;
  person(options?: PersonOptions): Promise<Person>;
  /** Signs the browser in as the practice's specialist, as `/entrar` would. */
  signIn(person: Person, accountId: string): Promise<void>;
  /** The newest message to that address whose text has these words; waits for it to arrive. */
  message(to: string, words: RegExp): Promise<MailboxEntry>;
  /** The six digits that came to that address and were not asked for before: one who asks for a second code waits for the second. */
  code(to: string): Promise<string>;
  leave(): Promise<void>;
}

export interface StageOptions {
  now?: Date;
  practice?: Partial<Admission>;
  host?: 'localhost';
  /** Pages and sockets on a network of namespaces (tests/world/network.ts), with its relay. */
  network?: Network;
  relay?: RelayServer;
}

/** A whole world with pages, sockets and jobs in this process, and a browser before it. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const server = await listeningServer(options.network?.address);
  const test = await startWorld({
    server,
    ...(options.now ? { now: options.now } : {}),
    ...(options.host ? { host: options.host } : {}),
    ...(options.relay ? { turn: options.relay.turn } : {}),
  });
  const practice = await admitPractice(test.world, options.practice);
  // Who was just admitted is found from the first search on.
  await test.runDue();
  await serve(server, test.composed, null);
  // Camera and microphone are given to safe origins alone: the network's own is declared one.
  const safe = options.network ? [`--unsafely-treat-insecure-origin-as-secure=${test.config.publicOrigin}`] : [];
  const trusted = options.relay ? [`--ignore-certificate-errors-spki-list=${options.relay.spki}`] : [];
  const launch = (place?: Place) => chromium.launch({ executablePath: place?.wrap('/usr/bin/chromium') ?? '/usr/bin/chromium', args: [...flags, ...safe, ...trusted] });
  const browser = await launch();
  const elsewhere = new Map<string, Promise<Browser>>();
  const browserIn = (place: Place) => {
    const there = elsewhere.get(place.name) ?? launch(place);
    elsewhere.set(place.name, there);
    return there;
  };
  const { mailbox } = test.rehearsal;
  const codes = new Set<MailboxEntry>();
  const origin = test.config.publicOrigin;

  return {
    ...test,
    origin,
    practice,
    browser,
    async person({ viewport = desktop, javaScript = true, camera = true, locale = 'es-ES', place } = {}) {
      const context = await (place ? await browserIn(place) : browser).newContext({
        viewport,
        javaScriptEnabled: javaScript,
        locale,
        timezoneId: 'Europe/Madrid',
        isMobile: viewport.width < 600,
        hasTouch: viewport.width < 600,
        baseURL: origin,
        ...(camera ? { permissions: ['camera', 'microphone'] } : {}),
      });
      context.setDefaultTimeout(40_000);
      const page = await context.newPage();
      if (javaScript) await waitForScripts(page);
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(`page: ${error.message}`));
      page.on('console', (message) => {
        // Of a line of this machine that came or went beside the browser no page can know.
        if (message.type() === 'error' && !message.text().includes('ERR_NETWORK_CHANGED')) troubles.push(`console: ${message.text()} @ ${message.location().url}`);
      });
      return { page, context, troubles };
    },
    async signIn(person, accountId) {
      const session = await openSession(test.world, { accountId, signedInBy: 'rehearsal', device: 'journey' });
      await person.context.addCookies([{ name: 'vc_session', value: session.token, url: origin, httpOnly: true, sameSite: 'Lax' }]);
    },
    async message(to, words) {
      const fits = (entry: MailboxEntry) => entry.to === to && words.test(`${entry.subject ?? ''}\n${entry.text}`);
      return mailbox.list().findLast(fits) ?? arrival(mailbox, fits, `${to}: ${words}`);
    },
    async code(to) {
      const fits = (entry: MailboxEntry) => entry.to === to && !codes.has(entry) && codeOf(entry) !== null;
      const entry = mailbox.list().findLast(fits) ?? (await arrival(mailbox, fits, `${to}: a code`));
      codes.add(entry);
      return codeOf(entry) ?? '';
    },
    async leave() {
      for (const there of elsewhere.values()) await (await there).close();
      await browser.close();
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
      await test.stop();
    },
  };
}

/** The digits with which the SMS or the subject of the mail begins; null for a message that is no code. */
const codeOf = (entry: MailboxEntry): string | null => /^\s*(\d{3}) ?(\d{3})\b/.exec(entry.subject ?? entry.text)?.slice(1).join('') ?? null;

/** The next message that fits; throws after as long as any step may take. */
function arrival(mailbox: Mailbox, fits: (entry: MailboxEntry) => boolean, wanted: string): Promise<MailboxEntry> {
  return new Promise((settle, fail) => {
    const tooLate = setTimeout(() => {
      unsubscribe();
      fail(new Error(`no message came for ${wanted}`));
    }, 40_000);
    const unsubscribe = mailbox.subscribe((entry) => {
      if (!fits(entry)) return;
      clearTimeout(tooLate);
      unsubscribe();
      settle(entry);
    });
  });
}
