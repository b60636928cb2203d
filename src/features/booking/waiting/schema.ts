import { z } from 'zod';
import { isDay } from '#domain/time.ts';
import type { Wish } from '#domain/waiting-list.ts';

/** When somebody could come: boxes of weekdays, a part of the day, the first day (B8). */
export const wishForm = z
  .strictObject({
    dias: z
      .union([z.string(), z.array(z.string())])
      .transform((days) => (Array.isArray(days) ? days : [days]))
      .pipe(z.array(z.enum(['1', '2', '3', '4', '5', '6', '7'])).max(7))
      .default([]),
    parte: z.enum(['any', 'morning', 'afternoon']).default('any'),
    desde: z
      .string()
      .max(10)
      .refine((day) => day === '' || isDay(day))
      .default(''),
  })
  .transform(({ dias, parte, desde }): Wish => ({
    weekdays: [...new Set(dias.map(Number))].sort((a, b) => a - b),
    part: parte,
    fromDate: desde || null,
  }));

/** A wish as one line, to be carried while a code is asked: '1,3|morning|2026-12-01'. */
export function wishLine(wish: Wish): string {
  return [wish.weekdays.join(','), wish.part, wish.fromDate ?? ''].join('|');
}

/** The wish of such a line; null where it is none. */
export function readWishLine(line: string): Wish | null {
  const [days = '', parte = '', desde = '', ...rest] = line.split('|');
  if (rest.length > 0) return null;
  const parsed = wishForm.safeParse({ dias: days === '' ? [] : days.split(','), parte, desde });
  return parsed.success ? parsed.data : null;
}

/** The practice offers one hour of its free ones (B8). */
export const offerHourForm = z.strictObject({
  espera: z.uuid(),
  inicio: z.iso.datetime({ offset: true }).or(z.literal('')).default(''),
});
export const removeFromListForm = z.strictObject({ espera: z.uuid() });
