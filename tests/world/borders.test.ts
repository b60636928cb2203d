import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { borderBreaches, clockBreaches, houseBreaches, proofBreaches, statementBreaches } from '../../tools/borders.ts';

/** One planted violation per border: [file, import that must be refused]. */
const planted: [string, string][] = [
  ['domain/slots.ts', "import { z } from 'zod';"],
  ['domain/slots.ts', "import { sql } from '#ports/world.ts';"],
  ['ports/mail.ts', "import { smtpMail } from '#adapters/mail/smtp.ts';"],
  ['ports/world.ts', "import { openDatabase } from '#db/open.ts';"],
  ['adapters/mail/smtp.ts', "import { twilioTexts } from '#adapters/texts/twilio.ts';"],
  ['adapters/mail/smtp.ts', "import { sql } from 'kysely';"],
  ['db/open.ts', "import { holdSlot } from '#features/booking/hold.server.ts';"],
  ['features/booking/hold.server.ts', "import { planMessages } from '#features/messages/reactions.server.ts';"],
  ['features/booking/hold.server.ts', "import { openDatabase } from '#db/open.ts';"],
  ['features/booking/hold.server.ts', "import Stripe from 'stripe';"],
  ['features/booking/components/slots.svelte', "import { holdSlot } from '../hold.server.ts';"],
  ['features/booking/components/slots.svelte', "import { openPeer } from '#call/peer.ts';"],
  ['call/peer.ts', "import { mount } from 'svelte';"],
  ['call/peer.ts', "import Button from '#ui/controls/button.svelte';"],
  ['ui/controls/button.svelte', "import { freeSlots } from '#domain/slots.ts';"],
  ['routes/(public)/+page.server.ts', "import { openDatabase } from '#db/open.ts';"],
  ['routes/(public)/+page.server.ts', "import { smtpMail } from '#adapters/mail/smtp.ts';"],
];

describe('the house keeps its borders', () => {
  it.each(planted)('%s may not say %s', (file, statement) => {
    expect(borderBreaches(file, `${statement}\n`)).toHaveLength(1);
  });

  it('nothing but the clock adapter reads the system clock', () => {
    expect(clockBreaches('features/booking/hold.server.ts', 'const now = Date.now();')).toHaveLength(1);
    expect(clockBreaches('adapters/clock/system.ts', 'const now = Date.now();')).toHaveLength(0);
  });

  it('nobody takes a card event without the whole of its proof (quality 68)', () => {
    expect(proofBreaches('adapters/cards/stripe.ts', 'stripe.webhooks.signature.verifyHeader(body, header, secret);')).toHaveLength(1);
    expect(proofBreaches('adapters/cards/stripe.ts', 'stripe.webhooks.constructEventWithoutVerification(body);')).toHaveLength(1);
    expect(proofBreaches('adapters/cards/stripe.ts', 'stripe.webhooks.constructEvent(body, header, secret);')).toHaveLength(0);
  });

  it('nobody puts words into a statement instead of handing them over beside it (quality 35)', () => {
    expect(statementBreaches('features/search/search.server.ts', 'where name = ${sql.raw(`\'${text}\'`)}')).toHaveLength(1);
    expect(statementBreaches('features/search/search.server.ts', 'sql.lit(text)')).toHaveLength(1);
    expect(statementBreaches('server/doctor.ts', 'await client.query(`select ${text}`)')).toHaveLength(1);
    expect(statementBreaches('features/search/search.server.ts', 'sql`where name = ${text}`')).toHaveLength(0);
  });

  it('has no breach as it stands', () => {
    expect(houseBreaches(resolve(import.meta.dirname, '../..'))).toEqual([]);
  });
});
