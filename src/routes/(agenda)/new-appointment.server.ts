import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { bookForPatient } from '#features/booking/practice.server.ts';
import { bookForPatientForm } from '#features/booking/schema.ts';
import { foundPatients } from '#features/schedule/pages/patient-lines.server.ts';
import { findPatients } from '#features/schedule/reads/find-patients.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { practiceDoor, readForm, statusOf } from './practice.server.ts';

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '');

/**
 * The press on «Reservar la cita», on its own page and beside the agenda alike (B6). Searching and choosing a patient
 * without script come here too: the same form comes back with all that was typed.
 */
export async function pressNewAppointment(event: RequestEvent) {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const { buscar, elegir, ahora, ...values } = await readForm(event.request);
  if (elegir !== undefined) {
    const [persona = '', ...name] = text(elegir).split(' ');
    return { values: { ...values, persona, nombre: name.join(' ') } };
  }
  if (ahora !== undefined) {
    const search = text(buscar).slice(0, 80);
    const found = await findPatients(world, actor, { specialistId: practice.id, text: search });
    return { values, search, found: foundPatients(found, practice, world.clock.now(), locale) };
  }
  const parsed = bookForPatientForm.safeParse(values);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), 'date-invalid' as const]));
    return fail(400, { refusal: 'invalid-input' as const, fields, values });
  }
  const booked = await bookForPatient(world, actor, parsed.data, locale);
  if (!booked.ok) {
    const warnings = 'warnings' in booked ? (booked.warnings ?? []) : [];
    return fail(statusOf(booked.kind), { refusal: booked.kind, fields: booked.fields ?? {}, warnings, values });
  }
  const query = new URLSearchParams({ dia: parsed.data.dia, cita: booked.value.appointmentId, hecho: 'nueva' });
  for (const name of ['de', 'vista']) {
    const value = event.url.searchParams.get(name);
    if (value) query.set(name, value);
  }
  redirect(303, `${localizeHref('/agenda')}?${query}`);
}
