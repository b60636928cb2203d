import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/postgres-adapter';
import type pg from 'pg';
import { Server } from 'socket.io';
import { socketPath, type Answer, type Arrival, type ClientEvents, type ServerEvents } from '#call/protocol.ts';
import { refuse, type Result } from '#domain/result.ts';
import type { RoomView } from '#domain/room-view.ts';
import { may } from '#domain/permissions.ts';
import { findActor } from '#features/accounts/sessions.server.ts';
import { admit, announceDelay, comeBack, finish, hangUp, hideAddress, mistrust } from '#features/room/commands.server.ts';
import { makePass } from '#features/room/elsewhere/pass.server.ts';
import { readRoom, type Claim } from '#features/room/rooms.server.ts';
import { recordFacts } from '#features/room/receipt/facts.server.ts';
import { relayServers } from '#features/room/relay.server.ts';
import { callFactsSchema, delaySchema, deviceReportSchema, hideSchema, mediaSchema, signalSchema } from '#features/room/schema.ts';
import { enterRoom, leaveRoom, markAbsent, recordConnected, reportDevices, type Seated } from '#features/room/seats.server.ts';
import { askForCall, callPatient, takeBackCall } from '#features/room/waiting/call-back.server.ts';
import type { Live } from '#ports/live.ts';
import type { World } from '#ports/world.ts';
import { gatherTopics } from './live/gather-topics.ts';
import { liveTurns } from './live/live-turns.ts';
import { keepPresence } from './live/presence.ts';
import { createRoomPush, seatRoom } from './live/room-push.ts';
import { socketDoor } from './live/socket-door.ts';
import { takeToken, type ProcessEvents, type RoomSocket, type SocketData } from './live/socket-identity.ts';

export interface Sockets extends Live {
  close(): Promise<void>;
}

/** What a page asks of its room without saying more; each answers with the room as it then is. */
const commands = { admit, hangup: hangUp, mistrust, back: comeBack, finish, callme: askForCall, nocall: takeBackCall, call: callPatient };
type Command = (typeof commands)[keyof typeof commands];

/** A room's socket with whose it is, and the end of what it asked before. */
interface Line {
  socket: RoomSocket;
  claim: Claim;
  mine: string;
  others: string;
  before: Promise<unknown>;
}
type Hear = (line: Line, ...said: unknown[]) => void;

function commandsHeard(run: (line: Line, ack: unknown, command: Command) => void) {
  return Object.fromEntries(Object.entries(commands).map(([name, command]): [string, Hear] => [name, (line, ack) => run(line, ack, command)])) as Record<keyof typeof commands, Hear>;
}
/** Who it is, is known by now: neither headers nor cookies are kept for as long as the line stands (S13). */
function forgetRequest({ conn, handshake }: RoomSocket) {
  Object.assign(conn, { request: null });
  Object.assign(handshake, { headers: {}, query: {}, auth: {} });
}

/**
 * The live line of rooms and agendas. A socket is who its cookies say it is; it hears of its own room alone, and what
 * it sends to the other seat is passed on only while both sides are what they claim (quality 41–44).
 * With `pool` several processes share their rooms through PostgreSQL.
 */
