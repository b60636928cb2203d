import { z } from 'zod';

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
