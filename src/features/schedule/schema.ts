import { z } from 'zod';

/** The forms of agenda and settings, parsed once at the border; unknown fields are refused. Field refusals are decided in the commands. */
const line = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform((value) => value.replace(/\s+/g, ' ').trim())
    .default('');
const words = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform((value) => value.replace(/\r\n/g, '\n').trim())
    .default('');
const switched = z.literal('si').optional();

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof weekdays)[number];

export const outcomeForm = z.strictObject({
  cita: z.uuid(),
  resultado: z.enum(['took_place', 'patient_absent', 'technical', 'unsuitable']),
});
export type OutcomeForm = z.infer<typeof outcomeForm>;

export const bookingRulesForm = z.strictObject({
  descanso: line(4),
  aviso: line(4),
  horizonte: line(4),
  paso: line(4),
  limite: line(4),
  /** Whose slots the preview shows. */
  servicio: z.union([z.uuid(), z.literal('')]).default(''),
});
export type BookingRulesForm = z.infer<typeof bookingRulesForm>;

/** Sites that may frame the specialist's page, one a line, and whether free hours are published. */
export const outsideForm = z.strictObject({ sitios: words(1000), publicar: switched });
export type OutsideForm = z.infer<typeof outsideForm>;

export const videoMessageForm = z.strictObject({ mensaje: words(600) });
export type VideoMessageForm = z.infer<typeof videoMessageForm>;

export const prepaymentForm = z.strictObject({
  prepago: z.enum(['off', 'stripe', 'other']),
  cobro: z.enum(['at_booking', 'after']).default('at_booking'),
  tarde: line(20),
  /** Hours after which the price of a consultation that took place is taken by itself. */
  espera: z.enum(['2', '24', '72']).default('24'),
  instrucciones: words(400),
});
export type PrepaymentForm = z.infer<typeof prepaymentForm>;

/** Minutes before the hour, as ticked; `otro` is one more, typed in hours. */
export const reminderTimesForm = z.strictObject({
  antes: z.array(z.coerce.number().int().min(5).max(20_160)).max(8).default([]),
  otro: line(4),
  /** Minutes of the wall between which nothing that can wait rings; equal: it always may. */
  silencio: z.coerce.number().int().min(0).max(1439).default(1320),
  hasta: z.coerce.number().int().min(0).max(1439).default(480),
});
export type ReminderTimesForm = z.infer<typeof reminderTimesForm>;

/** One service's own times, or the specialist's again. */
export const serviceRemindersForm = z.strictObject({
  servicio: z.uuid(),
  propios: z.enum(['si', 'no']).default('no'),
  antes: z.array(z.coerce.number().int().min(5).max(20_160)).max(8).default([]),
});
export type ServiceRemindersForm = z.infer<typeof serviceRemindersForm>;

/** A new hour: one of the free ones (`inicio`), or day and hour as typed. */
export const moveForm = z.strictObject({
  cita: z.uuid(),
  inicio: z.union([z.iso.datetime(), z.literal('otra'), z.literal('')]).default(''),
  dia: line(10),
  hora: line(5),
  /** Another length; empty keeps the one it has. */
  minutos: z.union([z.literal(''), z.coerce.number().int().min(5).max(480)]).default(''),
  /** Where it stood for whoever moves it; empty does not ask. */
  desde: z.union([z.literal(''), z.iso.datetime()]).default(''),
  /** The warnings were read. */
  igual: switched,
});
export type MoveForm = z.infer<typeof moveForm>;
export const undoForm = z.strictObject({ cambio: z.uuid() });
export const cancelForm = z.strictObject({ cita: z.uuid(), coste: z.coerce.number().int().min(0) });
export const appointmentForm = z.strictObject({ cita: z.uuid() });
/** From the same question as one alone: what that one costs is sent along and not asked, the practice pays nothing (B5). */
export const cancelSeriesForm = z.strictObject({ cita: z.uuid(), coste: z.string().max(12) });
export const delayForm = z.strictObject({ cita: z.uuid(), minutos: z.coerce.number().int().min(0).max(120) });
