import { z } from 'zod';

/**
 * A line that somebody typed into a form: spaces at its ends and doubled ones are nobody's wish. Four times too long is no
 * line at all; what is a little too long is refused by the command, with words at its field.
 */
export function line(max: number) {
  return z
    .string()
    .max(max * 4)
    .transform((value) => value.replace(/\s+/g, ' ').trim())
    .default('');
}
