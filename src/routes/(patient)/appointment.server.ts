import { otherDatesOf } from '#features/booking/practice/dates-of-series.server.ts';
import { mayReviewNow } from '#features/reviews/standing.server.ts';
import { may } from '#domain/permissions.ts';
import { countDocuments } from '#features/records/documents/read.server.ts';
import { paymentLine } from '#features/payments/queries.server.ts';
import { listReceipts } from '#features/payments/receipts/queries.server.ts';
import { m } from '#texts/compiled/messages.js';
import { localizeHref } from '#texts/compiled/runtime.js';
import { shown } from './change.server.ts';
import { noticeOf } from './notice.ts';
import type { Place } from './place.server.ts';

/** One appointment with all that its patient can do about it (A2, B5). */
export async function loadAppointment(place: Place, { locals, url }: { locals: App.Locals; url: URL }) {
  const { world, locale } = locals;
  const { appointment, actor } = place;
  const { id: appointmentId, zone } = appointment;
  const reviewable = await mayReviewNow(world, actor, appointmentId);
  return {
    place: shown(place),
    otherDates: (await otherDatesOf(world, actor, appointmentId, locale)).map((one) => ({
      when: m.own_hour_of_day({ day: one.day, hour: one.hour }, { locale }),
      href: localizeHref(actor.kind === 'guest' ? `${one.linkPath}/cita` : `/citas/${one.id}`, { locale }),
    })),
    notice: noticeOf(url.searchParams.get('hecho'), appointment),
    standing: reviewable?.standing ?? ('not-over' as const),
    moneyLine: await paymentLine(world, actor, { appointmentId, zone, locale }),
    documents: may(actor, 'exchange-documents') ? await countDocuments(world, actor, appointmentId) : null,
    hasReceipts: (await listReceipts(world, actor, appointmentId)).length > 0,
  };
}
