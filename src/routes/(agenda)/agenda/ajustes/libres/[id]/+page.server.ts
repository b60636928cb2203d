import { error, redirect } from '@sveltejs/kit';
import { listUnreached } from '#features/messages/queries.server.ts';
import { readRunPage } from '#features/schedule/pages/time-off-page.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { settingsDoor } from '../../../../settings/settings-door.server.ts';
import { afterwards, askNext, goOn, groupIdOf, runQuery } from '../../../../settings/time-off-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await settingsDoor(event);
  const { world, locale } = event.locals;
  const run = await readRunPage(world, actor, practice, groupIdOf(event), locale);
  if (!run) error(404);
  const ids = new Set(run.rows.filter((row) => row.state === 'done' && row.choice !== 'keep').map((row) => row.appointmentId));
  const unreached = (await listUnreached(world, actor, practice.id, locale)).filter((one) => ids.has(one.appointmentId));
  return {
    run,
    next: askNext(afterwards(event.url.searchParams.get('luego'))),
    call: unreached.map(({ appointmentId, patientName, patientMobile }) => ({ appointmentId, patientName, patientMobile })),
  };
};

export const actions: Actions = {
  seguir: async (event) => {
    const door = await settingsDoor(event);
    const groupId = groupIdOf(event);
    await goOn(event, door, groupId);
    const rest = afterwards(event.url.searchParams.get('luego'));
    redirect(303, localizeHref(`/agenda/ajustes/libres/${groupId}${runQuery(rest, door)}`));
  },
};
