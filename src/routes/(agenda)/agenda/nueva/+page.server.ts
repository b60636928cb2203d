import { fail, redirect } from '@sveltejs/kit';
import { bookForPatient, findPatients } from '#features/booking/practice.server.ts';
import { bookForPatientForm } from '#features/booking/schema.ts';
import { readNewAppointment } from '#features/schedule/new-appointment.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { practiceDoor, readForm, statusOf } from '../../practice.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await practiceDoor(event);
  const { world, locale } = event.locals;
  const search = (event.url.searchParams.get('buscar') ?? '').slice(0, 80);
  return {
    page: await readNewAppointment(world, actor, practice, event.url.searchParams, locale),
    search,
    found: search.trim().length > 1 ? await findPatients(world, actor, search) : [],
  };
};

export const actions: Actions = {
  default: async (event) => {
    const { actor, practice } = await practiceDoor(event);
    const { world, locale } = event.locals;
    const typed = await readForm(event.request);
    const parsed = bookForPatientForm.safeParse(typed);
    if (!parsed.success) {
      const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), 'date-invalid' as const]));
      return fail(400, { refusal: 'invalid-input' as const, fields, values: typed });
    }
    const booked = await bookForPatient(world, actor, parsed.data, locale);
    if (!booked.ok) return fail(statusOf(booked.kind), { refusal: booked.kind, fields: booked.fields ?? {}, values: typed });
    const query = new URLSearchParams({ dia: parsed.data.dia, cita: booked.value.appointmentId, hecho: 'nueva' });
    if (event.url.searchParams.has('de')) query.set('de', practice.id);
    redirect(303, `${localizeHref('/agenda')}?${query}`);
  },
};
