import { expect, test } from 'vitest';
import type { AppointmentStatus, Outcome } from './appointment.ts';
import { bayesianMean, holdsContact, mayDecide, mayRateCall, mayReview, ratingOf, reviewAuthor } from './reviews.ts';

test.each<[string, AppointmentStatus, Outcome | null, boolean, string]>([
  ['what took place can be reviewed', 'completed', 'took_place', false, 'yes'],
  ['completed by itself, nobody objecting, it took place', 'completed', null, false, 'yes'],
  ['once', 'completed', 'took_place', true, 'already-reviewed'],
  ['a technical failure is no star for the specialist', 'completed', 'technical', false, 'did-not-take-place'],
  ['not before', 'booked', null, false, 'did-not-take-place'],
  ['not while it runs', 'in_progress', null, false, 'did-not-take-place'],
  ['not a cancelled one', 'cancelled', null, false, 'did-not-take-place'],
  ['not by who did not come', 'no_show', 'patient_absent', false, 'did-not-take-place'],
])('%s', (_, status, outcome, alreadyReviewed, expected) => {
  const answer = mayReview({ status, outcome, alreadyReviewed });
  expect(answer.ok ? 'yes' : answer.kind).toBe(expected);
});

test.each([
  ['Marta García López', 'Marta G.'],
  ['  marta   garcía ', 'Marta G.'],
  ['María del Carmen Ruiz', 'María C.'],
  ['Íñigo de la Torre', 'Íñigo T.'],
  ['Ana Álvarez', 'Ana Á.'],
  ['Marta', 'Marta'],
])('%s signs as %s', (name, author) => expect(reviewAuthor(name)).toBe(author));

test('the rating has one decimal, and none without reviews', () => {
  expect(ratingOf({ count: 212, sum: 1039 })).toBe(4.9);
  expect(ratingOf({ count: 3, sum: 13 })).toBe(4.3);
  expect(ratingOf({ count: 0, sum: 0 })).toBeNull();
});

test('two hundred reviews of 4.9 come before a single 5', () => {
  expect(bayesianMean({ count: 212, sum: 1039 })).toBeGreaterThan(bayesianMean({ count: 1, sum: 5 }));
  expect(bayesianMean({ count: 0, sum: 0 })).toBe(4.5);
  expect(bayesianMean({ count: 1, sum: 5 }, { mean: 4, count: 1 })).toBe(4.5);
});

test.each([
  ['llamadme al 612 345 678', true],
  ['+52 55 1234 5678', true],
  ['ana@correo.example', true],
  ['www.otra-clinica.example', true],
  ['https://otra.example', true],
  ['Esperé 20 minutos el 23/11/2026', false],
  ['Llegó a las 10:30 y costó 55,50', false],
])('a contact in «%s»: %s', (text, expected) => expect(holdsContact(text)).toBe(expected));

test.each<[string, 'in_person' | 'video', Outcome | null, boolean, boolean, string]>([
  ['a call that was begun is rated', 'video', null, true, false, 'yes'],
  ['one that failed before it began too', 'video', 'technical', false, false, 'yes'],
  ['once', 'video', null, true, true, 'already-reviewed'],
  ['none that never began', 'video', null, false, false, 'did-not-take-place'],
  ['nothing in person', 'in_person', 'took_place', true, false, 'did-not-take-place'],
])('%s', (_, modality, outcome, begun, alreadyRated, expected) => {
  const answer = mayRateCall({ modality, outcome, begun, alreadyRated });
  expect(answer.ok ? 'yes' : answer.kind).toBe(expected);
});

test('what is hidden breaks a rule, what stays or comes back keeps them', () => {
  const may = (what: 'keep' | 'hide' | 'show', reason: 'insult' | 'follows-rules', shown: boolean) => mayDecide({ what, reason, shown });
  expect([may('hide', 'insult', true), may('keep', 'follows-rules', true), may('show', 'follows-rules', false), may('keep', 'follows-rules', false)]).toEqual([true, true, true, true]);
  expect([may('hide', 'follows-rules', true), may('hide', 'insult', false), may('keep', 'insult', true), may('show', 'follows-rules', true)]).toEqual([false, false, false, false]);
});
