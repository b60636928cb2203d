import { z } from 'zod';
import { deviceStates, networkStates, soundStates } from '#domain/room-view.ts';

/** Everything a socket may say, parsed once at the border; unknown keys are refused (quality 34, 42, 44). */
const connection = z.string().min(8).max(64);

export const signalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hello') }),
  z.strictObject({ kind: z.literal('bye') }),
  z.strictObject({
    kind: z.literal('description'),
    connection,
    description: z.strictObject({ type: z.enum(['offer', 'answer']), sdp: z.string().max(40_000) }),
  }),
  z.strictObject({
    kind: z.literal('candidate'),
    connection,
    candidate: z.strictObject({
      candidate: z.string().max(1000),
      sdpMid: z.string().max(32).nullable(),
      sdpMLineIndex: z.number().int().min(0).max(32).nullable(),
      usernameFragment: z.string().max(256).nullable(),
    }),
  }),
]);

export const deviceReportSchema = z.strictObject({
  camera: z.enum(deviceStates),
  microphone: z.enum(deviceStates),
  network: z.enum(networkStates),
  sound: z.enum(soundStates).default('untried'),
});

/** How the call goes, as one side measures it (V10): no address, no description. */
export const callFactsSchema = z.strictObject({
  path: z.enum(['direct', 'relayed']),
  roundTripMs: z.number().int().min(0).max(60_000),
  lossPermille: z.number().int().min(0).max(1000),
});
export type CallFacts = z.infer<typeof callFactsSchema>;

export const mediaSchema = z.strictObject({ connected: z.boolean() });

export const hideSchema = z.strictObject({ hidden: z.boolean() });

export const delaySchema = z.strictObject({ minutes: z.number().int().min(0).max(120) });

const enter = z.enum(['with-media', 'without-media']).optional();

export const handshakeSchema = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('patient'), enter }),
  z.strictObject({ as: z.literal('specialist'), appointmentId: z.uuid(), enter }),
  z.strictObject({ as: z.literal('agenda') }),
]);
