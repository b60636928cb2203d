import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fitsWish, isEarlier, nextWaking, offerExpiry, planOffers, type Waiting, type Wish } from './waiting-list.ts';

const madrid = 'Europe/Madrid';
const at = (wall: string) => new Date(`${wall}:00+01:00`);
const minutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000);
const whenever: Wish = { weekdays: [], part: 'any', fromDate: null };
/** Monday 23 November 2026, 10:00 in Madrid. */
const now = at('2026-11-23T10:00');

describe('what suits somebody (B8)', () => {
  const wednesday9 = at('2026-11-25T09:00');
  test.each<[string, Partial<Wish>, boolean]>([
    ['no wish', {}, true],
    ['that weekday', { weekdays: [3] }, true],
    ['another weekday', { weekdays: [1, 2] }, false],
    ['mornings', { part: 'morning' }, true],
    ['afternoons', { part: 'afternoon' }, false],
    ['from that very day on', { fromDate: '2026-11-25' }, true],
    ['from the day after on', { fromDate: '2026-11-26' }, false],
  ])('%s', (_, wish, fits) => expect(fitsWish({ ...whenever, ...wish }, madrid, wednesday9)).toBe(fits));

  it('is told by their own wall, not by the practice’s', () => {
    const lateTuesday = new Date('2026-11-25T05:30:00Z');
    expect(fitsWish({ ...whenever, weekdays: [2] }, 'America/Mexico_City', lateTuesday)).toBe(true);
    expect(fitsWish({ ...whenever, weekdays: [2] }, madrid, lateTuesday)).toBe(false);
  });

  test.each([
    ['2026-11-26T18:00', true],
    ['2026-11-27T16:00', true],
    ['2026-11-27T16:01', false],
    ['2026-11-27T18:00', false],
    ['2026-11-28T09:00', false],
  ])('a start on %s is earlier than Friday at 18:00: %s', (start, earlier) => {
    expect(isEarlier(at('2026-11-27T18:00'), at(start), madrid)).toBe(earlier);
  });
});

describe('how long an offer lives', () => {
  const offer = { modality: 'video' as const, movableUntil: null, now };
  test.each<[string, Parameters<typeof offerExpiry>[0], number | null]>([
    ['half an hour', { ...offer, startsAt: minutes(now, 24 * 60) }, 30],
    ['a quarter when the hour is near', { ...offer, startsAt: minutes(now, 5 * 60) }, 15],
    ['to half an hour before a video hour', { ...offer, startsAt: minutes(now, 40) }, 10],
    ['not at all where no time is left', { ...offer, startsAt: minutes(now, 34) }, null],
    ['to two hours before an hour in person', { ...offer, modality: 'in_person', startsAt: minutes(now, 130) }, 10],
    [
      'no longer than their own hour may be moved',
      { ...offer, startsAt: minutes(now, 24 * 60), movableUntil: minutes(now, 12) },
      12,
    ],
  ])('%s', (_, question, expected) => expect(offerExpiry(question)).toEqual(expected === null ? null : minutes(now, expected)));

  test.each([
    ['2026-11-23T08:59', '2026-11-23T09:00'],
    ['2026-11-23T09:00', '2026-11-23T09:00'],
    ['2026-11-23T20:59', '2026-11-23T20:59'],
    ['2026-11-23T21:00', '2026-11-24T09:00'],
    ['2026-11-23T00:00', '2026-11-23T09:00'],
  ])('at %s the telephone may ring at %s', (from, waking) => expect(nextWaking(madrid, at(from))).toEqual(at(waking)));

  it('by the receiver’s wall, also over a change of the clock', () => {
    expect(nextWaking('America/Tijuana', new Date('2026-11-01T06:00:00Z'))).toEqual(new Date('2026-11-01T17:00:00Z'));
  });
});

