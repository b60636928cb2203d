import { z } from 'zod';
import { line } from '#domain/typed.ts';

/** The forms of the team's page and of an invitation, parsed once at the border; unknown fields are refused. */
export const inviteForm = z.strictObject({ nombre: line(80), correo: line(254) });
export const invitationForm = z.strictObject({ invitacion: z.uuid() });
export const removeForm = z.strictObject({ asistente: z.uuid() });
export const codeForm = z.strictObject({
  codigo: z
    .string()
    .max(40)
    .transform((text) => text.replace(/\D/g, ''))
    .default(''),
});

export type InviteForm = z.infer<typeof inviteForm>;
export type InvitationForm = z.infer<typeof invitationForm>;
export type RemoveForm = z.infer<typeof removeForm>;
