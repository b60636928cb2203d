import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { World } from '#ports/world.ts';

const system = { kind: 'system', job: 'api-answers' } as const;
const leaseMs = 30_000;
const longestWaitMs = 8000;

/** Long enough that nobody guesses another's: behind one stands an answer with secrets of a booking. */
export const idempotencyKey = /^[\x21-\x7e]{16,200}$/;

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}
type Store = Pick<World, 'as' | 'clock' | 'vault'>;

/** A claim on a key: work to be done, an answer given before, or why there is neither. */
export type Claim =
  | { kind: 'mine'; keep(answer: StoredAnswer): Promise<void>; drop(): Promise<void> }
  | { kind: 'answered'; answer: StoredAnswer }
  | { kind: 'key-reused' }
  | { kind: 'still-working' };

/**
 * One effect for one key, whoever asks how often and at once (quality 57; draft-ietf-httpapi-idempotency-key-header).
 * The answer is kept a day, sealed under a key that follows from the idempotency key, which itself is not kept.
 * `request` is everything that was asked; the same key with something else is `key-reused`.
 */
export async function claimKey(world: Store, input: { caller: string; key: string; request: string }): Promise<Claim> {
  const caller = hash(`caller|${input.caller}`);
  const keyHash = hash(`key|${input.key}`);
  const requestHash = hash(input.request);
  const seal = world.vault.sign('cookie', `api-answer|${input.caller}|${input.key}`);
  const began = world.clock.machineNow().getTime();
  const mine = (): Claim => ({
    kind: 'mine',
    keep: (answer) => settle(world, caller, keyHash, close(seal, JSON.stringify(answer))),
    drop: () => settle(world, caller, keyHash, null),
  });
  for (let pause = 40; ; pause = Math.min(pause * 2, 500)) {
    const row = await lookOrTake(world, caller, keyHash, requestHash);
    if (row === 'taken') return mine();
    // Nothing there: whoever had it gave it up between our two looks.
    if (row && !row.request_hash.equals(requestHash)) return { kind: 'key-reused' };
    if (row?.answer_sealed) return { kind: 'answered', answer: JSON.parse(open(seal, row.answer_sealed)) as StoredAnswer };
    if (world.clock.machineNow().getTime() - began > longestWaitMs) return { kind: 'still-working' };
    await new Promise((wake) => setTimeout(wake, pause));
  }
}

async function lookOrTake(world: Store, caller: Buffer, key: Buffer, request: Buffer) {
  const now = world.clock.machineNow();
  const lease = new Date(now.getTime() + leaseMs);
  return world.as(system, async (tx) => {
    const taken = await tx
      .insertInto('api_answers')
      .values({ caller, key_hash: key, request_hash: request, lease_until: lease, created_at: now })
      // Whoever began and died is followed by the next; the request must still be the same.
      .onConflict((conflict) =>
        conflict
          .columns(['caller', 'key_hash'])
          .doUpdateSet({ lease_until: lease })
          .where('api_answers.answer_sealed', 'is', null)
          .where('api_answers.lease_until', '<', now)
          .where('api_answers.request_hash', '=', request),
      )
      .returning('caller')
      .executeTakeFirst();
    if (taken) return 'taken' as const;
    return tx
      .selectFrom('api_answers')
      .select(['request_hash', 'answer_sealed'])
      .where('caller', '=', caller)
      .where('key_hash', '=', key)
      .executeTakeFirst();
  });
}

async function settle(world: Store, caller: Buffer, key: Buffer, sealed: Buffer | null): Promise<void> {
  await world.as(system, async (tx) => {
    if (sealed) {
      await tx.updateTable('api_answers').set({ answer_sealed: sealed, lease_until: null }).where('caller', '=', caller).where('key_hash', '=', key).execute();
    } else {
      await tx.deleteFrom('api_answers').where('caller', '=', caller).where('key_hash', '=', key).execute();
    }
  });
}

function close(key: Uint8Array, text: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Uint8Array, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
