import { after, freshBreaker, mayAsk, secondsLeft, type Breaker } from '#domain/breaker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Delivery } from '#ports/delivery.ts';
import type { CallbackRequest, Text, TextSender } from '#ports/texts.ts';

/** Answers of one provider that another might give differently. */
const elsewhere = ['region-not-served', 'unreachable'];

/**
 * Several providers as one, the first that may be asked and takes it (M7). Each has a breaker of its own. An SMS whose
 * fate is unknown never goes to another provider by that alone: it is looked up where that can be done, and only then
 * sent, first by those whose key decides (M6). Pauses run in product time, like the times at which messages are due.
 */
export function failoverTexts(providers: readonly TextSender[], clock: Pick<Clock, 'now'>): TextSender {
  const breakers = new Map<TextSender, Breaker>();
  const of = (provider: TextSender) => breakers.get(provider) ?? freshBreaker;
  const first = <Read>(read: (provider: TextSender) => Read | null) => {
    for (const provider of providers) {
      const found = read(provider);
      if (found) return found;
    }
    return null;
  };

  async function ask(provider: TextSender, text: Text): Promise<Delivery> {
    const delivery = await provider.send(text);
    breakers.set(provider, after(of(provider), answerOf(delivery), clock.now()));
    return delivery;
  }

  return {
    once: providers.every((provider) => provider.once === 'key') ? 'key' : 'look-up',

    async send(text) {
      const keyed = providers.filter((provider) => provider.once === 'key');
      // What one of them may have under our key is decided there and nowhere else.
      const asked = text.unsure && keyed.length > 0 ? keyed : providers;
      let last: Delivery | null = null;
      for (const provider of asked) {
        if (!mayAsk(of(provider), clock.now())) continue;
        last = await ask(provider, text);
        if (last.kind !== 'later' && !(last.kind === 'refused' && elsewhere.includes(last.why))) return last;
      }
      const wait = Math.min(...asked.map((provider) => secondsLeft(of(provider), clock.now())));
      return last ?? { kind: 'later', why: 'provider-paused', retryAfterSeconds: wait };
    },

    async find(text, sentSince) {
      for (const provider of providers) {
        const found = await provider.find(text, sentSince);
        if (found) return found;
      }
      return null;
    },

    readStatus: (request: CallbackRequest) => first((provider) => provider.readStatus(request)),
    readReply: (request: CallbackRequest) => first((provider) => provider.readReply(request)),
  };
}

/** A provider that answers "later" is left alone for as long as it says; one that does not answer at all is given two more chances. */
function answerOf(delivery: Delivery): Parameters<typeof after>[1] {
  if (delivery.kind === 'accepted' || delivery.kind === 'refused') return 'well';
  const answered = delivery.kind === 'later' && !/^[A-Z]/.test(delivery.why);
  return answered ? { askedToWaitSeconds: delivery.retryAfterSeconds } : 'failed';
}
