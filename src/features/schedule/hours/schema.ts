import { z } from 'zod';
import { line } from '#domain/typed.ts';

/** The forms of hours, time off and booking rules; unknown fields are refused, what they mean is decided in the commands. */

/** Which hours: by video, in person at any place, or at one place (its id). */
const layer = z.union([z.literal('video'), z.literal('presencial'), z.uuid()]);
export type LayerKey = z.infer<typeof layer>;

/** One field per layer and weekday, such as 'video.1': '9:00-14:00, 16:00-20:00'; empty is closed. `servicio` is whose slots are shown. */
export const weekForm = z.record(
  z.string().regex(/^(servicio|(video|presencial|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[1-7])$/),
  z.string().max(240),
);
export type WeekForm = z.infer<typeof weekForm>;

/** Everything (`todo`), one modality, or one place. */
const scope = z.union([z.literal('todo'), layer]).default('todo');

/** Days off from `desde` to `hasta`, or hours off of one day; `motivo` is for the practice alone. */
export const timeOffForm = z.strictObject({
  desde: line(10),
  hasta: line(10),
  inicio: line(5),
  fin: line(5),
  ambito: scope,
  motivo: line(80),
});
export type TimeOffForm = z.infer<typeof timeOffForm>;

/** More hours on one date. */
export const extraHoursForm = z.strictObject({ dia: line(10), horas: line(120), donde: layer });
/** Both with the service whose slots are looked at meanwhile, which is nothing that is kept. */
export const seenTimeOffForm = timeOffForm.extend({ servicio: z.uuid().optional() });
export const seenExtraHoursForm = extraHoursForm.extend({ servicio: z.uuid().optional() });
export const sentTimeOffForm = seenTimeOffForm.transform(({ desde, hasta, inicio, fin, ambito, motivo }): TimeOffForm => ({
  desde,
  hasta,
  inicio,
  fin,
  ambito,
  motivo,
}));
export const sentExtraHoursForm = seenExtraHoursForm.transform(({ dia, horas, donde }): ExtraHoursForm => ({
  dia,
  horas,
  donde,
}));
export type ExtraHoursForm = z.infer<typeof extraHoursForm>;

/** Holidays as ticked: their dates. */
export const holidaysForm = z.strictObject({ festivo: z.array(z.iso.date()).max(60).default([]) });
export type HolidaysForm = z.infer<typeof holidaysForm>;

export const exceptionForm = z.strictObject({ grupo: z.uuid() });

/**
 * What becomes of the appointments in a time off: the time off itself, or the one kept already (`libre`), and by
 * appointment `que.<id>` and, where it moves, `hora.<id>`. `todas` holds for all of them. `luego` are other
 * time offs that are asked about afterwards.
 */
export const choicesForm = z.record(
  z
    .string()
    .regex(/^(libre|luego|desde|hasta|inicio|fin|ambito|motivo|todas|(que|hora)\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/),
  z.string().max(320),
);
export type ChoicesForm = z.infer<typeof choicesForm>;
