import type { Server } from 'node:http';
import pg from 'pg';
import { codeDigits } from '#domain/code.ts';
import { linkToken } from '#domain/link.ts';
import { requestCode, useCode } from '#features/accounts/codes/codes.server.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { confirmHold } from '#features/booking/confirm.server.ts';
import { holdSlot } from '#features/booking/hold.server.ts';
import { addCalendar } from '#features/calendars/external.server.ts';
import { openFeed } from '#features/calendars/feeds.server.ts';
import { inviteAssistant } from '#features/team/invitations.server.ts';
import { serve } from '#server/serve.ts';
import { createHash } from 'node:crypto';
import { admitPractice, details, type Practice } from '../world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';

/** What nobody but its owner may ever read. */
const victim = {
  nombre: 'Zacarías Ontiveros Quiroga',
  movil: '698 765 432',
  correo: 'zacarias.ontiveros@correo.example',
  motivo: 'Moretones que no se explican',
};
const secrets = /Zacar|Ontiveros|Quiroga|698\D?765\D?432|Moretones|linterna verde|ES91 2100/;
const machine = /\bat .+\.(?:ts|js):\d+|node_modules|\bECONN|\bselect .+ from\b|invalid input syntax|PostgresError|TypeError|RangeError/;

export type Attacker = 'anybody' | 'patient' | 'specialist' | 'assistant';
export const attackers: Attacker[] = ['anybody', 'patient', 'specialist', 'assistant'];

export interface AttackedClinic {
  test: TestWorld;
  server: Server;
  /** The attackers' practice and the victim's. */
  own: Practice;
  other: Practice;
  /** Of the victim: one ahead, one that took place, and one still held; the attackers' patient has the first two. */
  theirs: { ahead: string; past: string; held: string; token: string; cookies: string; team: { invitacion: string; asistente: string; calendario: string } };
  mine: { ahead: string; past: string; token: string };
  cookies: Record<Attacker, string>;
  /** What the attackers' own address has for a parameter of a route. */
  ownId: (name: string) => string;
  ask(path: string, init?: { method?: string; as?: string; body?: BodyInit; headers?: Record<string, string> }): Promise<{ status: number; text: string; headers: Headers }>;
  /** A fingerprint of every row, or of those that a practice has. */
  rows(specialistId?: string): Promise<string>;
  /** 'table.column' of the whole schema. */
  columns(): Promise<string[]>;
  /** Runs one statement as whoever owns the database. */
  meddle(statement: string): Promise<void>;
  stop(): Promise<void>;
}

/** What is wrong with an answer that an attacker got; null where nothing is. */
export function fault(answer: { status: number; text: string }): string | null {
  if (answer.status >= 500) return `status ${answer.status}`;
  return machine.exec(answer.text)?.[0] ?? secrets.exec(answer.text)?.[0] ?? null;
}