export function attachSockets(http: HttpServer, world: World, options: { pool?: pg.Pool } = {}): Sockets {
  const door = socketDoor(world);
  const io = new Server<ClientEvents, ServerEvents, ProcessEvents, SocketData>(http, {
    path: socketPath,
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 10_000,
    pingTimeout: 8000,
    allowRequest: (request, answer) => answer(null, door.admits(request)),
    ...(options.pool ? { adapter: createAdapter(options.pool) } : {}),
  });
  const seated = new Set<RoomSocket>();
  const turns = liveTurns();

  io.use((socket, next) => {
    turns.during('arrives', async () => (socket.conn.readyState === 'open' ? door.letIn(socket) : 'not-allowed')).then(
      (refusal) => {
        next(refusal ? new Error(refusal) : undefined);
        if (socket.conn.readyState !== 'open') goneMeanwhile(socket);
      },
      () => next(new Error('try-again-later')),
    );
  });

  io.on('connection', (socket) => {
    const { claim, sessionId } = socket.data;
    door.count(socket);
    forgetRequest(socket);
    if (sessionId) void socket.join(`session:${sessionId}`);
    const line = claim ? openLine(socket, claim) : null;
    socket.use(([event, ...said], next) => {
      if (!takeToken(socket.data, world.clock.machineNow().getTime())) return void socket.disconnect(true);
      if (line && typeof event === 'string' && Object.hasOwn(heard, event)) (heard as Record<string, Hear>)[event]?.(line, ...said);
      next();
    });
    socket.on('error', () => {});
    if (line) serveRoom(line);
    else void socket.join(socket.data.topics);
  });

  /** A seat has one socket. In this process it hears at once and in order; only otherwise does it go through PostgreSQL. */
  const toSeat = (room: string) => (io.sockets.adapter.rooms.has(room) ? io.local.to(room) : io.to(room));
  const pushRoom = createRoomPush(io, world, turns, toSeat);

  function openLine(socket: RoomSocket, claim: Claim): Line {
    const [mine, others] = [seatRoom(claim.appointmentId, claim.role), seatRoom(claim.appointmentId, claim.role === 'patient' ? 'specialist' : 'patient')];
    return { socket, claim, mine, others, before: Promise.resolve() };
  }
  const sitsHere = ({ socket, mine }: Line) => socket.rooms.has(mine);

  /**
   * Runs a command, answers with the room as it then is, and never lets an error out. A socket's commands run in the
   * order they came: who enters and leaves at once has left.
   */
  function answering<Value>(line: Line, ack: unknown, work: () => Promise<Answer<Value>>, signedIn = stillSignedIn): void {
    if (typeof ack !== 'function') return;
    const done = line.before.then(() => turns.during('inside', async () => ((await signedIn(line)) ? work() : refuse('sign-in-first'))));
    line.before = done.catch(() => {});
    done.then(
      (answer) => ack(answer),
      (error: unknown) => {
        world.log.error({ event: 'socket', error: error instanceof Error ? error.message : 'unknown' }, 'socket command failed');
        ack({ ok: false, kind: 'try-again-later' });
      },
    );
  }
  async function withRoom({ claim }: Line, result: Result<null>): Promise<Answer<RoomView>> {
    if (!result.ok) return result;
    const room = await readRoom(world, claim);
    return room ? { ok: true, value: room } : refuse('link-unknown');
  }

  const look = (line: Line) => withRoom(line, { ok: true, value: null });
  async function enter({ socket, claim, mine }: Line): Promise<Answer<Seated>> {
    const entered = await enterRoom(world, claim);
    if (entered.ok) await sit(socket, mine);
    return entered;
  }
  async function arrive(line: Line): Promise<Answer<Arrival>> {
    const { data } = line.socket;
    const { arrival } = data;
    data.arrival = null;
    if (arrival?.ok) await sit(line.socket, line.mine);
    if (arrival) return arrival;
    const seen = await look(line);
    return seen.ok ? { ok: true, value: { room: seen.value, iceServers: null } } : seen;
  }
  async function parsed<Input>(schema: { safeParse(input: unknown): { success: true; data: Input } | { success: false } }, input: unknown, work: (data: Input) => Promise<Answer<unknown>>) {
    const read = schema.safeParse(input);
    return read.success ? work(read.data) : refuse('invalid-input');
  }

  /** What a room's sockets may say, once for all of them: two thousand rooms hold no closures of their own for it (S13). */
  const heard: Record<keyof ClientEvents, Hear> = {
    pulse: (_, ack) => void (typeof ack === 'function' && ack()),
    look: (line, ack) => answering(line, ack, () => look(line)),
    enter: (line, ack) => answering(line, ack, () => enter(line)),
    relay: (line, ack) => answering(line, ack, () => relayServers(world, line.claim, sitsHere(line))),
    devices: (line, report, ack) => answering(line, ack, () => parsed(deviceReportSchema, report, (data) => reportDevices(world, line.claim, data))),
    media(line, state) {
      const read = mediaSchema.safeParse(state);
      if (!read.success || !sitsHere(line)) return;
      const { socket } = line;
      void countConnected(socket);
      socket.data.mediaConnected = read.data.connected;
      socket.data.countedUntil = world.clock.machineNow().getTime();
    },
    facts(line, facts) {
      const read = callFactsSchema.safeParse(facts);
      if (read.success && sitsHere(line)) void recordFacts(world, line.claim, read.data).catch(() => {});
    },
    signal(line, signal) {
      const read = signalSchema.safeParse(signal);
      if (read.success && sitsHere(line)) toSeat(line.others).emit('signal', read.data);
    },
    delay: (line, input, ack) =>
      answering(line, ack, () =>
        parsed(delaySchema, input, async ({ minutes }) => withRoom(line, await announceDelay(world, line.claim.actor, { appointmentId: line.claim.appointmentId, minutes }))),
      ),
    pass: (line, ack) => answering(line, ack, async () => (sitsHere(line) ? makePass(world, line.claim) : refuse('not-allowed'))),
    hide: (line, input, ack) => answering(line, ack, () => parsed(hideSchema, input, async (data) => withRoom(line, await hideAddress(world, line.claim, data)))),
    leave: (line, ack) =>
      answering(line, ack, async () => {
        const left = await leaveRoom(world, line.claim);
        if (left.ok) await stand(line.socket, line.mine);
        return left;
      }),
    ...commandsHeard((line, ack, command) => answering(line, ack, async () => withRoom(line, await command(world, line.claim)))),
  };

  function serveRoom(line: Line) {
    const { socket, claim, others } = line;
    void socket.join(`appointment:${claim.appointmentId}`);
    // Who comes without a connection is heard of at once, before they could say it themselves (S2).
    const greets = claim.role === 'patient' && socket.data.entry === 'without-media';
    const welcome = (arrival: Answer<Arrival>) => {
      if (arrival.ok && greets) toSeat(others).emit('signal', { kind: 'hello' });
      socket.emit('welcome', arrival);
    };
    // Who it is was asked a moment ago.
    answering(line, welcome, () => arrive(line), async () => true);
    socket.on('disconnect', () => {
      if (seated.delete(socket)) void turns.during('inside', () => depart(socket, claim)).catch(() => {});
    });
  }

  /** The newest window of a browser has the seat; an older one is told and goes dark (V5). */
  async function sit(socket: RoomSocket, room: string) {
    if (socket.rooms.has(room) || !socket.connected) return;
    dismiss(room, socket.id);
    seated.add(socket);
    await socket.join(room);
  }

  /** The seat is somebody else's now: whoever sat there is told and goes dark, in every process (V5). */
  function dismiss(room: string, except = '') {
    dismissHere(room, except);
    if (options.pool) io.serverSideEmit('dismiss', room, except);
  }
  /** Within one process, since telling and leaving keep their order only there. */
  function dismissHere(room: string, except: string) {
    for (const id of io.sockets.adapter.rooms.get(room) ?? []) {
      const socket = io.sockets.sockets.get(id);
      if (socket && id !== except) seated.delete(socket);
    }
    io.local.to(room).except(except).emit('seat-moved');
    io.local.in(room).except(except).socketsLeave(room);
  }
  io.on('dismiss', dismissHere);

  /** Who sat down at the door and was gone before the line opened. */
  function goneMeanwhile({ data: { claim, arrival } }: RoomSocket) {
    if (claim && arrival?.ok) void leaveEmpty(claim).catch(() => {});
  }

  async function stand(socket: RoomSocket, room: string) {
    seated.delete(socket);
    await socket.leave(room);
  }

  /** A session that was ended counts no more, on an open socket either (quality 21). */
  async function stillSignedIn({ socket, claim }: Pick<Line, 'socket' | 'claim'>): Promise<boolean> {
    if (claim.role === 'patient') return true;
    const { actor } = await findActor(world, socket.data.session);
    return may(actor, 'attend');
  }

  async function depart(socket: RoomSocket, claim: Claim) {
    await countConnected(socket);
    await leaveEmpty(claim);
  }

  async function leaveEmpty({ appointmentId, role }: Claim) {
    const left = await io.in(seatRoom(appointmentId, role)).fetchSockets();
    if (left.length === 0) await markAbsent(world, appointmentId, role);
  }

  /** Counts on the specialist's socket, while the patient's says that media flows too (B10). */
  async function countConnected(socket: RoomSocket) {
    const { claim, mediaConnected, countedUntil } = socket.data;
    if (!claim || claim.role !== 'specialist' || !mediaConnected) return;
    const now = world.clock.machineNow().getTime();
    const seconds = Math.round((now - countedUntil) / 1000);
    if (seconds < 1) return;
    socket.data.countedUntil = now;
    const patients = await io.in(seatRoom(claim.appointmentId, 'patient')).fetchSockets();
    if (patients.some((patient) => patient.data.mediaConnected)) await recordConnected(world, claim.appointmentId, seconds);
  }

  const agendas = gatherTopics((topics) => io.to(topics).emit('changed', { type: 'changed' }));
  const stopPresence = keepPresence({ io, world, seated, countConnected, pushRoom });

  return {
    publish(topic, event) {
      const [kind, id, specialistId] = topic.split(':');
      if (kind === 'session') return void io.in(topic).disconnectSockets(true);
      if (kind === 'removed') {
        io.in(`account:${id}`).socketsLeave(`specialist:${specialistId}`);
        io.to([`account:${id}`, `specialist:${specialistId}`]).emit('changed', event);
        return;
      }
      if (kind === 'seat') return dismiss(topic);
      if (kind === 'specialist') return agendas.tell(topic);
      io.to(topic).emit('changed', event);
      if (kind !== 'appointment' || !id) return;
      pushRoom(id).catch((error: unknown) =>
        world.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'room push failed'),
      );
    },
    async close() {
      stopPresence();
      agendas.close();
      await io.close();
    },
  };
}
