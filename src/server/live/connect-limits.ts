import { networkOf } from '#domain/network.ts';
import type { World } from '#ports/world.ts';

const minute = 60_000;
/** Open at once for one person (quality 43): a room, an agenda, and the tabs they forgot. */
const socketsOfOne = 5;
/** Somebody known may come back more often than strangers: a bad line is no attack. */
const knownFactor = 3;

export interface ConnectLimits {
  /** Whether strangers of this address have come too often to be asked who they are. */
  isShut(address: string): boolean;
  /** Somebody that no cookie named: counted over all processes, by network. */
  countStranger(address: string): Promise<void>;
  /** Whether one more socket of this person may open; it counts from `came` to `left`. */
  mayOpen(person: string): boolean;
  came(person: string): void;
  left(person: string): void;
}

/**
 * How often a socket may be opened (quality 43). Strangers are counted by their network and shut out for its minute; who is
 * known is counted by who they are, so that a hospital behind one address comes back after a restart (fault 17).
 */
export function connectLimits(world: Pick<World, 'clock' | 'limits' | 'settings'>): ConnectLimits {
  const shut = new Map<string, number>();
  const known = new Map<string, { open: number; came: number; since: number }>();
  const now = () => world.clock.machineNow().getTime();

  function forgetOld(at: number) {
    for (const [network, until] of shut) if (until <= at) shut.delete(network);
    for (const [person, one] of known) if (one.open === 0 && at - one.since >= minute) known.delete(person);
  }

  return {
    isShut: (address) => (shut.get(networkOf(address)) ?? 0) > now(),
    async countStranger(address) {
      const network = networkOf(address);
      const limit = world.settings.connectsAMinute;
      const { used, resetsInSeconds } = await world.limits.take(`socket|${network}`, { limit, windowSeconds: 60, cost: 1 });
      forgetOld(now());
      if (used >= limit) shut.set(network, now() + resetsInSeconds * 1000);
    },
    mayOpen(person) {
      const at = now();
      const one = known.get(person) ?? { open: 0, came: 0, since: at };
      if (at - one.since >= minute) Object.assign(one, { came: 0, since: at });
      known.set(person, one);
      one.came += 1;
      return one.open < socketsOfOne && one.came <= world.settings.connectsAMinute * knownFactor;
    },
    came(person) {
      const one = known.get(person);
      if (one) one.open += 1;
    },
    left(person) {
      const one = known.get(person);
      if (one) one.open -= 1;
      forgetOld(now());
    },
  };
}
