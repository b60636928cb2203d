import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { bookSeries, previewSeries } from '#features/booking/practice/series.server.ts';
import { bookForPatientForm, seriesForm } from '#features/booking/schema.ts';
import { foundPatients } from '#features/schedule/pages/patient-lines.server.ts';
import { seriesLines } from '#features/schedule/pages/series-lines.ts';
import { findPatients } from '#features/schedule/reads/find-patients.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { practiceDoor } from './practice.server.ts';
import { readForm, statusOf } from '../forms.server.ts';

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '');

/**
 * The press on «Reservar la cita», on its own page and beside the agenda alike (B6). Searching and choosing a patient
 * without script come here too: the same form comes back with all that was typed.
 */
export async function pressNewAppointment(event: RequestEvent) {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const { buscar, elegir, ahora, hueco, paso, ...values } = await readForm(event.request, ['fecha']);
  if (elegir !== undefined) {
    const [persona = '', ...name] = text(elegir).split(' ');
    return { values: { ...values, persona, nombre: name.join(' ') } };
  }
  if (hueco !== undefined) {
    const [dia = '', hora = ''] = text(hueco).split('T');
    return { values: { ...values, dia, hora }, search: text(buscar).slice(0, 80) };
  }
  if (ahora !== undefined) {
    const search = text(buscar).slice(0, 80);
    const found = await findPatients(world, actor, { specialistId: practice.id, text: search });
    return { values, search, found: foundPatients(found, practice, world.clock.now(), locale) };
  }
  if (values['cada']) return pressSeries(event, values, paso === 'serie');
  const ofSeries = ['cada', 'veces', 'fecha'];
  const parsed = bookForPatientForm.safeParse(Object.fromEntries(Object.entries(values).filter(([name]) => !ofSeries.includes(name))));
  if (!parsed.success) return unreadable(parsed.error.issues, values);
  const booked = await bookForPatient(world, actor, parsed.data, locale);
  if (!booked.ok) {
    const warnings = 'warnings' in booked ? (booked.warnings ?? []) : [];
    return fail(statusOf(booked.kind), { refusal: booked.kind, fields: booked.fields ?? {}, warnings, values });
  }
  leadTo(event, practice.id, { dia: parsed.data.dia, cita: booked.value.appointmentId, hecho: 'nueva' });
}

function leadTo(event: RequestEvent, specialistId: string, parts: Record<string, string>): never {
  const query = new URLSearchParams(parts);
  if (event.url.searchParams.has('de')) query.set('de', specialistId);
  const view = event.url.searchParams.get('vista');
  if (view) query.set('vista', view);
  redirect(303, `${localizeHref('/agenda')}?${query}`);
}

type Values = Record<string, string | string[]>;

function unreadable(issues: readonly { path: PropertyKey[] }[], values: Values) {
  const kindOf = (field: string) => (field === 'minutos' ? ('number-invalid' as const) : ('date-invalid' as const));
  const fields = Object.fromEntries(issues.map((issue) => String(issue.path[0] ?? '')).map((field) => [field, kindOf(field)]));
  return fail(400, { refusal: 'invalid-input' as const, fields, values });
}

/** First shows the dates of the series with what stands in their way, then books those that were kept (B6). */
async function pressSeries(event: RequestEvent, values: Values, book: boolean) {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const parsed = seriesForm.safeParse(values);
  if (!parsed.success) return unreadable(parsed.error.issues, values);
  const { cada, veces, fecha, minutos: _, ...form } = parsed.data;
  const asked = { servicio: form.servicio, dia: form.dia, hora: form.hora, cada, veces };
  const preview = await previewSeries(world, actor, asked);
  if (!preview.ok) return fail(statusOf(preview.kind), { refusal: preview.kind, fields: preview.fields ?? {}, values });
  const series = seriesLines(preview.value.dates, locale);
  if (!book) return { values, series };
  const dates = fecha.filter((one) => one !== '').map((one) => ({ day: one.slice(0, 10), hour: one.slice(11) }));
  const booked = await bookSeries(world, actor, form, { everyWeeks: cada, dates }, locale);
  if (!booked.ok) return fail(statusOf(booked.kind), { refusal: booked.kind, fields: booked.fields ?? {}, values, series });
  const [first] = booked.value.booked;
  leadTo(event, practice.id, {
    dia: first?.day ?? form.dia,
    cita: first?.appointmentId ?? '',
    hecho: 'serie',
    citas: String(booked.value.booked.length),
    perdidas: booked.value.lost.map((one) => `${one.day}T${one.hour}`).join(),
  });
}
