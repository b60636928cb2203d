import { fail, redirect } from '@sveltejs/kit';
import { bookForPatient, findPatients } from '#features/booking/practice.server.ts';
import { bookForPatientForm } from '#features/booking/schema.ts';
import { readNewAppointment } from '#features/schedule/pages/new-appointment.server.ts';
import { foundPatients } from '#features/schedule/pages/patient-lines.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { practiceDoor, readForm, statusOf } from '../../practice.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  return { page: await readNewAppointment(world, actor, practice, event.url.searchParams, locale) };
};

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '');

export const actions: Actions = {
  default: async (event) => {
    const { actor, practice } = await practiceDoor(event);
    const { world, locale } = event.locals;
    // Searching and choosing a patient without script: the same form comes back with all that was typed.
    const { buscar, elegir, ahora, ...values } = await readForm(event.request);
    if (elegir !== undefined) {
      const [persona = '', ...name] = text(elegir).split(' ');
      return { values: { ...values, persona, nombre: name.join(' ') } };
    }
    if (ahora !== undefined) {
      const search = text(buscar).slice(0, 80);
      return { values, search, found: foundPatients(await findPatients(world, actor, { specialistId: practice.id, text: search }), practice) };
    }
    const parsed = bookForPatientForm.safeParse(values);
    if (!parsed.success) {
      const fields = Object.fromEntries(
        parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), 'date-invalid' as const]),
      );
      return fail(400, { refusal: 'invalid-input' as const, fields, values });
    }
    const booked = await bookForPatient(world, actor, parsed.data, locale);
    if (!booked.ok) return fail(statusOf(booked.kind), { refusal: booked.kind, fields: booked.fields ?? {}, values });
    const query = new URLSearchParams({ dia: parsed.data.dia, cita: booked.value.appointmentId, hecho: 'nueva' });
    if (event.url.searchParams.has('de')) query.set('de', practice.id);
    redirect(303, `${localizeHref('/agenda')}?${query}`);
  },
};
