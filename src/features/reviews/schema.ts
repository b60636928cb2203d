import { z } from 'zod';
import { reviewMaxLength } from './limits.ts';

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

export const answerForm = z.strictObject({ respuesta: longText(reviewMaxLength) });
