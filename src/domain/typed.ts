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

/** Whether what an address or a form names is an id at all: PostgreSQL fails on any other text. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
