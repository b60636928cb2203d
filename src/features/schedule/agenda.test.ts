import { describe, expect, it } from 'vitest';
import { glanceOf, type GlanceFacts } from './agenda.ts';

const end = new Date('2026-11-24T09:30:00Z');
const facts: GlanceFacts = {
  status: 'booked',
  modality: 'video',
  confirmation: 'not_required',
  payment: 'none',
  outcome: null,
  endsAt: end,
  closesAt: new Date('2026-11-24T10:00:00Z'),
  waiting: false,
  inCall: false,
  now: new Date('2026-11-24T08:00:00Z'),
};

describe('one glance at the agenda tells', () => {
  it.each<[string, Partial<GlanceFacts>, string]>([
    ['that nothing is to be paid', {}, 'booked'],
    ['that it is to be paid', { payment: 'due' }, 'due'],
    ['that it is paid', { payment: 'paid' }, 'paid'],
    ['that a card is there', { payment: 'guaranteed' }, 'card'],
    ['that a card failed', { payment: 'failed' }, 'unpaid'],
    ['that the patient has not confirmed', { payment: 'due', confirmation: 'requested' }, 'unconfirmed'],
    ['that the patient waits', { waiting: true, confirmation: 'requested' }, 'waiting'],
    ['that the call runs', { status: 'in_progress', inCall: true }, 'in-call'],
    ['that it took place', { status: 'completed' }, 'done'],
    ['that nobody came', { status: 'no_show', outcome: 'patient_absent' }, 'absent'],
    ['that the technology failed', { outcome: 'technical' }, 'technical'],
    ['that the hour is over and nobody knows', { now: end }, 'asks'],
    ['that a call was never finished', { status: 'in_progress', now: new Date('2026-11-24T10:00:00Z') }, 'asks'],
    ['nothing new in person, which completes by itself', { modality: 'in_person', now: end }, 'booked'],
  ])('%s', (_, change, glance) => {
    expect(glanceOf({ ...facts, ...change })).toBe(glance);
  });
});
