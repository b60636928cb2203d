import { z } from 'zod';
import { callTroubles, decisionReasons, reportReasons } from '#domain/reviews.ts';
import { noteMaxLength, reviewMaxLength, troubleMaxLength } from './limits.ts';

const longText = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .default('');

/** One to five stars and what the patient wants to say; refusals of single fields are decided in the command. */
export const reviewForm = z.strictObject({
  estrellas: z.string().max(4).default(''),
  texto: longText(reviewMaxLength),
});
export type ReviewForm = z.infer<typeof reviewForm>;

/** How a call went: one to five, what went wrong, and what else there is to say. */
export const callRatingForm = z.strictObject({
  estrellas: z.string().max(4).default(''),
  que: z.union([z.enum(callTroubles).transform((one) => [one]), z.array(z.enum(callTroubles)).max(callTroubles.length)]).default([]),
  texto: longText(troubleMaxLength),
});

export const answerForm = z.strictObject({ resena: z.uuid(), respuesta: longText(reviewMaxLength) });

/** What somebody finds wrong with a review, or with the answer to it. */
export const reportForm = z.strictObject({
  parte: z.enum(['review', 'answer']).default('review'),
  motivo: z.enum(reportReasons).optional(),
  nota: longText(noteMaxLength),
});

/** What an operator decides of a reported review. */
export const decisionForm = z.strictObject({
  resena: z.uuid(),
  parte: z.enum(['review', 'answer']),
  decision: z.enum(['keep', 'hide', 'show']),
  motivo: z.union([z.literal('').transform(() => undefined), z.enum(decisionReasons)]).optional(),
  nota: longText(noteMaxLength),
});
