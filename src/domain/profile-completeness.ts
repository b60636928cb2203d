/** How far a public profile tells a patient what they look for (P1), in percent, and what is missing, dearest first. */

export interface ProfileFacts {
  hasPhoto: boolean;
  /** Letters of the biography. */
  biography: number;
  headline: string;
  languages: number;
  services: number;
  hours: number;
  videoEnabled: boolean;
  /** Letters of what is said before a video consultation (P3). */
  videoMessage: number;
  phone: string;
}
export type ProfilePart = 'services' | 'hours' | 'photo' | 'biography' | 'headline' | 'languages' | 'video-message' | 'phone';

const enoughWords = 120;
const enoughMessage = 30;

/** What each part is worth: without services or hours nobody can book at all. */
const parts: readonly { part: ProfilePart; worth: number; isThere: (facts: ProfileFacts) => boolean }[] = [
  { part: 'services', worth: 25, isThere: (facts) => facts.services > 0 },
  { part: 'hours', worth: 20, isThere: (facts) => facts.hours > 0 },
  { part: 'photo', worth: 20, isThere: (facts) => facts.hasPhoto },
  { part: 'biography', worth: 15, isThere: (facts) => facts.biography >= enoughWords },
  { part: 'video-message', worth: 10, isThere: (facts) => !facts.videoEnabled || facts.videoMessage >= enoughMessage },
  { part: 'headline', worth: 5, isThere: (facts) => facts.headline.trim() !== '' },
  { part: 'languages', worth: 3, isThere: (facts) => facts.languages > 0 },
  { part: 'phone', worth: 2, isThere: (facts) => facts.phone.trim() !== '' },
];

/** Percent of 100, and the missing parts in the order of what they are worth. */
export function profileCompleteness(facts: ProfileFacts): { percent: number; missing: ProfilePart[] } {
  const missing = parts.filter(({ isThere }) => !isThere(facts));
  return { percent: 100 - missing.reduce((sum, { worth }) => sum + worth, 0), missing: missing.map(({ part }) => part) };
}
