import { io, XHR, type Socket } from 'socket.io-client';
import { calledEarly, EarlyWebSocket } from './early-line.ts';
import { socketPath, type Answer, type ClientEvents, type Entry, type Handshake, type ServerEvents, type Signal } from './protocol.ts';

type Command = 'look' | 'enter' | 'relay' | 'admit' | 'hangup' | 'mistrust' | 'back' | 'finish' | 'leave' | 'pass' | 'callme' | 'nocall' | 'call';
type ValueOf<Name extends Command> = Parameters<ClientEvents[Name]>[0] extends (answer: Answer<infer Value>) => void ? Value : never;

/** The line to our server: commands with answers, the other seat's signals, whole rooms. It reconnects by itself. */
export interface Signalling {
  on<Name extends keyof ServerEvents>(event: Name, listener: ServerEvents[Name]): void;
  /** How the page takes its seat whenever the line comes up; null waits for a press. */
  enterBy(entry: () => Entry | null): void;
  onOnline(listener: () => void): void;
  onOffline(listener: () => void): void;
  ask<Name extends Command>(command: Name): Promise<Answer<ValueOf<Name>>>;
  report(input: Parameters<ClientEvents['devices']>[0]): Promise<Answer<null>>;
  delay(minutes: number): Promise<Answer<Parameters<ServerEvents['room']>[0]>>;
  hide(hidden: boolean): Promise<Answer<Parameters<ServerEvents['room']>[0]>>;
  media(connected: boolean): void;
  facts(facts: Parameters<ClientEvents['facts']>[0]): void;
  /** Dropped while the line is down: what it was about is over by the time it is back. */
  send(signal: Signal): void;
  /** Whether the line still carries anything; a dead one is called anew at once, where the protocol itself needs 18 s. */
  probe(): void;
  /** Milliseconds of one round trip to the server. */
  roundTrip(): Promise<number>;
  close(): void;
}

/** How a page comes back whose line went away: spread, so that a restart is not answered by everybody at once (fault 17). */
export const comingBack = { timeout: 8000, reconnectionDelay: 300, reconnectionDelayMax: 3000, randomizationFactor: 0.4 };
const answerMs = 5000;
const probeMs = 1000;
const comeAgainMs = 5000;
const noAnswer: Answer<never> = { ok: false, kind: 'try-again-later' };

export function connectSignalling(handshake: Handshake, url = ''): Signalling {
  let entry: () => Entry | null = () => null;
  const socket: Socket<ServerEvents, ClientEvents> = io(url, {
    path: socketPath,
    transports: calledEarly() ? [EarlyWebSocket, XHR] : ['websocket', 'polling'],
    tryAllTransports: true,
    ...comingBack,
    auth(say) {
      const enter = entry();
      say(enter ? { ...handshake, enter } : handshake);
    },
  });
  // Refused for now (too often, or nobody could look who it is): the library itself would never ask again.
  let comingAgain: ReturnType<typeof setTimeout> | undefined;
  socket.on('connect_error', ({ message }) => {
    if (socket.active || message === 'not-allowed') return;
    clearTimeout(comingAgain);
    comingAgain = setTimeout(() => socket.connect(), comeAgainMs);
  });
  const acked = () => socket.timeout(answerMs);
  // The typed emitter cannot relate a generic name to its listener; each command has one ack and nothing else.
  const emit = (name: string, ...input: unknown[]): Promise<Answer<never>> =>
    (acked() as unknown as { emitWithAck(name: string, ...input: unknown[]): Promise<Answer<never>> }).emitWithAck(name, ...input).catch(() => noAnswer);

  function probe() {
    if (!socket.connected) return void socket.connect();
    const { id } = socket;
    socket
      .timeout(probeMs)
      .emitWithAck('pulse')
      .catch(() => {
        if (socket.connected && socket.id === id) socket.disconnect().connect();
      });
  }
  // Another network has come: whether the line still holds is asked, not waited for.
  addEventListener('online', probe);

  return {
    on(event, listener) {
      (socket as unknown as { on(event: string, listener: unknown): void }).on(event, listener);
    },
    enterBy(how) {
      entry = how;
    },
    onOnline(listener) {
      socket.on('connect', listener);
      if (socket.connected) listener();
    },
    onOffline(listener) {
      socket.on('disconnect', listener);
    },
    ask: (command) => (socket.connected ? emit(command) : Promise.resolve(noAnswer)),
    report: (input) => emit('devices', input),
    delay: (minutes) => emit('delay', { minutes }),
    hide: (hidden) => emit('hide', { hidden }),
    media(connected) {
      if (socket.connected) socket.emit('media', { connected });
    },
    facts(facts) {
      if (socket.connected) socket.emit('facts', facts);
    },
    send(signal) {
      if (socket.connected) socket.emit('signal', signal);
    },
    probe,
    async roundTrip() {
      const start = performance.now();
      await emit('pulse');
      return performance.now() - start;
    },
    close() {
      removeEventListener('online', probe);
      clearTimeout(comingAgain);
      socket.close();
    },
  };
}
