import { error, fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { readLinkPage } from '#features/room/pages.server.ts';
import { findAppointmentOfLink } from '#features/room/links.server.ts';
import { lastReadiness, recordReadiness } from '#features/room/readiness/record.server.ts';
import { formatDayLong, formatHour } from '#domain/time.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import type { Actions, PageServerLoad } from './$types';

const form = z.strictObject({ camera: z.string(), microphone: z.string(), network: z.string(), sound: z.string() });

/** "Prueba tu móvil en 1 minuto", any day before the hour (V13). A link alone shows no name (V2). */
export const load: PageServerLoad = async ({ params, locals }) => {
  const { world, locale } = locals;
  const home = localizeHref(`/e/${params.token}`, { locale });
  const link = await readLinkPage(world, params.token, locale);
  if (!link) error(404, 'link-unknown');
  if (link.role !== 'patient' || link.modality !== 'video' || !['before', 'open'].includes(link.stage)) redirect(303, home);
  const found = await findAppointmentOfLink(world, params.token);
  const last = found && (await lastReadiness(world, found.appointmentId));
  const zone = link.zone;
  return {
    home,
    when: `${link.day.charAt(0).toUpperCase()}${link.day.slice(1)}, ${link.hour}`,
    open: link.stage === 'open',
    last: last && { readiness: last.readiness, reason: last.reason, day: formatDayLong(zone, last.checkedAt, locale), hour: formatHour(zone, last.checkedAt) },
  };
};

export const actions: Actions = {
  default: async ({ params, locals, request }) => {
    const found = await findAppointmentOfLink(locals.world, params.token);
    if (found?.role !== 'patient') error(404, 'link-unknown');
    const parsed = form.safeParse(Object.fromEntries(await request.formData()));
    const kept = parsed.success ? await recordReadiness(locals.world, found.appointmentId, parsed.data) : null;
    return kept?.ok ? { kept: true } : fail(400, { kept: false });
  },
};
