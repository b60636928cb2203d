import { afterAll, beforeAll, expect, it } from 'vitest';
import { coturnRelay } from '#adapters/relay/coturn.ts';
import { openNetwork, type Network } from '../world/network.ts';
import { startRelayServer, type RelayServer } from '../world/relay-server.ts';
import { openTurnClient, type TurnClient } from '../world/turn-client.ts';

/** coturn with the settings of deploy/turnserver.conf, used as an attacker would (quality 45–47, faults 42 and 43). */
let network: Network;
let relay: RelayServer;
const clients: TurnClient[] = [];

beforeAll(async () => {
  network = openNetwork();
  relay = await startRelayServer(network.place('t'));
});
afterAll(async () => {
  for (const client of clients) client.close();
  await relay?.stop();
  network?.close();
});

function credentials(appointmentId: string, now = new Date()) {
  const [, turn] = coturnRelay(relay.turn, { machineNow: () => now }).iceServers(appointmentId, 'patient');
  if (!turn?.username || !turn.credential) throw new Error('no credentials');
  return { username: turn.username, credential: turn.credential };
}
async function client(appointmentId: string, now?: Date): Promise<TurnClient> {
  const opened = await openTurnClient(relay.turn.stunUrls[0]?.split(':')[1] ?? '', credentials(appointmentId, now));
  clients.push(opened);
  return opened;
}

/** Special-purpose addresses (RFC 6890), some spelt as IPv6 that carries an IPv4 address. */
const inside = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.254', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.0.0.53', '127.1.1.1', '127.255.255.254',
  '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.17.0.2', '172.31.255.254', '192.0.0.1', '192.0.0.170', '192.0.2.7', '192.88.99.1', '192.168.0.1',
  '192.168.1.254', '192.168.255.254', '198.18.0.1', '198.19.255.254', '198.51.100.9', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '255.255.255.254',
  '::1', '::', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::1', 'fe80::1', 'fd00::1', 'ff02::1',
];
const outside = ['8.8.8.8', '93.184.216.34', '203.0.114.5'];

it('lets nobody reach what is inside through it, in any spelling; the outside stays reachable', async () => {
  const one = await client('11111111-1111-7111-8111-111111111111');
  expect(await one.allocate()).toBe('ok');
  for (const address of inside) expect([address, await one.permit(address)]).toEqual([address, expect.stringMatching(/^(403|443|440|400)$/)]);
  for (const address of outside) expect([address, await one.permit(address)]).toEqual([address, 'ok']);
}, 60_000);

it('gives one credential eight ways and no more; others are still served', async () => {
  const answers: string[] = [];
  for (let nth = 0; nth < 200; nth++) answers.push(await (await client('22222222-2222-7222-8222-222222222222')).allocate());
  expect(answers.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'ok'));
  expect(new Set(answers.slice(8))).toEqual(new Set(['486']));
  expect(await (await client('33333333-3333-7333-8333-333333333333')).allocate()).toBe('ok');
});

it('refuses credentials of an hour ago, and made-up ones', async () => {
  expect(await (await client('44444444-4444-7444-8444-444444444444', new Date(Date.now() - 3_600_000))).allocate()).toBe('401');
  const { username } = credentials('44444444-4444-7444-8444-444444444444');
  const forged = await openTurnClient(relay.turn.stunUrls[0]?.split(':')[1] ?? '', { username, credential: 'bm8gZG91YnQgYSBndWVzcw==' });
  clients.push(forged);
  expect(await forged.allocate()).toBe('401');
});
