import type { Role } from '#domain/people.ts';
import type { Signal } from '#call/protocol.ts';
import type { Person } from './stage.ts';

/** Somebody who sits between both browsers: a connection of their own to each, media and words passed on. */
export interface Mallory {
  hear(from: Role, signal: Signal): Promise<void>;
  answerTo(sides: Record<Role, (signal: Signal) => void>): Promise<void>;
}

interface Sitting {
  hear(from: Role, signal: Signal): Promise<void>;
}

/** Runs in Mallory's browser. */
const sitBetween = () => {
  const say = (to: Role, signal: Signal) => (window as unknown as { say(to: Role, signal: Signal): Promise<void> }).say(to, signal);
  let legs: Record<Role, RTCPeerConnection> | null = null;
  let between = '';
  let waiting: Record<Role, RTCIceCandidateInit[]> = { patient: [], specialist: [] };

  function join(connection: string): Record<Role, RTCPeerConnection> {
    waiting = { patient: [], specialist: [] };
    const made = { patient: new RTCPeerConnection(), specialist: new RTCPeerConnection() };
    const senders: Record<string, RTCRtpSender> = {};
    for (const kind of ['audio', 'video']) senders[`patient ${kind}`] = made.patient.addTransceiver(kind, { direction: 'sendrecv' }).sender;
    for (const [role, other] of [['patient', 'specialist'], ['specialist', 'patient']] as const) {
      made[role].onicecandidate = ({ candidate }) => {
        if (!candidate) return;
        const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
        void say(role, { kind: 'candidate', connection, candidate: { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment } });
      };
      made[role].ontrack = ({ track, transceiver }) => {
        if (role === 'specialist') {
          transceiver.direction = 'sendrecv';
          senders[`specialist ${track.kind}`] = transceiver.sender;
        }
        void senders[`${other} ${track.kind}`]?.replaceTrack(track);
      };
    }
    for (const id of [0, 1, 2]) {
      const channel = (role: Role) => made[role].createDataChannel(String(id), { negotiated: true, id });
      const [near, far] = [channel('patient'), channel('specialist')];
      for (const [one, other] of [[near, far], [far, near]] as const) {
        const kept: string[] = [];
        other.addEventListener('open', () => kept.splice(0).forEach((text) => other.send(text)));
        one.onmessage = ({ data }) => (other.readyState === 'open' ? other.send(data) : void kept.push(data));
      }
    }
    return made;
  }

  async function hear(from: Role, signal: Signal): Promise<void> {
    if (signal.kind === 'description' && from === 'specialist' && legs && signal.connection === between) {
      // Said again, or its way anew: the same connection goes on, or both would see that somebody else is there.
      await legs.specialist.setRemoteDescription(signal.description);
      await legs.specialist.setLocalDescription();
      await say('specialist', { kind: 'description', connection: between, description: { type: 'answer', sdp: legs.specialist.localDescription?.sdp ?? '' } });
    } else if (signal.kind === 'description' && from === 'specialist') {
      legs = join(signal.connection);
      between = signal.connection;
      const { connection } = signal;
      await legs.specialist.setRemoteDescription(signal.description);
      await legs.specialist.setLocalDescription();
      await legs.patient.setLocalDescription();
      await say('specialist', { kind: 'description', connection, description: { type: 'answer', sdp: legs.specialist.localDescription?.sdp ?? '' } });
      await say('patient', { kind: 'description', connection, description: { type: 'offer', sdp: legs.patient.localDescription?.sdp ?? '' } });
    } else if (signal.kind === 'description') await legs?.patient.setRemoteDescription(signal.description);
    else if (signal.kind === 'candidate') waiting[from].push(signal.candidate);
    if (legs?.[from].remoteDescription) for (const candidate of waiting[from].splice(0)) await legs[from].addIceCandidate(candidate);
  }
  let work = Promise.resolve();
  const sitting: Sitting = { hear: (from, signal) => (work = work.then(() => hear(from, signal)).catch(() => {})) };
  Object.assign(window, { sitting });
};

export async function openMallory({ page }: Person): Promise<Mallory> {
  await page.goto('/');
  await page.evaluate(sitBetween);
  return {
    hear: (from, signal) => page.evaluate(([who, what]) => (window as unknown as { sitting: Sitting }).sitting.hear(who, what), [from, signal] as const),
    async answerTo(sides) {
      await page.exposeFunction('say', (to: Role, signal: Signal) => sides[to](signal));
    },
  };
}
