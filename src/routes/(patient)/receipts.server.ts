import { error, redirect } from '@sveltejs/kit';
import { formatMoney } from '#domain/money.ts';
import { formatDayLong } from '#domain/time.ts';
import { drawReceipt } from '#features/payments/receipts/pdf.server.ts';
import { findReceipt, listReceipts } from '#features/payments/receipts/queries.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { shown } from './change.server.ts';
import type { Place } from './place.server.ts';

/** The receipts of an appointment. They name people: a link alone shows none, its holder signs in with a code first (V2, B5). */
export async function loadReceipts(place: Place, { world, locale }: App.Locals) {
  letIn(place, locale);
  const receipts = await listReceipts(world, place.actor, place.appointment.id);
  return {
    place: shown(place),
    receipts: receipts.map((one) => ({
      id: one.id,
      words: m.receipts_line(
        {
          title: one.kind === 'refund' ? m.receipt_title_refund({}, { locale }) : m.receipt_title({}, { locale }),
          number: one.number,
          amount: formatMoney(one.amountCents, one.currency, locale),
        },
        { locale },
      ),
      day: formatDayLong(one.facts.zone, one.issuedAt, locale),
      href: `${place.receipts}/${one.id}`,
    })),
  };
}

/** One receipt as a PDF. */
export async function receiptAnswer(place: Place, receiptId: string, { world, locale }: App.Locals): Promise<Response> {
  letIn(place, locale);
  const receipt = await findReceipt(world, place.actor, { appointmentId: place.appointment.id, receiptId });
  if (!receipt) error(404);
  return pdfAnswer(await drawReceipt(receipt, locale, world.settings.publicOrigin), receipt.number);
}

/** The file as a download, kept by nobody on the way. */
export function pdfAnswer(bytes: Uint8Array, number: string): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="recibo-${number}.pdf"`,
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
  });
}

function letIn(place: Place, locale: App.Locals['locale']): void {
  if (!place.proved) redirect(303, `${localizeHref('/entrar', { locale })}?volver=${encodeURIComponent(place.receipts)}`);
}
