import type { OperatorNews } from '#domain/changes.ts';
import type { Locale } from '#domain/people.ts';
import { toGsm7 } from '#domain/sms.ts';
import { m } from '#texts/compiled/messages.js';
import { mailPage } from './mail-layout.ts';
import { button, paragraph, smallPrint } from './mail-parts.ts';

export interface NewsFacts {
  what: OperatorNews;
  /** What whoever decided wrote; '' where nothing was. */
  words: string;
  locale: Locale;
  link: string;
  /** Where one says that it is not right. */
  objectTo: string;
}

type Words = (inputs: Record<string, never>, options: { locale: Locale }) => string;
interface News {
  heading: Words;
  intro: Words;
  look: Words;
  /** Whether one may want to object. */
  against: boolean;
}

const news: Record<OperatorNews, News> = {
  'application-received': { heading: m.news_application_received, intro: m.news_application_received_intro, look: m.news_see_application, against: false },
  'application-in-review': { heading: m.news_application_in_review, intro: m.news_application_in_review_intro, look: m.news_see_application, against: false },
  'application-incomplete': { heading: m.news_application_incomplete, intro: m.news_application_incomplete_intro, look: m.news_complete_application, against: false },
  'application-refused': { heading: m.news_application_refused, intro: m.news_application_refused_intro, look: m.news_see_application, against: true },
  'profile-paused': { heading: m.news_profile_paused, intro: m.news_profile_paused_intro, look: m.news_see_agenda, against: true },
  'profile-resumed': { heading: m.news_profile_resumed, intro: m.news_profile_resumed_intro, look: m.news_see_agenda, against: false },
  'review-hidden': { heading: m.news_review_hidden, intro: m.news_review_hidden_intro, look: m.news_see_appointments, against: true },
  'review-shown': { heading: m.news_review_shown, intro: m.news_review_shown_intro, look: m.news_see_appointments, against: false },
  'answer-hidden': { heading: m.news_answer_hidden, intro: m.news_answer_hidden_intro, look: m.news_see_reviews, against: true },
  'answer-shown': { heading: m.news_answer_shown, intro: m.news_answer_shown_intro, look: m.news_see_reviews, against: false },
};

/** Where each is looked at. */
export const pageOfNews: Record<OperatorNews, string> = {
  'application-received': '/solicitud',
  'application-in-review': '/solicitud',
  'application-incomplete': '/solicitud',
  'application-refused': '/solicitud',
  'profile-paused': '/agenda',
  'profile-resumed': '/agenda',
  'review-hidden': '/citas',
  'review-shown': '/citas',
  'answer-hidden': '/agenda/resenas',
  'answer-shown': '/agenda/resenas',
};

export function isNews(what: string): what is OperatorNews {
  return Object.hasOwn(news, what);
}

/** What was decided, the words of whoever decided, what follows, and how to object where one may want to (O1, R3). */
export function renderNewsMail({ what, words, locale, link, objectTo }: NewsFacts): { subject: string; text: string; html: string } {
  const said = news[what];
  const [heading, intro, look] = [said.heading({}, { locale }), said.intro({}, { locale }), said.look({}, { locale })];
  const foot = m.news_foot({}, { locale });
  const quoted = words === '' ? [] : [m.news_words({ words }, { locale })];
  const object = said.against ? [objectTo === '' ? m.news_object_page({}, { locale }) : m.news_object({ mail: objectTo }, { locale })] : [];
  return {
    subject: heading,
    html: mailPage({ locale, preview: intro, heading, body: [paragraph(intro), ...quoted.map(paragraph), button(look, link), ...object.map(smallPrint)], foot }),
    text: [heading, intro, ...quoted, `${look}:\n${link}`, ...object, `${foot}\n`].join('\n\n'),
  };
}

/** The same in one SMS, for who has no mail: what happened, and that the site says the rest. */
export function renderNewsSms({ what, locale }: Pick<NewsFacts, 'what' | 'locale'>): string {
  return toGsm7(m.news_sms({ what: news[what].heading({}, { locale }) }, { locale }));
}
