import { z } from 'zod';

/** The forms of money, parsed once at the border; what is too much is decided in the commands. */
export const takeForm = z.strictObject({
  cita: z.uuid(),
  cuanto: z.enum(['todo', 'parte', 'nada']),
  importe: z.string().max(20).default(''),
});
export const giveBackForm = z.strictObject({
  cita: z.uuid(),
  cuanto: z.enum(['todo', 'parte']),
  importe: z.string().max(20).default(''),
});
