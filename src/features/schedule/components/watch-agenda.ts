import { socketPath } from '#call/protocol.ts';
import { isBellOff } from './bell.ts';

/** So long what was announced is waited for to come together; hardly to be noticed. */
const gatherMs = 20;
/** Between two questions, where changes come one after the other. */
const restMs = 150;
/** Patience with a line that is down, before anybody is told. */
const patienceMs = 2500;

/**
 * Listens to the practice's live line and says when to ask again (V3): when something changed, and whenever the line comes to
 * stand, for what changed before. The first change is asked for at once; those that come while an answer is under way,
 * together after it. `onLine` hears whether it stands. The client of the line is loaded here alone. Returns how to stop.
 */
export function watchAgenda(onChanged: () => Promise<unknown>, onLine: (stands: boolean) => void): () => void {
  let stopped = false;
  let close = () => {};
  void import('socket.io-client').then(({ io }) => {
    if (stopped) return;
    const socket = io({ path: socketPath, transports: ['websocket', 'polling'], auth: { as: 'agenda' } });
    let pending: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let again = false;
    // One booking changes several things at once: one question for all of them.
    const ask = () => {
      if (asking) again = true;
      else pending ??= setTimeout(() => void answered(), gatherMs);
    };
    async function answered() {
      pending = undefined;
      asking = true;
      await onChanged().catch(() => {});
      asking = false;
      if (again && !stopped) pending = setTimeout(() => void answered(), restMs);
      again = false;
    }
    let away: ReturnType<typeof setTimeout> | undefined;
    const down = () => {
      away ??= setTimeout(() => onLine(false), patienceMs);
    };
    socket.on('changed', ask);
    socket.on('disconnect', down);
    socket.on('connect_error', down);
    socket.on('connect', () => {
      clearTimeout(away);
      away = undefined;
      onLine(true);
      ask();
    });
    close = () => {
      clearTimeout(pending);
      clearTimeout(away);
      socket.close();
    };
  });
  return () => {
    stopped = true;
    close();
  };
}

/** Two soft notes, once, when somebody starts to wait; silent where the browser wants a press first. */
export function ringSoftly(): void {
  if (isBellOff()) return;
  const context = new AudioContext();
  if (context.state === 'suspended') {
    void context.close();
    return;
  }
  for (const [delay, frequency] of [
    [0, 659],
    [0.16, 880],
  ] as const) {
    const note = context.createOscillator();
    const loudness = context.createGain();
    const start = context.currentTime + delay;
    note.type = 'sine';
    note.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.12, start + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.8);
    note.connect(loudness).connect(context.destination);
    note.start(start);
    note.stop(start + 0.85);
  }
  setTimeout(() => void context.close(), 1500);
}
