import { fail } from '@sveltejs/kit';
import { previewSlots } from '#features/schedule/hours/preview.server.ts';
import { listOwnPlaces } from '#features/profile-editor/places.server.ts';
import { newServiceForm, serviceForm, serviceOrderForm, serviceStateForm } from '#features/profile-editor/schema.ts';
import { addService, listOwnServices, moveService, readLengths, saveService, setServiceState } from '#features/profile-editor/services.server.ts';
import { amountText, formatMoney } from '#domain/money.ts';
import { readForm } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const [services, places] = await Promise.all([listOwnServices(world, actor, practice.id), listOwnPlaces(world, actor, practice.id)]);
  return {
    services: services.map((one) => ({ ...one, amount: amountText(one.priceCents), price: formatMoney(one.priceCents, one.currency, locale) })),
    places: places.map((place) => ({ value: place.id, label: place.name })),
    currency: practice.currency,
    videoEnabled: practice.videoEnabled,
  };
};

export const actions: Actions = {
  servicio: saving(serviceForm, (world, actor, practice, form) => saveService(world, actor, practice.id, form)),
  nuevo: saving(newServiceForm, (world, actor, practice, form) => addService(world, actor, practice.id, form)),
  /** What patients would see of a service as typed; nothing is kept. */
  ver: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const values = await readForm(event.request);
    const form = 'servicio' in values ? serviceForm.safeParse(values) : newServiceForm.safeParse(values);
    const lengths = form.success ? readLengths(form.data) : null;
    if (!form.success || !lengths) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const { lugar } = form.data;
    const unsaved = {
      service: {
        ...lengths,
        placeId: lugar || null,
        ...('modalidad' in form.data ? { modality: form.data.modalidad } : {}),
      },
    };
    const serviceId = 'servicio' in form.data ? form.data.servicio : undefined;
    return { preview: await previewSlots(event.locals.world, actor, practice, { serviceId, unsaved }), values };
  },
  estado: saving(serviceStateForm, (world, actor, practice, form) => setServiceState(world, actor, practice.id, form)),
  mover: saving(serviceOrderForm, (world, actor, practice, form) => moveService(world, actor, practice.id, form)),
};
