import { codeDigits } from '#domain/code.ts';
import { scopes, type Scope } from '#domain/access-token.ts';
import { issueToken } from '#features/accounts/access-tokens.server.ts';
import { serve } from '#server/serve.ts';
import { admitPractice, bookAsPatient, details, type Practice } from '../world/clinic.ts';
import { listeningServer, startWorld, type TestWorld } from '../world/start-world.ts';

/** Tests read what the schemas have judged already. */
export type Parsed = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Null where the answer is no JSON. */
  json: Parsed;
}

export interface ApiClinic {
  test: TestWorld;
  practice: Practice;
  other: Practice;
  /** A booked appointment of each practice. */
  appointment: string;
  theirs: string;
  /** Of the practice's specialist, with every scope. */
  token: string;
  tokenOf(practice: Practice, scopes: readonly Scope[], days?: 30 | 90 | 365): Promise<string>;
  ask(path: string, init?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string>; raw?: BodyInit }): Promise<Answer>;
  /** The code that the message of this booking carries. */
  codeOf(appointmentId: string): Promise<string>;
  stop(): Promise<void>;
}

/** The built product with two practices, each with an appointment, and a token. */
export async function openApiClinic({ hoursAhead = 50, ...options }: { apiRequestsAMinute?: number; now?: Date; hoursAhead?: number } = {}): Promise<ApiClinic> {
  const server = await listeningServer();
  const test = await startWorld({ server, ...options });
  const { world } = test;
  const practice = await admitPractice(world);
  const other = await admitPractice(world, { fullName: 'Berta Salvatierra Montes', video: { enabled: true, message: 'Ten a mano la linterna verde.' } });
  const start = new Date((Math.floor(test.clock.now().getTime() / 3_600_000) + hoursAhead) * 3_600_000);
  const mine = await bookAsPatient(world, details(practice.videoService, start));
  const theirs = await bookAsPatient(world, details(other.videoService, start, { nombre: 'Zacarías Ontiveros' }), 'zacarias');
  await test.runDue();
  await serve(server, test.composed, null);

  const tokenOf: ApiClinic['tokenOf'] = async (whose, allowed, dias = 90) => {
    const issued = await issueToken(world, whose.actor, { nombre: 'Prueba', permisos: [...allowed], dias });
    if (!issued.ok) throw new Error(issued.kind);
    return issued.value.token;
  };
  return {
    test,
    practice,
    other,
    appointment: mine.appointmentId,
    theirs: theirs.appointmentId,
    token: await tokenOf(practice, scopes),
    tokenOf,
    async ask(path, { method = 'GET', token, body, headers = {}, raw } = {}) {
      const answer = await fetch(`${test.config.publicOrigin}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '') && !/ndjson/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, headers: answer.headers, text, json: isJson && text !== '' ? JSON.parse(text) : null };
    },
    async codeOf(appointmentId) {
      const row = await world.as({ kind: 'system', job: 'test' }, (tx) =>
        tx.selectFrom('codes').select(['id', 'salt']).where('appointment_id', '=', appointmentId).orderBy('created_at', 'desc').executeTakeFirstOrThrow(),
      );
      return codeDigits((data) => world.vault.sign('code', data), row.id, row.salt);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
      await test.stop();
    },
  };
}
