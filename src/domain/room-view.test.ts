import { describe, expect, it } from 'vitest';
import { mediaMayFlow, roomStage, type RoomFacts } from './room-view.ts';

const at = (clock: string) => new Date(`2026-11-26T${clock}:00Z`);
const booked: RoomFacts = { status: 'booked', admittedAt: null, lastHangupAt: null, opensAt: at('17:10'), closesAt: at('18:40') };
const running: RoomFacts = { ...booked, status: 'in_progress', admittedAt: at('17:41') };

describe('where a room stands', () => {
  it.each<[string, RoomFacts, string, string]>([
    ['opens 30 minutes before the hour, not earlier', booked, '17:09', 'before'],
    ['is open from then on', booked, '17:10', 'open'],
    ['closes 30 minutes after the end', booked, '18:40', 'closed'],
    ['is in a call once the specialist gave way', running, '17:42', 'in_call'],
    ['keeps a running call past closing time', running, '19:20', 'in_call'],
    ['waits for a return after a hang-up', { ...running, lastHangupAt: at('18:00') }, '18:05', 'hung_up'],
    ['closes after a hang-up nobody came back from', { ...running, lastHangupAt: at('18:00') }, '18:40', 'closed'],
    ['asks for admission again when the patient gave up the seat', { ...running, admittedAt: null }, '18:05', 'open'],
    ['is over after "Consulta terminada"', { ...running, status: 'completed' }, '18:05', 'finished'],
    ['is dead once cancelled, whatever the hour', { ...booked, status: 'cancelled' }, '17:30', 'cancelled'],
    ['does not exist for a hold', { ...booked, status: 'held' }, '17:30', 'cancelled'],
    ['is closed for who did not come', { ...booked, status: 'no_show' }, '17:50', 'closed'],
  ])('%s', (_, facts, clock, stage) => {
    expect(roomStage(facts, at(clock))).toBe(stage);
  });
});

describe('camera and microphone', () => {
  it('flow in a running call alone, from the browser that holds the seat', () => {
    expect(mediaMayFlow({ stage: 'in_call', seat: 'mine', admittedAt: 'x' })).toBe(true);
    expect(mediaMayFlow({ stage: 'in_call', seat: 'taken', admittedAt: 'x' })).toBe(false);
    expect(mediaMayFlow({ stage: 'open', seat: 'mine', admittedAt: null })).toBe(false);
    expect(mediaMayFlow({ stage: 'hung_up', seat: 'mine', admittedAt: 'x' })).toBe(false);
    expect(mediaMayFlow({ stage: 'finished', seat: 'mine', admittedAt: 'x' })).toBe(false);
  });
});
