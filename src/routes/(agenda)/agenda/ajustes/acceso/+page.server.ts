import { fail } from '@sveltejs/kit';
import { scopesOf, tokenDays } from '#domain/access-token.ts';
import { formatDayLong } from '#domain/time.ts';
import { issueToken, listTokens, revokeToken } from '#features/accounts/access-tokens.server.ts';
import { revokeTokenForm, tokenForm } from '#features/accounts/schema.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const day = (instant: Date | null) => instant && formatDayLong(practice.zone, instant, locale);
  const tokens = await listTokens(world, actor);
  return {
    offered: scopesOf(actor.kind),
    days: tokenDays,
    tokens: tokens.map(({ createdAt, expiresAt, lastUsedAt, ...token }) => ({ ...token, created: day(createdAt), expires: day(expiresAt), lastUsed: day(lastUsedAt) })),
  };
};

export const actions: Actions = {
  /** The token stands in this one answer and is nowhere afterwards. */
  crear: async (event) => {
    const { actor } = await settingsDoor(event);
    const values = await readForm(event.request, ['permisos']);
    const parsed = tokenForm.safeParse(values);
    if (!parsed.success) return fail(400, { refusal: 'invalid-input' as const, fields: {}, values });
    const issued = await issueToken(event.locals.world, actor, parsed.data);
    if (!issued.ok) return fail(statusOf(issued.kind), { refusal: issued.kind, fields: issued.fields ?? {}, values });
    return { created: { name: parsed.data.nombre, token: issued.value.token } };
  },
  anular: saving(revokeTokenForm, (world, actor, _practice, form) => revokeToken(world, actor, form.llave)),
};
