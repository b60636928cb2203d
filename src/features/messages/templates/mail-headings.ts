import { reminderMinutesOf } from '#domain/reminders.ts';
import { formatDayLong } from '#domain/time.ts';
import { m } from '#texts/compiled/messages.js';
import type { AppointmentFacts } from './facts.ts';
import { capital, dayAndHour, firstName, hourOf } from './wording.ts';

type Words = (inputs: { name: string; when: string; day: string }, options: { locale: AppointmentFacts['locale'] }) => string;
interface Heading {
  video: Words;
  in_person: Words;
  /** To whoever booked it for somebody else. */
  video_other: Words;
  in_person_other: Words;
}

const notice = (video: Words, in_person: Words): Heading => ({
  video,
  in_person,
  video_other: video,
  in_person_other: in_person,
});

const reminder: Heading = {
  video: m.mail_heading_reminder_video,
  in_person: m.mail_heading_reminder_in_person,
  video_other: m.mail_heading_reminder_other_video,
  in_person_other: m.mail_heading_reminder_other_in_person,
};

const headings: Record<string, Heading> = {
  confirmation: {
    video: m.mail_heading_confirmation_video,
    in_person: m.mail_heading_confirmation_in_person,
    video_other: m.mail_heading_confirmation_other_video,
    in_person_other: m.mail_heading_confirmation_other_in_person,
  },
  rescheduled: {
    video: m.mail_heading_rescheduled_video,
    in_person: m.mail_heading_rescheduled_in_person,
    video_other: m.mail_heading_rescheduled_other_video,
    in_person_other: m.mail_heading_rescheduled_other_in_person,
  },
  cancelled: {
    video: m.mail_heading_cancelled_video,
    in_person: m.mail_heading_cancelled_in_person,
    video_other: m.mail_heading_cancelled_other_video,
    in_person_other: m.mail_heading_cancelled_other_in_person,
  },
  card_request: {
    video: m.mail_heading_card_request_video,
    in_person: m.mail_heading_card_request_in_person,
    video_other: m.mail_heading_card_request_other_video,
    in_person_other: m.mail_heading_card_request_other_in_person,
  },
  card_settled: {
    video: m.mail_heading_card_settled_video,
    in_person: m.mail_heading_card_settled_in_person,
    video_other: m.mail_heading_card_settled_other_video,
    in_person_other: m.mail_heading_card_settled_other_in_person,
  },
  card_problem: notice(m.mail_heading_card_problem, m.mail_heading_card_problem),
  charged: notice(m.mail_heading_charged, m.mail_heading_charged),
  given_back: notice(m.mail_heading_given_back, m.mail_heading_given_back),
  review_invitation: {
    video: m.mail_heading_review_video,
    in_person: m.mail_heading_review_in_person,
    video_other: m.mail_heading_review_other_video,
    in_person_other: m.mail_heading_review_other_in_person,
  },
  unsuitable: notice(m.mail_heading_unsuitable, m.mail_heading_unsuitable),
  document: notice(m.mail_heading_document, m.mail_heading_document),
  document_notice: notice(m.mail_heading_document_notice, m.mail_heading_document_notice),
  your_turn: notice(m.mail_heading_your_turn, m.mail_heading_your_turn),
  specialist_link: notice(m.mail_heading_specialist_link, m.mail_heading_specialist_link),
  booked_notice: notice(m.mail_heading_booked_notice_video, m.mail_heading_booked_notice_in_person),
  rescheduled_notice: notice(m.mail_heading_rescheduled_notice_video, m.mail_heading_rescheduled_notice_in_person),
  cancelled_notice: notice(m.mail_heading_cancelled_notice_video, m.mail_heading_cancelled_notice_in_person),
};

const subjects: Record<string, { video: Words; in_person: Words }> = {
  confirmation: { video: m.mail_subject_confirmation_video, in_person: m.mail_subject_confirmation_in_person },
  rescheduled: { video: m.mail_subject_rescheduled_video, in_person: m.mail_subject_rescheduled_in_person },
  cancelled: { video: m.mail_subject_cancelled_video, in_person: m.mail_subject_cancelled_in_person },
  card_request: { video: m.mail_subject_card_request, in_person: m.mail_subject_card_request },
  card_settled: { video: m.mail_subject_card_settled, in_person: m.mail_subject_card_settled },
  card_problem: { video: m.mail_subject_card_problem, in_person: m.mail_subject_card_problem },
  charged: { video: m.mail_subject_charged, in_person: m.mail_subject_charged },
  given_back: { video: m.mail_subject_given_back, in_person: m.mail_subject_given_back },
  review_invitation: { video: m.mail_subject_review, in_person: m.mail_subject_review },
  unsuitable: { video: m.mail_subject_unsuitable, in_person: m.mail_subject_unsuitable },
  document: { video: m.mail_subject_document, in_person: m.mail_subject_document },
  document_notice: { video: m.mail_subject_document_notice, in_person: m.mail_subject_document_notice },
  your_turn: { video: m.mail_subject_your_turn, in_person: m.mail_subject_your_turn },
  specialist_link: { video: m.mail_subject_specialist_link, in_person: m.mail_subject_specialist_link },
  booked_notice: { video: m.mail_subject_booked_notice_video, in_person: m.mail_subject_booked_notice_in_person },
  rescheduled_notice: { video: m.mail_subject_rescheduled_notice_video, in_person: m.mail_subject_rescheduled_notice_in_person },
  cancelled_notice: { video: m.mail_subject_cancelled_notice_video, in_person: m.mail_subject_cancelled_notice_in_person },
};
const reminderSubjects = { video: m.mail_subject_reminder_video, in_person: m.mail_subject_reminder_in_person };

/** 'Mañana a las 18:40 tienes videoconsulta, Carmen'. */
export function headingOf(facts: AppointmentFacts): string {
  const heading = reminderMinutesOf(facts.kind) === null ? headings[facts.kind] : reminder;
  if (!heading) throw new RangeError(`no mail of kind ${facts.kind}`);
  const other = facts.audience === 'patient' && facts.patient.forSomebodyElse;
  const words =
    facts.modality === 'video'
      ? other
        ? heading.video_other
        : heading.video
      : other
        ? heading.in_person_other
        : heading.in_person;
  return words(said(facts), { locale: facts.locale });
}

/** Without a name or a specialty: subjects show on locked screens. */
export function subjectOf(facts: AppointmentFacts): string {
  const subject = reminderMinutesOf(facts.kind) === null ? subjects[facts.kind] : reminderSubjects;
  if (!subject) throw new RangeError(`no mail of kind ${facts.kind}`);
  return subject[facts.modality](said(facts), { locale: facts.locale });
}

function said(facts: AppointmentFacts) {
  const { zone, startsAt, now, locale } = facts;
  return {
    name: firstName(facts.patient.fullName),
    when: capital(dayAndHour(zone, startsAt, now, locale)),
    day: `${formatDayLong(zone, startsAt, locale)}, ${hourOf(zone, startsAt)}`,
  };
}
