import { error, fail } from '@sveltejs/kit';
import { listDocuments, listOtherRecords } from '#features/records/documents/read.server.ts';
import { readNotes, saveNote } from '#features/records/notes/notes.server.ts';
import { noteForm } from '#features/records/schema.ts';
import { pressSend, pressWithdraw } from '../../../../documents.server.ts';
import { readForm, statusOf } from '../../../../forms.server.ts';
import { recordDoor } from '../../../record-door.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = await recordDoor(event);
  const { world, locale } = event.locals;
  const exchange = await listDocuments(world, actor, event.params.id, locale);
  const notes = await readNotes(world, actor, event.params.id, locale);
  if (!exchange || !notes) error(404, 'not-found');
  return { exchange, notes, others: await listOtherRecords(world, actor, event.params.id, locale) };
};

export const actions: Actions = {
  enviar: async (event) => pressSend(event, await recordDoor(event), event.params.id),
  retirar: async (event) => pressWithdraw(event, await recordDoor(event), event.params.id),
  notas: async (event) => {
    const actor = await recordDoor(event);
    const typed = await readForm(event.request);
    const parsed = noteForm.safeParse(typed);
    const values = { nota: String(typed['nota'] ?? '') };
    if (!parsed.success) return fail(400, { refusal: 'text-too-long' as const, fields: {}, values });
    const saved = await saveNote(event.locals.world, actor, event.params.id, parsed.data);
    if (!saved.ok) return fail(statusOf(saved.kind), { refusal: saved.kind, fields: saved.fields ?? {}, values });
    return { done: 'noted' as const };
  },
};
