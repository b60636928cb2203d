import { askForPlace, readTurnAddress } from '#adapters/relay/probe.ts';
import { coturnRelay } from '#adapters/relay/coturn.ts';
import type { Clock } from '#ports/clock.ts';
import type { Config } from '../config.ts';
import { broken, good, reasonOf, warning, type Check, type Finding } from './finding.ts';

const meanings: Record<string, string> = {
  '401': 'TURN_SECRET is not the static-auth-secret of that relay, or its clock is off by minutes.',
  '403': 'The relay forbids this machine: see its denied and allowed addresses.',
  '437': 'The relay is confused about this connection; run the doctor again.',
  '486': 'The relay has given away all it may (user-quota, total-quota): raise them.',
  '508': 'The relay has no ports left: widen min-port to max-port.',
};

/** A place at the relay by each of its addresses, asked for with real credentials (V6). */
export function turnCheck(turn: Config['turn'], clock: Pick<Clock, 'machineNow'>, trust?: { ca: string }): Check {
  return {
    id: 'turn',
    seconds: 25,
    async look() {
      if (turn.turnUrls.length === 0) {
        return [warning('turn', 'no relay is configured', 'In some hospitals and mobile networks calls need one: run coturn with deploy/turnserver.conf, then set TURN_URLS and TURN_SECRET.')];
      }
      if (!turn.secret) return [broken('turn', 'TURN_URLS is set and TURN_SECRET is not', "Set TURN_SECRET to the relay's static-auth-secret.")];
      const account = coturnRelay(turn, clock).iceServers('doctor', 'patient').at(-1);
      const { username = '', credential = '' } = account ?? {};
      const found = await Promise.all(turn.turnUrls.map((url) => ask(url, { username, credential }, trust)));
      const ways = new Set(turn.turnUrls.map((url) => readTurnAddress(url)?.way));
      const missing = (['udp', 'tcp', 'tls'] as const).filter((way) => !ways.has(way));
      if (missing.length === 0) return found;
      return [...found, warning('turn', `no address for ${missing.join(' and ')}`, 'Networks differ in what they let out: offer UDP, TCP, and TLS on port 443 (turns:…:443?transport=tcp).')];
    },
  };
}

async function ask(url: string, account: { username: string; credential: string }, trust?: { ca: string }): Promise<Finding> {
  const at = readTurnAddress(url);
  if (!at) return broken('turn', `${url} is no TURN address`, 'Write turn:host:port?transport=udp, …=tcp or turns:host:443?transport=tcp.');
  const id = `turn-${at.way}`;
  try {
    const answer = await askForPlace(at, account, trust);
    if (answer === 'ok') return good(id, `${at.host}:${at.port} gives a place`);
    if (answer === 'open') return broken(id, `${at.host}:${at.port} asks nobody who they are`, 'Turn on use-auth-secret there (deploy/turnserver.conf): anybody can use this relay.');
    return broken(id, `${at.host}:${at.port} refuses (${answer})`, meanings[answer] ?? 'See the log of the relay.');
  } catch (error) {
    return broken(id, `${at.host}:${at.port} does not answer: ${reasonOf(error)}`, `Start coturn, and open port ${at.port} for ${at.way === 'udp' ? 'UDP' : 'TCP'} in the firewall${at.way === 'tls' ? '; its certificate must name that host' : ''}.`);
  }
}
