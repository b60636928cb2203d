import type { Measured } from './measured.ts';
import { measureAdmission } from './s1-admission.ts';
import { measureColdJoin } from './s2-cold-join.ts';
import { measureServerKilled } from './s3-server-killed.ts';
import { measurePathLost } from './s4-path-lost.ts';
import { measureWaitingRoomWeight } from './s5-waiting-room-weight.ts';
import { measurePageWeight } from './s6-page-weight.ts';
import { measureFreeSlots } from './s7-free-slots.ts';
import { measureSearch } from './s8-search.ts';
import { measureBookings } from './s9-bookings.ts';
import { measureOneSlot } from './s10-one-slot.ts';
import { measureReminders } from './s11-reminders.ts';
import { measureLinks } from './s12-links.ts';
import { measureIdleRooms } from './s13-idle-rooms.ts';
import { measureGrowth } from './s14-growth.ts';
import { measureSecondStart } from './s15-second-start.ts';
import { measureRecordMinute } from './s16-record-minute.ts';
import { measureTwoProcesses } from './s17-two-processes.ts';

export interface Figure {
  id: string;
  unit: string;
  must: number;
  goal: number;
  /** Where more is better. */
  higher?: true;
  measure(): Promise<Measured>;
}

/** The figures that have a measure, in order. */
export const figures: Figure[] = [
  { id: 'S1', unit: 'x bare', must: 1.3, goal: 0.6, measure: measureAdmission },
  { id: 'S2', unit: 'x bare', must: 1.5, goal: 1.1, measure: measureColdJoin },
  { id: 'S3', unit: 's without pictures', must: 0, goal: 0, measure: measureServerKilled },
  { id: 'S4', unit: 's p95', must: 5, goal: 2.5, measure: measurePathLost },
  { id: 'S5', unit: 'kB', must: 120, goal: 60, measure: measureWaitingRoomWeight },
  { id: 'S6', unit: 'kB', must: 100, goal: 50, measure: measurePageWeight },
  { id: 'S7', unit: 'ms p50', must: 5, goal: 2, measure: measureFreeSlots },
  { id: 'S8', unit: 'ms p95', must: 60, goal: 20, measure: measureSearch },
  { id: 'S9', unit: 'x bare', must: 0.03, goal: 0.08, higher: true, measure: measureBookings },
  { id: 'S10', unit: 's p99', must: 1, goal: 0.4, measure: measureOneSlot },
  { id: 'S11', unit: 's', must: 60, goal: 25, measure: measureReminders },
  { id: 'S12', unit: 's p99', must: 30, goal: 10, measure: measureLinks },
  { id: 'S13', unit: 'x bare socket.io', must: 1.5, goal: 1.2, measure: measureIdleRooms },
  { id: 'S14', unit: 'x', must: 2, goal: 1.2, measure: measureGrowth },
  { id: 'S15', unit: 's', must: 6, goal: 3, measure: measureSecondStart },
  { id: 'S16', unit: 's', must: 180, goal: 60, measure: measureRecordMinute },
  { id: 'S17', unit: 'did not hold', must: 0, goal: 0, measure: measureTwoProcesses },
];
