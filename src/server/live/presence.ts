import { endLapsedPresence, renewPresence } from '#features/room/seats.server.ts';
import type { World } from '#ports/world.ts';
import { seatRoom, type RoomServer } from './room-push.ts';
import { renewSessions, type RoomSocket } from './socket-identity.ts';

const renewMs = 10_000;
const tickMs = 1000;

interface Kept {
  io: RoomServer;
  world: World;
  /** The sockets of this process that sit. */
  seated: ReadonlySet<RoomSocket>;
  countConnected(socket: RoomSocket): Promise<void>;
  pushRoom(appointmentId: string): Promise<void>;
}

/** Keeps present who sits, every ten seconds and whenever product time was moved; returns the end of it. */
export function keepPresence({ io, world, seated, countConnected, pushRoom }: Kept): () => void {
  let renewedAt = 0;
  let offset = world.clock.now().getTime() - world.clock.machineNow().getTime();
  let lapsed: ReadonlySet<string> = new Set();
  // Product time may have been moved: the stages of open rooms follow within a second.
  const ticking = setInterval(() => {
    const machine = world.clock.machineNow().getTime();
    const moved = Math.abs(world.clock.now().getTime() - machine - offset) > 1000;
    if (!moved && machine - renewedAt < renewMs) return;
    renewedAt = machine;
    offset = world.clock.now().getTime() - machine;
    void renewAll(moved).catch((error: unknown) => world.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'presence failed'));
  }, tickMs);
  ticking.unref();

  async function renewAll(moved: boolean) {
    if (moved) io.emit('changed', { type: 'clock-moved' });
    // One that another process sent away keeps nobody present.
    const claims = [...seated].flatMap(({ data: { claim }, rooms }) => (claim && rooms.has(seatRoom(claim.appointmentId, claim.role)) ? [claim] : []));
    await renewPresence(world, claims);
    await renewSessions(world, [...io.sockets.sockets.values()]);
    lapsed = await endLapsedPresence(world, moved ? new Set() : lapsed);
    await Promise.all([...seated].map(countConnected));
    for (const appointmentId of new Set(claims.map((claim) => claim.appointmentId))) await pushRoom(appointmentId);
  }

  return () => clearInterval(ticking);
}
