import { inviteAssistant, removeAssistant, resendInvitation, withdrawInvitation } from '#features/team/invitations.server.ts';
import { invitationForm, inviteForm, removeForm } from '#features/team/schema.ts';
import { readTeamPage } from '#features/team/team-page.server.ts';
import { doing, settingsDoor } from '../../../settings/settings-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends('agenda:live');
  const { actor, practice } = await settingsDoor(event);
  return { team: await readTeamPage(event.locals.world, actor, practice, event.locals.locale) };
};

export const actions: Actions = {
  invitar: doing(inviteForm, 'invited', inviteAssistant),
  reenviar: doing(invitationForm, 'resent', resendInvitation),
  retirar: doing(invitationForm, 'withdrawn', withdrawInvitation),
  quitar: doing(removeForm, 'removed', removeAssistant),
};
