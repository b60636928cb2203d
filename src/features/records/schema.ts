import { z } from 'zod';
import { documentKinds } from '#domain/documents.ts';
import { mostOfANote } from './limits.ts';



/** The form that sends a document; its file is read beside it. */
export const sendForm = z.strictObject({ tipo: z.enum(documentKinds).catch('other') });
export const withdrawForm = z.strictObject({ documento: z.uuid() });
/** `desde`: the note that the text was written over, empty for the first. */
export const noteForm = z.strictObject({ nota: z.string().trim().max(mostOfANote * 2), desde: z.union([z.uuid(), z.literal('')]).default('') });
export type NoteForm = z.infer<typeof noteForm>;
