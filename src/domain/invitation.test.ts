import { describe, expect, it } from 'vitest';
import { acceptanceOf, invitationExpiry, invitationState, mayResendFrom } from './invitation.ts';

const now = new Date('2026-11-23T09:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

describe('an invitation', () => {
  const pending = { expiresAt: invitationExpiry(now), acceptedAt: null, withdrawnAt: null };
  it('lives seven days', () => {
    expect(invitationState(pending, later(7 * 1440 - 1))).toBe('pending');
    expect(invitationState(pending, later(7 * 1440))).toBe('expired');
  });
  it('is used once and can be withdrawn', () => {
    expect(invitationState({ ...pending, acceptedAt: now }, later(1))).toBe('accepted');
    expect(invitationState({ ...pending, withdrawnAt: now }, later(1))).toBe('withdrawn');
    expect(invitationState({ ...pending, acceptedAt: now }, later(20 * 1440))).toBe('accepted');
  });
  it('is sent again after two minutes at the earliest', () => expect(mayResendFrom(now)).toEqual(later(2)));
});

describe('who opens it', () => {
  const owner = { signedIn: true, ownsAddress: true, isSpecialist: false, serves: false };
  it.each([
    ['its owner may accept', owner, 'may-accept'],
    ['nobody signed in signs in first', { ...owner, signedIn: false }, 'sign-in'],
    ['whom it was forwarded to may not', { ...owner, ownsAddress: false }, 'other-account'],
    ['another specialist may not either', { ...owner, ownsAddress: false, isSpecialist: true }, 'other-account'],
    ['a specialist keeps an agenda already', { ...owner, isSpecialist: true }, 'is-specialist'],
    ['who serves already goes to the agenda', { ...owner, serves: true }, 'serves-already'],
  ] as const)('%s', (_, person, answer) => expect(acceptanceOf(person)).toBe(answer));
});
