import { describe, expect, it } from 'vitest';
import { profileCompleteness, type ProfileFacts, type ProfilePart } from './profile-completeness.ts';

const whole: ProfileFacts = { hasPhoto: true, biography: 200, headline: 'Dermatóloga', languages: 2, services: 2, hours: 10, videoEnabled: true, videoMessage: 80, phone: '+34910555014' };

describe('how complete a profile is (P1)', () => {
  const cases: [string, Partial<ProfileFacts>, number, ProfilePart[]][] = [
    ['everything told', {}, 100, []],
    ['no photo', { hasPhoto: false }, 80, ['photo']],
    ['a biography of one line', { biography: 119 }, 85, ['biography']],
    ['just enough of a biography', { biography: 120 }, 100, []],
    ['video without its message', { videoMessage: 0 }, 90, ['video-message']],
    ['no video: nothing to prepare for', { videoEnabled: false, videoMessage: 0 }, 100, []],
    ['nothing to book', { services: 0, hours: 0 }, 55, ['services', 'hours']],
    ['blank words are none', { headline: '  ', phone: ' ' }, 93, ['headline', 'phone']],
    ['admitted and nothing more', { hasPhoto: false, biography: 0, headline: '', languages: 0, services: 0, hours: 0, videoMessage: 0, phone: '' }, 0, ['services', 'hours', 'photo', 'biography', 'video-message', 'headline', 'languages', 'phone']],
  ];
  it.each(cases)('%s', (_, change, percent, missing) => {
    expect(profileCompleteness({ ...whole, ...change })).toEqual({ percent, missing });
  });
});
