import { execFileSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Config } from '#server/config.ts';
import type { Place } from './network.ts';

export interface RelayServer {
  turn: Config['turn'];
  /** The key of its certificate as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  spki: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const secret = 'a-secret-of-the-tests-a-secret-of-the-tests';

/** coturn with the settings of deploy/turnserver.conf; addresses, certificate and secret alone are the test's. */
export async function startRelayServer(place: Place): Promise<RelayServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vc-relay-'));
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=relay', '-addext', `subjectAltName=IP:${place.address}`, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  const spki = execFileSync('sh', ['-c', `openssl x509 -in ${certificate} -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | openssl enc -base64`], { encoding: 'utf8' }).trim();
  const ours: Record<string, string> = { 'static-auth-secret': secret, 'listening-ip': place.address, 'relay-ip': place.address, cert: certificate, pkey: key };
  const settings = readFileSync(resolve(import.meta.dirname, '../../deploy/turnserver.conf'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/^([a-z-]+)=.*/, (whole, name: string) => (ours[name] ? `${name}=${ours[name]}` : whole)));
  const file = join(folder, 'turnserver.conf');
  writeFileSync(file, [...settings, `pidfile=${join(folder, 'turn.pid')}`, ''].join('\n'));
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = place.run('/usr/bin/turnserver', ['-c', file]);
    server.stdout?.resume();
    server.stderr?.resume();
    await listens(place);
  }
  await start();
  return {
    turn: {
      stunUrls: [`stun:${place.address}:3478`],
      turnUrls: [`turn:${place.address}:3478?transport=udp`, `turn:${place.address}:3478?transport=tcp`, `turns:${place.address}:443?transport=tcp`],
      secret,
    },
    spki,
    start,
    async stop() {
      const ended = server;
      if (!ended || ended.exitCode !== null) return;
      await new Promise<void>((settle) => {
        ended.once('exit', () => settle());
        ended.kill('SIGKILL');
      });
      rmSync(join(folder, 'turn.pid'), { force: true });
    },
  };
}

/** Waits until both of its ports take connections. */
async function listens(place: Place): Promise<void> {
  const { createConnection } = await import('node:net');
  const open = (port: number) =>
    new Promise<boolean>((settle) => {
      const socket = createConnection({ host: place.address, port }, () => settle(!!socket.destroy()));
      socket.on('error', () => settle(false));
    });
  for (let tried = 0; tried < 200; tried++) {
    if ((await open(3478)) && (await open(443))) return;
    await new Promise((settle) => setTimeout(settle, 25));
  }
  throw new Error('the relay server does not listen');
}

/** A wire to the relay's TCP door that keeps every byte in both directions, as a capture there would. */
export async function tapRelay(relay: Place, host: string): Promise<{ url: string; seen(): Buffer; close(): void }> {
  const { connect, createServer } = await import('node:net');
  const chunks: Buffer[] = [];
  const tap = createServer((near) => {
    const far = connect(3478, relay.address);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (chunk: Buffer) => chunks.push(chunk));
      from.on('error', () => from.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((settle) => tap.listen(0, host, settle));
  const address = tap.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return { url: `turn:${host}:${port}?transport=tcp`, seen: () => Buffer.concat(chunks), close: () => void tap.close() };
}
