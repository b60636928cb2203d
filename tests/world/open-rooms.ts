import { io, type Socket } from 'socket.io-client';
import { socketPath, type Answer, type Arrival } from '#call/protocol.ts';
import { linkToken } from '#domain/link.ts';
import { openSession } from '#features/accounts/sessions.server.ts';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { exchangeLink } from '#features/room/links.server.ts';
import { admitPractice, browser, type Practice } from './clinic.ts';
import type { TestWorld } from './start-world.ts';

/** As many as a person may have open at once, one a window (quality 43). */
const roomsEach = 5;
const booked = new Date('2026-11-23T08:00:00Z');
/** When the rooms of `makeRooms` are open. */
export const roomsOpenAt = new Date('2026-11-24T09:30:00Z');

/** What one side's browser carries. */
export interface Seat {
  auth: Record<string, string>;
  cookie: string;
}
export interface OpenRoom {
  appointmentId: string;
  practice: Practice;
  token: string;
  patient: Seat;
  specialist: Seat;
}

/** Appointments whose rooms are open at the same time, five of each specialist. The clock ends before them, at their booking. */
export async function makeRooms(test: TestWorld, count: number): Promise<OpenRoom[]> {
  const rooms: OpenRoom[] = [];
  while (rooms.length < count) {
    const practice = await admitPractice(test.world, { stepMinutes: 10, services: [{ modality: 'video', name: 'Videoconsulta', durationMinutes: 10, priceCents: 5500 }] });
    test.clock.moveTo(roomsOpenAt);
    const session = await openSession(test.world, { accountId: practice.accountId, signedInBy: 'sms', secondFactor: 'totp', device: 'bench' });
    test.clock.moveTo(booked);
    for (let nth = 0; nth < roomsEach && rooms.length < count; nth++) {
      const number = rooms.length;
      const answer = await bookForPatient(
        test.world,
        practice.actor,
        { servicio: practice.videoService, dia: '2026-11-24', hora: `10:${10 + nth * 10}`, persona: '', nombre: `Paciente ${number}`, movil: `+346${String(number).padStart(8, '0')}`, correo: '', fuera: 'si' },
        'es',
      );
      if (!answer.ok) throw new Error(`not booked: ${answer.kind}`);
      const { appointmentId } = answer.value;
      const secret = `browser-of-patient-${number}`;
      const token = linkToken((data) => test.world.vault.sign('link', data), appointmentId, 'patient', 1);
      test.clock.moveTo(roomsOpenAt);
      const door = await exchangeLink(test.world, { token, browserHash: browser(secret) });
      test.clock.moveTo(booked);
      if (!door.ok || door.value.role !== 'patient') throw new Error('no door');
      rooms.push({
        appointmentId,
        practice,
        token,
        patient: { auth: { as: 'patient' }, cookie: `vc_browser=browser ${secret}; vc_seat=${encodeURIComponent(door.value.cookie.value)}` },
        specialist: { auth: { as: 'specialist', appointmentId }, cookie: `vc_browser=desk-desk-desk-desk-desk; vc_session=${session.token}` },
      });
    }
  }
  return rooms;
}

/** An address of its own for each room, for who counts by address. */
export const addressOf = (room: number): string => `10.${(room >> 12) & 15}.${(room >> 6) & 63}.${room & 63}`;

/** A page of this side that sits down as it arrives; fails where it gets no seat. */
export async function sitDown(origin: string, seat: Seat, address: string): Promise<Socket> {
  const auth = { ...seat.auth, enter: 'with-media' };
  const socket = io(origin, { path: socketPath, transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders: { cookie: seat.cookie, origin, 'x-forwarded-for': address } });
  await new Promise<void>((settle, fail) => {
    socket.on('connect_error', fail);
    socket.on('welcome', (arrival: Answer<Arrival>) => {
      if (arrival.ok) return settle();
      // A line that nobody closes would keep the server from ending.
      socket.close();
      fail(new Error(`no seat: ${arrival.kind}`));
    });
  });
  return socket;
}

/** Milliseconds of a signal from one seat to the other. */
export function relayed(from: Socket, to: Socket): Promise<number> {
  const began = performance.now();
  from.emit('signal', { kind: 'hello' });
  return new Promise((settle) => to.once('signal', () => settle(performance.now() - began)));
}
