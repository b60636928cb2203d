import { redirect } from '@sveltejs/kit';
import { formatMoney } from '#domain/money.ts';
import { formatDayLong } from '#domain/time.ts';
import { askAboutAccount, connectAccount, readAccountCard } from '#features/payments/connect/account.server.ts';
import { readPrepaymentPage } from '#features/schedule/pages/settings-page.server.ts';
import { prepaymentForm } from '#features/schedule/schema.ts';
import { savePrepayment } from '#features/schedule/terms.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { fail } from '@sveltejs/kit';
import { statusOf } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  // Back from the provider's pages: how the account stands now.
  if (event.url.searchParams.get('vuelta') === 'stripe') await askAboutAccount(world, actor, practice.id);
  const account = await readAccountCard(world, actor, practice.id);
  return {
    settings: await readPrepaymentPage(world, actor, practice),
    account: { ...account, answerBy: account.answerBy && formatDayLong(practice.zone, account.answerBy, locale) },
    currency: practice.currency,
    sample: formatMoney(practice.currency === 'MXN' ? 90_000 : 5_500, practice.currency, locale),
  };
};

export const actions: Actions = {
  prepago: saving(prepaymentForm, (world, actor, practice, form) => savePrepayment(world, actor, practice.id, form)),
  conectar: async (event) => {
    const { actor, practice } = await settingsDoor(event);
    const connected = await connectAccount(event.locals.world, actor, practice.id);
    if (!connected.ok) return fail(statusOf(connected.kind), { refusal: connected.kind, fields: {}, values: {} });
    redirect(303, `${localizeHref('/agenda/ajustes/prepago/stripe', { locale: event.locals.locale })}${event.url.searchParams.has('de') ? `?de=${practice.id}` : ''}`);
  },
};
