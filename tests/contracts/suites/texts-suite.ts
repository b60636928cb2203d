import { expect, test } from 'vitest';
import type { Text, TextSender } from '#ports/texts.ts';

/** What any provider of short messages is held to, the stand-in and the real one alike, and a channel such as WhatsApp too. */
export interface TextsUnderContract {
  sender(): TextSender;
  withWrongKey(): TextSender;
  /** A number that takes messages, and those that never will, with what we call the reason. */
  mobile: string;
  refused: readonly (readonly [string, string])[];
  /** Can messages be looked up (not with Twilio's test credentials)? */
  looksUp: boolean;
}

export function textsContract({ sender, withWrongKey, mobile, refused, looksUp }: TextsUnderContract): void {
  const fresh = (change: Partial<Text> = {}): Text => ({ to: mobile, body: 'Cita de prueba 10:00', reference: crypto.randomUUID(), unsure: false, ...change });

  test('what is accepted has an id; with a key the same reference is taken once, without one it is found again', async () => {
    const since = new Date(Date.now() - 60_000);
    const one = fresh({ body: `Cita de prueba ${crypto.randomUUID().slice(0, 8)}` });
    const sent = await sender().send(one);
    if (sent.kind !== 'accepted') throw new Error(sent.why);
    expect(sent.providerId).not.toBe('');
    if (sender().once === 'key') expect(await sender().send(one)).toEqual(sent);
    else if (looksUp) expect(await sender().find(one, since)).toEqual({ providerId: sent.providerId });
  });

  test.each(refused)('to %s is refused: %s', async (to, why) => {
    expect(await sender().send(fresh({ to }))).toEqual({ kind: 'refused', why });
  });

  test('waits when our key is wrong: that is no fault of the number', async () => {
    expect(await withWrongKey().send(fresh())).toMatchObject({ kind: 'later' });
  });

  test('a callback that nobody signed is nothing', () => {
    const request = { url: 'https://v.example/hooks/sms', headers: {}, body: 'MessageSid=SM1&MessageStatus=delivered&idx=m1&status=404' };
    expect(sender().readStatus(request)).toBeNull();
    expect(sender().readReply(request)).toBeNull();
  });
}
