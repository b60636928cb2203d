import { optOutWord } from '#domain/opt-out.ts';
import type { TextReply } from '#ports/texts.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { silence, unsilence } from './silence.server.ts';

const system = { kind: 'system', job: 'text-reply' } as const;

/**
 * Takes what somebody answered by SMS (M7): BAJA or STOP ends SMS to that number, ALTA or START begins them again.
 * Answers with the words to send back, in the language of that number's last appointment; null where nothing is to be
 * said, for nobody reads what else comes.
 */
export async function takeReply(world: World, { from, body }: TextReply): Promise<string | null> {
  const word = optOutWord(body);
  if (word === null) return null;
  const opposed = { channel: 'sms', address: from, why: 'opted_out' } as const;
  return world.as(system, async (tx) => {
    if (word === 'stop') await silence(tx, opposed, world.clock.now());
    else await unsilence(tx, opposed);
    const last = await tx
      .selectFrom('appointments')
      .select('patient_locale')
      .where('patient_mobile', '=', from)
      .orderBy('created_at', 'desc')
      .executeTakeFirst();
    const options = { locale: last?.patient_locale ?? ('es' as const) };
    return word === 'stop' ? m.sms_reply_stopped({}, options) : m.sms_reply_started({}, options);
  });
}
