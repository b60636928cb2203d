import type { Change } from '#domain/changes.ts';
import { applyCard } from '#features/booking/confirm.server.ts';
import { dropReason } from '#features/booking/withdrawn.server.ts';
import { endFulfilledWishes, noteFreedHours } from '#features/booking/waiting/freed.server.ts';
import { planInvitationMail } from '#features/messages/invitation.server.ts';
import { planOperatorNews, planReviewNews, planSignInNotices } from '#features/messages/notices.server.ts';
import { dropDocumentNews } from '#features/messages/document-news.server.ts';
import { planCallMessage, planCodeMessage, planOfferMessages, replanMessages, takeBackMove } from '#features/messages/reactions.server.ts';
import { quietInvitations } from '#features/messages/wishes/invitations.server.ts';
import { closeCheckouts, giveBackUnsuitable, holdFollows, releaseInVain, settleCancelled } from '#features/payments/reactions.server.ts';
import { issueReceipt } from '#features/payments/receipts/issue.server.ts';
import { takeBackReview } from '#features/reviews/commands.server.ts';
import { dropDocuments } from '#features/records/documents/withdrawn.server.ts';
import type { Tx, World } from '#ports/world.ts';

/** Database only, in the transaction of the change. Whatever talks to the outside world is queued and runs after it. */
type Reaction = (world: World, tx: Tx, change: Change) => Promise<void>;

/** Who reacts to what. The one place where features meet. */
export const reactions: Record<Change['type'], Reaction[]> = {
  'appointment-booked': [endFulfilledWishes, replanMessages],
  'appointment-rescheduled': [holdFollows, noteFreedHours, replanMessages],
  'appointment-move-undone': [takeBackMove],
  'appointment-stretched': [],
  'appointment-cancelled': [closeCheckouts, settleCancelled, noteFreedHours, replanMessages],
  'appointment-completed': [replanMessages],
  'appointment-unsuitable': [closeCheckouts, giveBackUnsuitable, replanMessages],
  'hold-begun': [],
  'hold-ended': [closeCheckouts, noteFreedHours],
  'hours-freed': [noteFreedHours],
  'earlier-offered': [planOfferMessages],
  'card-settled': [settleAppointment, releaseInVain, replanMessages],
  'card-asked': [replanMessages],
  'card-refused': [replanMessages],
  'money-taken': [issueReceipt, replanMessages],
  'money-given-back': [issueReceipt, replanMessages],
  'code-issued': [planCodeMessage],
  'invitation-sent': [planInvitationMail],
  'assistant-joined': [],
  'assistant-removed': [],
  'document-sent': [replanMessages],
  'document-withdrawn': [dropDocumentNews],
  'room-changed': [],
  'seat-moved': [],
  'patient-called': [planCallMessage],
  'sign-in-changed': [planSignInNotices],
  'operator-decided': [planOperatorNews],
  'review-decided': [planReviewNews],
  'consent-changed': [dropReason, dropDocuments, takeBackReview, quietInvitations],
  'reminder-times-changed': [replanMessages],
  'notices-chosen': [replanMessages],
};

/** Booking's own reaction to a card that was charged or saved (B4, Y2, Y3). */
async function settleAppointment(world: World, tx: Tx, change: Change): Promise<void> {
  if (change.type === 'card-settled') await applyCard(world, tx, change.appointmentId);
}
