import { z } from 'zod';

/** The forms of the calendars' page, parsed once at the border; unknown fields are refused. */
export const feedForm = z.strictObject({ contenido: z.enum(['busy', 'names']) });
export const emptyForm = z.strictObject({});
export const addCalendarForm = z.strictObject({ direccion: z.string().max(4000).default('') });
export const calendarForm = z.strictObject({ calendario: z.uuid() });
export const switchCalendarForm = z.strictObject({ calendario: z.uuid(), activo: z.enum(['si', 'no']) });

export type AddCalendarForm = z.infer<typeof addCalendarForm>;
export type CalendarForm = z.infer<typeof calendarForm>;
export type SwitchCalendarForm = z.infer<typeof switchCalendarForm>;
export type FeedContents = z.infer<typeof feedForm>['contenido'];
