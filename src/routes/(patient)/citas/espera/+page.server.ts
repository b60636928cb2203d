import { error, fail, redirect } from '@sveltejs/kit';
import { may } from '#domain/permissions.ts';
import { isUuid } from '#domain/typed.ts';
import { findServiceToWaitFor, waitForAnyHour } from '#features/booking/waiting/open-wishes.server.ts';
import { stopWaiting } from '#features/booking/waiting/requests.server.ts';
import { wishForm } from '#features/booking/waiting/schema.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { fieldsOf } from '../../fields.ts';
import type { Actions, PageServerLoad } from './$types';

/** Asks to be told when a service has a free hour, without having an appointment (B8). Signing in proves the contact. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const service = await findServiceToWaitFor(locals.world, url.searchParams.get('servicio') ?? '');
  if (!service) error(404, 'not-found');
  signedIn(locals, url);
  return { service };
};

export const actions: Actions = {
  apuntar: async ({ locals, url, request }) => {
    const accountId = signedIn(locals, url);
    const wish = wishForm.safeParse(fieldsOf(await request.formData()));
    if (!wish.success) return fail(400, { problem: refusalText('invalid-input') });
    const serviceId = url.searchParams.get('servicio') ?? '';
    if (!(await findServiceToWaitFor(locals.world, serviceId))) error(404, 'not-found');
    const answer = await waitForAnyHour(locals.world, accountId, { serviceId, wish: wish.data, locale: locals.locale });
    if (!answer.ok) error(404, 'not-found');
    redirect(303, localizeHref('/citas', { locale: locals.locale }));
  },
  dejar: async ({ locals, url, request }) => {
    const accountId = signedIn(locals, url);
    const requestId = String((await request.formData()).get('deseo') ?? '');
    if (isUuid(requestId))
      await stopWaiting(locals.world, { kind: 'patient', accountId }, { requestId });
    redirect(303, localizeHref('/citas', { locale: locals.locale }));
  },
};

function signedIn({ actor, locale }: App.Locals, url: URL): string {
  if (may(actor, 'see-own-appointments')) return actor.accountId;
  redirect(303, `${localizeHref('/entrar', { locale })}?volver=${encodeURIComponent(url.pathname + url.search)}`);
}
