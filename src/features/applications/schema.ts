import { z } from 'zod';
import { applicationPapers } from '#domain/application.ts';
import { titles } from '#domain/profile.ts';
import { line } from '#domain/typed.ts';

/** Who applies, as what, and where that can be looked up. */
export const applicationForm = z.strictObject({
  titulo: z.enum(titles),
  nombre: line(120),
  titular: line(80),
  especialidad: line(60),
  licencia: line(60),
  registro: line(200),
  zona: line(40),
  ciudad: line(80),
  ciudad_igual: z.literal('si').optional(),
  telefono: line(40),
});
export type ApplicationForm = z.infer<typeof applicationForm>;

export const paperKind = z.enum(applicationPapers);
export const removePaperForm = z.strictObject({ documento: z.uuid() });
