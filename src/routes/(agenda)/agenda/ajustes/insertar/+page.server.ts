import { readOutside, saveOutside } from '#features/schedule/outside.server.ts';
import { outsideForm } from '#features/schedule/schema.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { saving, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

const themes = ['', 'claro', 'oscuro'] as const;

export const load: PageServerLoad = async (event) => {
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const asked = event.url.searchParams.get('tema');
  const theme = themes.find((one) => one === asked) ?? '';
  const path = localizeHref(`/insertar/${practice.slug}${theme === '' ? '' : `?tema=${theme}`}`, { locale });
  const title = m.embed_frame_title({ name: `${practice.title} ${practice.fullName}`.trim() }, { locale });
  return {
    outside: await readOutside(world, actor, practice.id),
    theme,
    preview: path,
    frameTitle: title,
    snippet: `<iframe src="${world.settings.publicOrigin}${path}" title="${title.replaceAll('"', '&quot;')}" style="width:100%;max-width:480px;height:640px;border:0" loading="lazy"></iframe>`,
  };
};

export const actions: Actions = {
  guardar: saving(outsideForm, (world, actor, practice, form) => saveOutside(world, actor, practice.id, form)),
};
