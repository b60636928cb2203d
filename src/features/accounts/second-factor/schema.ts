import { z } from 'zod';

const text = z.string().max(8192);
const transports = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);
const attachment = z.enum(['cross-platform', 'platform']).optional();
const credential = { id: text.min(1), rawId: text.min(1), type: z.literal('public-key'), clientExtensionResults: z.looseObject({}), authenticatorAttachment: attachment };

/** What a browser says of a passkey it has just made (WebAuthn, as JSON). Extensions and hints vary by browser. */
export const newPasskeySchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    authenticatorData: text.optional(),
    transports: z.array(transports).max(10).optional().catch(undefined),
    publicKeyAlgorithm: z.number().optional(),
    publicKey: text.optional(),
  }),
});
export type NewPasskey = z.infer<typeof newPasskeySchema>;

/** What a browser says with a passkey it has just used. */
export const passkeyAnswerSchema = z.object({
  ...credential,
  response: z.object({ clientDataJSON: text, authenticatorData: text, signature: text, userHandle: text.optional() }),
});
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>;

function json<Shape extends z.ZodType>(shape: Shape) {
  return z
    .string()
    .max(32_000)
    .transform((written, context) => {
      try {
        return JSON.parse(written) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
}

const digits = z
  .string()
  .max(40)
  .transform((typed) => typed.replaceAll(/\D/g, ''));
const name = z.string().trim().max(60).default('');

export const totpForm = z.strictObject({ codigo: digits.default('') });
export const recoveryForm = z.strictObject({ recuperacion: z.string().max(60).default('') });
export const passkeyForm = z.strictObject({ llave: json(passkeyAnswerSchema) });
export const newTotpForm = z.strictObject({ codigo: digits.default(''), nombre: name });
export const newPasskeyForm = z.strictObject({ llave: json(newPasskeySchema), nombre: name });
