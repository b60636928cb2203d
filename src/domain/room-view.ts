import type { AppointmentStatus } from './appointment.ts';
import type { Role } from './people.ts';

/** Where a room stands; the page of each side follows it (V1, B10). */
export type RoomStage = 'before' | 'open' | 'in_call' | 'hung_up' | 'finished' | 'closed' | 'cancelled';

export const deviceStates = ['untried', 'ready', 'silent', 'denied', 'missing', 'busy', 'blocked', 'insecure', 'unsupported'] as const;
export type DeviceState = (typeof deviceStates)[number];
export const networkStates = ['untried', 'good', 'fair', 'poor'] as const;
export type NetworkState = (typeof networkStates)[number];
/** Whether the bell of the check was heard, as its person says (V3). */
export const soundStates = ['untried', 'heard', 'unheard'] as const;
export type SoundState = (typeof soundStates)[number];

/** What a browser found out about its own devices (V3). */
export interface DeviceReport {
  camera: DeviceState;
  microphone: DeviceState;
  network: NetworkState;
  sound: SoundState;
}

/** One side of the room as the other one may see it. */
export interface OtherSide {
  /** The patient's name as booked, for the specialist; the specialist's title and name, for the patient (V4). */
  name: string;
  present: boolean;
  waitingSince: string | null;
  devices: DeviceReport | null;
  /** When they last went on from another device; told to the specialist alone (V5). */
  movedAt: string | null;
}

/**
 * All that a seat may know of its room, whole each time: whoever reconnects needs nothing but the next one.
 * Instants are ISO 8601 in UTC.
 */
export interface RoomView {
  appointmentId: string;
  role: Role;
  now: string;
  stage: RoomStage;
  /** `mine`: this browser holds the seat; `taken`: another one does (V5). */
  seat: 'mine' | 'free' | 'taken';
  startsAt: string;
  endsAt: string;
  opensAt: string;
  closesAt: string;
  other: OtherSide;
  /** Set while admission holds: nobody is seen or heard before (V4). */
  admittedAt: string | null;
  hungUpAt: string | null;
  /** Coming back undoes a hang-up, and a completion that set itself (B10, V14). */
  mayComeBack: boolean;
  /** Their words differed and the call was ended over it (V7). */
  mistrusted: boolean;
  /** The specialist says that it could not be done by video (UNE 179011). */
  unsuitable: boolean;
  /** The patient asked to be called when it is their turn, and when they last were (V3). */
  callBack: { calledAt: string | null } | null;
  delayMinutes: number | null;
  /** When the patient will be seen, as far as anybody knows (V3). */
  expectedAt: string | null;
  /** Where either side hides its address, both go through the relay alone (V6). */
  addressHidden: { byMe: boolean; byOther: boolean };
}

export interface RoomFacts {
  status: AppointmentStatus;
  /** Of the present holder of the patient's seat; null once that seat was given up. */
  admittedAt: Date | null;
  lastHangupAt: Date | null;
  opensAt: Date;
  closesAt: Date;
}

/** Where the room stands now. A running call goes on past closing time (V9); what is over stays over (B10). */
export function roomStage(room: RoomFacts, now: Date): RoomStage {
  if (room.status === 'cancelled' || room.status === 'expired' || room.status === 'held') return 'cancelled';
  if (room.status === 'completed') return 'finished';
  const admitted = room.status === 'in_progress' && room.admittedAt !== null;
  if (admitted && !room.lastHangupAt) return 'in_call';
  if (now >= room.closesAt || room.status === 'no_show') return 'closed';
  if (admitted) return 'hung_up';
  if (now < room.opensAt) return 'before';
  return 'open';
}

/** Camera and microphone are sent between admission and hang-up only, by who holds the seat (V4). */
export function mediaMayFlow(view: Pick<RoomView, 'stage' | 'seat' | 'admittedAt'>): boolean {
  return view.stage === 'in_call' && view.seat === 'mine' && view.admittedAt !== null;
}
