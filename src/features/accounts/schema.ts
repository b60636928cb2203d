import { z } from 'zod';
import { scopes, tokenDays } from '#domain/access-token.ts';

export const channels = ['sms', 'email'] as const;

export const requestCodeForm = z.strictObject({
  contact: z.string().trim().max(254).default(''),
});

export const enterCodeForm = z.strictObject({
  contact: z.string().trim().max(254).default(''),
  code: z
    .string()
    .max(40)
    .transform((text) => text.replace(/\D/g, ''))
    .default(''),
});

/** A new access token; field refusals are decided in the command. */
export const tokenForm = z.strictObject({
  nombre: z.string().max(240).trim().default(''),
  permisos: z.array(z.enum(scopes)).max(scopes.length).default([]),
  dias: z.coerce.number().pipe(z.literal(tokenDays)).default(90),
});
export type TokenForm = z.infer<typeof tokenForm>;
export const revokeTokenForm = z.strictObject({ llave: z.uuid() });

/** The forms of one's own account. */
export const accountForms = {
  contact: z.strictObject({ contacto: z.string().trim().max(254).default('') }),
  contactCode: z.strictObject({ contacto: z.string().trim().max(254).default(''), codigo: z.string().max(40).transform((text) => text.replace(/\D/g, '')).default('') }),
  one: z.strictObject({ cual: z.uuid() }),
};
