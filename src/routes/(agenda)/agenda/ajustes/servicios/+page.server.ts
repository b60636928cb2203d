import { listOwnPlaces } from '#features/profile-editor/places.server.ts';
import { newServiceForm, serviceForm, serviceOrderForm, serviceStateForm } from '#features/profile-editor/schema.ts';
import { addService, listOwnServices, moveService, saveService, setServiceState } from '#features/profile-editor/services.server.ts';
import { amountText, formatMoney } from '#domain/money.ts';
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
  estado: saving(serviceStateForm, (world, actor, practice, form) => setServiceState(world, actor, practice.id, form)),
  mover: saving(serviceOrderForm, (world, actor, practice, form) => moveService(world, actor, practice.id, form)),
};
