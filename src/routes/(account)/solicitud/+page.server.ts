import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { maskContact } from '#domain/contact.ts';
import { formatPhone } from '#domain/phone.ts';
import { countryOfZone, practiceZone } from '#domain/practice-zones.ts';
import type { RefusalKind, Result } from '#domain/result.ts';
import { operatorDay } from '#features/operator/operator-zone.ts';
import { listSpecialties } from '#features/operator/specialists/admit.server.ts';
import { listContacts } from '#features/accounts/contacts.server.ts';
import { findOwnApplication, saveApplication, sendApplication, withdrawApplication, type Applicant } from '#features/applications/own.server.ts';
import { addPaper, mayBringPaper, removePaper } from '#features/applications/papers.server.ts';
import { applicationForm, paperKind, removePaperForm } from '#features/applications/schema.ts';
import { lookAtFile } from '#features/records/documents/look.server.ts';
import { localizeHref } from '#texts/compiled/runtime.js';
import { refusalText } from '#texts/refusals.ts';
import { readForm, statusOf } from '../../forms.server.ts';
import { applicantAt } from '../applicant.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const actor = await applicantAt(event);
  const { searchParams } = event.url;
  if (!actor) return { worksHere: true as const, again: localizeHref('/entrar?otra=1&volver=/solicitud', { locale }) };
  const application = await findOwnApplication(world, actor);
  const contacts = await listContacts(world, actor.accountId);
  const contact = contacts.find((one) => one.channel === 'email') ?? contacts[0];
  const anew = application?.state === 'refused' && searchParams.has('otra');
  return {
    worksHere: false as const,
    application: application && !anew ? { ...application, sentAt: application.sentAt && operatorDay(application.sentAt, locale) } : null,
    editing: !application || anew || (application.mayEdit && searchParams.has('cambiar')),
    closed: !(await world.switches.isOn('applications')),
    specialties: await listSpecialties(world),
    phone: application ? formatPhone(application.facts.telefono, countryOfZone(practiceZone(application.facts.zona) ?? 'Europe/Madrid')) : '',
    contact: contact ? maskContact(contact.address) : '',
    objectTo: world.settings.privacy.controller.email,
    done: searchParams.get('hecho'),
  };
};

type Form = 'facts' | 'papers' | 'send';
/** Draws the page again with what was typed, the words of the refusal at the form that was pressed. */
function refused(form: Form, kind: RefusalKind, fields: Partial<Record<string, RefusalKind>>, values: Record<string, string>) {
  const words = Object.fromEntries(Object.entries(fields).flatMap(([field, its]) => (its ? [[field, refusalText(its)]] : []))) as Record<string, string>;
  return fail(statusOf(kind), { form, problem: refusalText(kind), fields: words, values });
}
async function pressed(event: RequestEvent, form: Form, done: string, work: (actor: Applicant) => Promise<Result<unknown>>, values: Record<string, string> = {}) {
  const actor = await applicantAt(event);
  if (!actor) return refused(form, 'works-here-already', {}, values);
  const answer = await work(actor);
  if (!answer.ok) return refused(form, answer.kind, answer.fields ?? {}, values);
  redirect(303, `${localizeHref('/solicitud', { locale: event.locals.locale })}?hecho=${done}`);
}

export const actions: Actions = {
  guardar: async (event) => {
    const values = await readForm(event.request);
    const parsed = applicationForm.safeParse(values);
    if (!parsed.success) {
      const wrong = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), 'text-too-long' as const]));
      return refused('facts', 'invalid-input', wrong, values);
    }
    return pressed(event, 'facts', 'datos', (actor) => saveApplication(event.locals.world, actor, parsed.data), values);
  },
  anadir: async (event) => {
    const { world } = event.locals;
    const values = { tipo: '' };
    return pressed(
      event,
      'papers',
      'documento',
      // Read only once it is known who sends it: a file may be large.
      async (actor) => {
        const form = await event.request.formData();
        const kind = paperKind.safeParse(form.get('tipo'));
        if (!kind.success) return { ok: false, kind: 'choice-missing' };
        values.tipo = kind.data;
        const allowed = await mayBringPaper(world, actor);
        if (!allowed.ok) return allowed;
        const file = form.get('archivo');
        const looked = await lookAtFile(world, file instanceof File ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0));
        if (!looked.ok) return looked;
        return addPaper(world, actor, { kind: kind.data, fileName: file instanceof File ? file.name : '', ...looked.value });
      },
      values,
    );
  },
  quitar: async (event) => {
    const parsed = removePaperForm.safeParse(await readForm(event.request));
    if (!parsed.success) return refused('papers', 'invalid-input', {}, {});
    return pressed(event, 'papers', 'quitado', (actor) => removePaper(event.locals.world, actor, parsed.data.documento));
  },
  enviar: async (event) => pressed(event, 'send', 'enviada', (actor) => sendApplication(event.locals.world, actor)),
  retirar: async (event) => pressed(event, 'send', 'retirada', (actor) => withdrawApplication(event.locals.world, actor)),
};