/** The built product with two practices, one of them the victim's, and everybody signed in. */
export async function openAttackedClinic(): Promise<AttackedClinic> {
  const server = await listeningServer();
  const test = await startWorld({ server });
  const { world, clock } = test;
  const own = await admitPractice(world);
  const other = await admitPractice(world, {
    fullName: 'Berta Salvatierra Montes',
    video: { enabled: true, message: 'Ten a mano la linterna verde.' },
    prepayment: { mode: 'other', chargeWhen: 'at_booking', lateFeeCents: 0, instructions: 'Transferencia a ES91 2100 0418.' },
  });
  const day = (hour: string) => new Date(`2026-11-25T${hour}:00+01:00`);
  const assistantId = world.ids.uuid();
  await world.as({ kind: 'system', job: 'test' }, async (tx) => {
    await tx.insertInto('accounts').values({ id: assistantId, created_at: clock.now() }).execute();
    await tx.insertInto('assistants').values({ account_id: assistantId, specialist_id: own.specialistId, created_at: clock.now() }).execute();
  });

  const team = await openTeam(test, other);
  const theirPast = await book(test, other.videoService, day('10:00'), victim, '+34698765432');
  const theirAhead = await book(test, other.videoService, day('12:00'), victim, '+34698765432');
  const minePast = await book(test, own.videoService, day('10:00'), {}, '+34612345678');
  const mineAhead = await book(test, own.videoService, day('12:00'), {}, '+34612345678');
  const held = await holdSlot(world, { browserHash: hashOf(browserOf('victim')), locale: 'es' }, details(other.videoService, day('16:00'), victim));
  if (!held.ok) throw new Error(held.kind);
  await world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx
      .updateTable('appointments')
      .set({ status: 'completed', outcome: 'took_place', completed_at: clock.now() })
      .where('id', 'in', [theirPast.id, minePast.id])
      .execute(),
  );
  await serve(server, test.composed, {
    messages: () => test.rehearsal.mailbox.list().filter((message) => !secrets.test(JSON.stringify(message))),
    now: () => clock.now(),
    demoCalendar: test.rehearsal.calendarServer.addressOf('demo.ics'),
    moveClock: async (instant) => (instant <= clock.now() ? null : clock.now()),
    people: async () => [{ as: 'lucia', name: 'Lucía', role: 'specialist', note: '', digits: null }],
    signIn: async () => null,
  });

  const token = (id: string) => linkToken((data) => world.vault.sign('link', data), id, 'patient', 1);
  const signedIn = async (name: string, accountId: string) =>
    `vc_browser=${browserOf(name)}; vc_session=${(await openSession(world, { accountId, signedInBy: 'sms', secondFactor: 'passkey', device: 'test' })).token}`;
  const admin = new pg.Client({ connectionString: test.database.adminUrl });
  await admin.connect();
  const { publicOrigin } = test.config;

  return {
    test,
    server,
    own,
    other,
    theirs: { ahead: theirAhead.id, past: theirPast.id, held: held.value.appointmentId, token: token(theirAhead.id), cookies: await signedIn('victim', theirAhead.accountId), team },
    mine: { ahead: mineAhead.id, past: minePast.id, token: token(mineAhead.id) },
    cookies: {
      anybody: `vc_browser=${browserOf('anybody')}`,
      patient: await signedIn('patient', mineAhead.accountId),
      specialist: await signedIn('specialist', own.accountId),
      assistant: await signedIn('assistant', assistantId),
    },
    ownId: (name) => (name === 'token' ? token(mineAhead.id) : name === 'slug' ? (own.admission.slug ?? '') : name === 'code' ? 'dermatologia' : mineAhead.id),
    async ask(path, { method = 'GET', as = '', body, headers = {} } = {}) {
      const answer = await fetch(`${publicOrigin}${path}`, {
        method,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: as, ...(method === 'GET' ? {} : { origin: publicOrigin }), ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    },
    async rows(specialistId) {
      const tables = specialistId
        ? ['specialists', 'specialist_settings', 'services', 'weekly_hours', 'hour_exceptions', 'appointments', 'messages', 'reviews', 'assistants', 'invitations', 'calendar_feeds', 'external_busy']
        : (await admin.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'sessions'")).rows.map((row) => row.name);
      let all = '';
      for (const table of tables) {
        const where = !specialistId ? '' : `where ${table === 'specialists' ? 'id' : 'specialist_id'} = '${specialistId}'`;
        const { rows } = await admin.query<{ print: string | null }>(`select md5(string_agg(t::text, '|' order by t::text)) as print from ${table} t ${where}`);
        all += `${table} ${rows[0]?.print}\n`;
      }
      return all;
    },
    async columns() {
      const { rows } = await admin.query<{ name: string }>("select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'");
      return rows.map((row) => row.name);
    },
    async meddle(statement) {
      await admin.query(statement);
    },
    async stop() {
      await admin.end();
      server.closeAllConnections();
      await new Promise((settle) => (server as Server).close(settle));
      await test.stop();
    },
  };
}

/** The secret of a browser, as its cookie holds it. */
export const browserOf = (name: string) => `${name}-${name}-${name}-browser`;
const hashOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

async function book({ world }: TestWorld, service: string, startsAt: Date, who: Partial<typeof victim>, address: string) {
  const browserHash = hashOf(browserOf(who.nombre ? 'victim' : 'patient'));
  const held = await holdSlot(world, { browserHash, locale: 'es' }, details(service, startsAt, who));
  if (!held.ok) throw new Error(`hold refused: ${held.kind}`);
  const { appointmentId } = held.value;
  const issued = await requestCode(world, { purpose: 'booking', contact: { channel: 'sms', address }, browserHash, appointmentId, from: null, locale: 'es' });
  if (!issued.ok) throw new Error(issued.kind);
  const { codeId } = issued.value;
  const { salt } = await world.as({ kind: 'system', job: 'test' }, (tx) => tx.selectFrom('codes').select('salt').where('id', '=', codeId).executeTakeFirstOrThrow());
  const code = codeDigits((data) => world.vault.sign('code', data), codeId, salt);
  const used = await useCode(world, { purpose: 'booking', address, browserHash, appointmentId, code });
  if (!used.ok || !(await confirmHold(world, browserHash, appointmentId)).ok) throw new Error('not booked');
  return { id: appointmentId, accountId: used.value.accountId };
}

/** Everything a practice lets in and out: an assistant, an invitation, a feed and a calendar from elsewhere. */
async function openTeam({ world, clock, rehearsal }: TestWorld, { actor, specialistId }: Practice) {
  const asistente = world.ids.uuid();
  await world.as({ kind: 'system', job: 'test' }, async (tx) => {
    await tx.insertInto('accounts').values({ id: asistente, created_at: clock.now() }).execute();
    await tx.insertInto('assistants').values({ account_id: asistente, specialist_id: specialistId, created_at: clock.now() }).execute();
  });
  await inviteAssistant(world, actor, specialistId, { correo: 'nadie@consulta.example', nombre: '' }, 'es');
  await openFeed(world, actor, specialistId);
  const busy = 'BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T080000Z\r\nDTEND:20261201T090000Z\r\nEND:VEVENT\r\n';
  rehearsal.calendarServer.publish('casa.ics', `BEGIN:VCALENDAR\r\n${busy}END:VCALENDAR\r\n`);
  const added = await addCalendar(world, actor, specialistId, { direccion: rehearsal.calendarServer.addressOf('casa.ics') });
  const { id } = await world.as(actor, (tx) => tx.selectFrom('invitations').select('id').executeTakeFirstOrThrow());
  return { invitacion: id, asistente, calendario: added.ok ? added.value.calendarId : '' };
}
