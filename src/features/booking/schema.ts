import { z } from 'zod';
import { LONGEST_MINUTES, SHORTEST_MINUTES } from '#domain/agenda-move.ts';
import { line } from '#domain/typed.ts';

/** First step of a booking: who it is for. Field refusals are decided in `commands.server.ts`, so that all show at once. */
export const detailsForm = z.strictObject({
  servicio: z.uuid(),
  inicio: z.iso.datetime({ offset: true }),
  para: z.enum(['me', 'other']).default('me'),
  nombre: line(120),
  movil: line(40),
  correo: line(254),
  motivo: z.string().max(4000).default(''),
  acepto: z.literal('si').optional(),
  zona: z.string().max(60).optional(),
  clave: z.string().max(60).optional(),
});
export type DetailsForm = z.infer<typeof detailsForm>;

/** The specialist's booking for a patient (B6): somebody known (`persona`) or somebody new. */
export const bookForPatientForm = z.strictObject({
  servicio: z.uuid(),
  dia: z.iso.date(),
  hora: z.string().regex(/^\d{1,2}:\d{2}$/),
  persona: z.union([z.uuid(), z.literal('')]).default(''),
  nombre: line(120),
  movil: line(40),
  correo: line(254),
  /** As long as it was drawn in the agenda; without it, as the service says. */
  minutos: z.union([z.literal(''), z.coerce.number().int().min(SHORTEST_MINUTES).max(LONGEST_MINUTES)]).optional(),
  fuera: z.literal('si').optional(),
});
export type BookForPatientForm = z.infer<typeof bookForPatientForm>;

/** Repeats an appointment: every 1–4 weeks, 2–12 times, then the dates that were chosen of it (`2026-11-26T18:40`; empty leaves one out). */
export const seriesForm = bookForPatientForm.extend({
  cada: z.coerce.number().int().min(1).max(4),
  veces: z.coerce.number().int().min(2).max(12),
  fecha: z.array(z.union([z.literal(''), z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{1,2}:\d{2}$/)])).max(12).default([]),
});
export type SeriesForm = z.infer<typeof seriesForm>;
