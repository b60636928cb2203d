import { createHmac } from 'node:crypto';
import type { Clock } from '#ports/clock.ts';
import type { IceServer, Relay } from '#ports/relay.ts';

export interface CoturnConfig {
  stunUrls: string[];
  turnUrls: string[];
  /** coturn's `static-auth-secret`; needed as soon as there are `turnUrls`. */
  secret: string | null;
}

const lifetimeSeconds = 600;
/** Asked again within these seconds a seat gets the same ones: five different a minute at most (quality 47). */
const stepSeconds = 12;

/**
 * Credentials of coturn's REST scheme, good for 10 minutes of machine time (V6). The name in them is a pseudonym of
 * the seat, so that the relay's own log links no address to an appointment. Nothing configured: no servers.
 */
export function coturnRelay(config: CoturnConfig, clock: Pick<Clock, 'machineNow'>): Relay {
  const { stunUrls, turnUrls, secret } = config;
  if (turnUrls.length > 0 && !secret) throw new Error('TURN addresses are set but their secret is not.');
  return {
    iceServers(appointmentId, role) {
      const servers: IceServer[] = [];
      if (stunUrls.length > 0) servers.push({ urls: stunUrls });
      if (turnUrls.length > 0 && secret) {
        const step = Math.floor(clock.machineNow().getTime() / 1000 / stepSeconds) * stepSeconds;
        const expiry = step + lifetimeSeconds;
        const seat = createHmac('sha256', secret).update(`${appointmentId}:${role}`).digest('hex').slice(0, 16);
        const username = `${expiry}:${seat}`;
        const credential = createHmac('sha1', secret).update(username).digest('base64');
        servers.push({ urls: turnUrls, username, credential });
      }
      return servers;
    },
  };
}