describe('who is offered what (B8)', () => {
  const start = at('2026-11-25T09:00');
  const somebody = (name: string, change: Partial<Waiting> = {}): Waiting => ({
    requestId: name,
    askedAt: at('2026-11-20T10:00'),
    wish: whenever,
    zone: madrid,
    modality: 'video',
    free: [start],
    minutes: 30,
    current: { startsAt: at('2026-12-10T18:00'), movableUntil: at('2026-12-09T18:00') },
    undecided: false,
    known: [],
    lost: [],
    ...change,
  });
  const offered = (waiting: Waiting[], change: { open?: number; heldSince?: Date | null; now?: Date } = {}) =>
    planOffers({ freedAt: start, waiting, open: 0, heldSince: null, now, ...change }).offers.map((offer) => offer.requestId);

  test.each<[string, Partial<Waiting>, boolean]>([
    ['has a later hour', {}, true],
    ['has no appointment yet', { current: null }, true],
    [
      'has an earlier hour already',
      { current: { startsAt: at('2026-11-24T09:00'), movableUntil: at('2026-11-23T12:00') } },
      false,
    ],
    [
      'may not move their own any more',
      { current: { startsAt: at('2026-11-26T09:00'), movableUntil: at('2026-11-23T09:59') } },
      false,
    ],
    ['cannot on that day', { wish: { ...whenever, weekdays: [1] } }, false],
    ['thinks about another offer', { undecided: true }, false],
    ['let this hour go before', { known: [start] }, false],
    ['let its neighbour go before', { known: [minutes(start, 20)] }, false],
    ['let another hour of that day go before', { known: [minutes(start, 60)] }, true],
    ['finds nothing free for their service', { free: [] }, false],
    ['sleeps', { zone: 'America/Tijuana' }, false],
  ])('somebody who %s', (_, change, expected) => expect(offered([somebody('ana', change)])).toEqual(expected ? ['ana'] : []));

  it('the hour nearest to the freed one that suits them', () => {
    const free = [at('2026-11-25T17:00'), at('2026-11-25T09:40'), at('2026-11-25T16:00')];
    const wish: Wish = { ...whenever, part: 'afternoon' };
    expect(
      planOffers({ freedAt: start, waiting: [somebody('ana', { free, wish })], open: 0, heldSince: null, now }).offers,
    ).toEqual([{ requestId: 'ana', startsAt: at('2026-11-25T16:00'), expiresAt: minutes(now, 30) }]);
  });

  it('five at once, who asked first before all others, and the next when those have answered', () => {
    const waiting = Array.from({ length: 7 }, (_, i) => somebody(`p${i}`, { askedAt: minutes(now, -i) }));
    expect(offered(waiting)).toEqual(['p6', 'p5', 'p4', 'p3', 'p2']);
    expect(offered(waiting, { open: 3 })).toEqual(['p6', 'p5']);
    expect(planOffers({ freedAt: start, waiting, open: 5, heldSince: null, now }).lookAgainAt).toEqual(minutes(now, 5));
  });

  it('ten at once when the hour is near', () => {
    const free = [minutes(now, 4 * 60)];
    const waiting = Array.from({ length: 12 }, (_, i) => somebody(`p${String(i).padStart(2, '0')}`, { free }));
    expect(offered(waiting)).toHaveLength(10);
  });

  it('at night nobody, and all of them at nine', () => {
    const night = at('2026-11-23T23:30');
    const plan = planOffers({ freedAt: start, waiting: [somebody('ana')], open: 0, heldSince: null, now: night });
    expect(plan).toEqual({ offers: [], lookAgainAt: at('2026-11-24T09:00') });
  });

  it('an hour that is over by morning is offered to nobody', () => {
    const night = at('2026-11-23T23:30');
    const free = [at('2026-11-24T09:20')];
    expect(planOffers({ freedAt: start, waiting: [somebody('ana', { free })], open: 0, heldSince: null, now: night })).toEqual({
      offers: [],
      lookAgainAt: null,
    });
  });

  test.each<[string, Partial<Waiting>, boolean]>([
    ['who asked while it was held', { askedAt: minutes(now, -5) }, true],
    ['who could have had it before', {}, false],
    ['who wanted it and lost it to the hold', { lost: [start] }, true],
  ])('an abandoned hold is a gain for %s: %s', (_, change, expected) => {
    expect(offered([somebody('ana', change)], { heldSince: minutes(now, -10) })).toEqual(expected ? ['ana'] : []);
  });

  it('whatever happens: earlier, suitable, once a person, never at night, time to answer and to come (2,000 lists)', () => {
    const hour = fc.integer({ min: 0, max: 24 * 60 }).map((n) => minutes(now, n * 30));
    const one = fc.record({
      askedAt: fc.integer({ min: 0, max: 99_999 }).map((n) => minutes(now, -n)),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }),
      part: fc.constantFrom('any' as const, 'morning' as const, 'afternoon' as const),
      fromDate: fc.constantFrom(null, '2026-11-28'),
      zone: fc.constantFrom(madrid, 'Atlantic/Canary', 'America/Mexico_City', 'Australia/Lord_Howe'),
      modality: fc.constantFrom('video' as const, 'in_person' as const),
      free: fc.array(hour, { maxLength: 6 }),
      current: fc.option(hour, { nil: null }),
      undecided: fc.boolean(),
      known: fc.array(hour, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 15 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 1440 }),
        (people, open, passed) => {
          const at = minutes(now, passed);
          const waiting = people.map(({ weekdays, part, fromDate, current, ...rest }, index): Waiting => ({
            ...rest,
            requestId: `r${index}`,
            minutes: 30,
            wish: { weekdays, part, fromDate },
            current: current && { startsAt: current, movableUntil: minutes(current, -24 * 60) },
            lost: [],
          }));
          const plan = planOffers({ freedAt: start, waiting, open, heldSince: null, now: at });
          expect(new Set(plan.offers.map((offer) => offer.requestId)).size).toBe(plan.offers.length);
          expect(open + plan.offers.length).toBeLessThanOrEqual(Math.max(open, 10));
          for (const { requestId, startsAt, expiresAt } of plan.offers) {
            const who = waiting.find((other) => other.requestId === requestId) as Waiting;
            expect(fitsWish(who.wish, who.zone, startsAt)).toBe(true);
            expect(who.undecided).toBe(false);
            expect(who.known).not.toContainEqual(startsAt);
            if (who.current)
              expect([startsAt < who.current.startsAt, expiresAt <= who.current.movableUntil]).toEqual([true, true]);
            expect(expiresAt.getTime() - at.getTime()).toBeGreaterThanOrEqual(5 * 60_000);
            expect(startsAt.getTime() - expiresAt.getTime()).toBeGreaterThanOrEqual(
              (who.modality === 'video' ? 30 : 120) * 60_000,
            );
            expect(nextWaking(who.zone, at)).toEqual(at);
          }
          if (plan.lookAgainAt) expect(plan.lookAgainAt > at).toBe(true);
        },
      ),
      { numRuns: 2000, seed: 8 },
    );
  });
});
