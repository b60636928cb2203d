import type { Locale } from '#domain/people.ts';
import { m } from '#texts/compiled/messages.js';
import { mailPage } from './mail-layout.ts';
import { button, factsTable, paragraph, smallPrint, type Row } from './mail-parts.ts';
import type { RenderedMail } from './mail.ts';

export interface PackageFacts {
  kind: 'package_nearly' | 'package_used_up';
  locale: Locale;
  used: number;
  units: number;
  /** 'noviembre'. */
  month: string;
  /** The page of the package. */
  link: string;
}

/** Tells the specialist that 80 % or all of the month's package is used, and what that changes (M5). */
export function renderPackageMail(facts: PackageFacts): RenderedMail {
  const { kind, locale, used, units, month, link } = facts;
  const said = { used, units, month, left: Math.max(0, units - used) };
  const nearly = kind === 'package_nearly';
  const heading = nearly ? m.mail_heading_package_nearly(said, { locale }) : m.mail_heading_package_used_up(said, { locale });
  const intro = nearly ? m.mail_intro_package_nearly(said, { locale }) : m.mail_intro_package_used_up(said, { locale });
  const rows: Row[] = [
    {
      label: m.mail_package_row({}, { locale }),
      main: m.mail_package_count(said, { locale }),
      strong: true,
      more: [m.mail_package_video({}, { locale })],
    },
  ];
  const press = m.mail_button_package({}, { locale });
  const more = m.mail_package_more({}, { locale });
  const foot = m.mail_foot_specialist({}, { locale });
  return {
    subject: nearly ? m.mail_subject_package_nearly(said, { locale }) : m.mail_subject_package_used_up(said, { locale }),
    html: mailPage({
      locale,
      preview: intro,
      heading,
      body: [paragraph(intro), factsTable(rows), button(press, link), smallPrint(more)],
      foot,
    }),
    text: `${[heading, intro, ...rows.map((row) => [`${row.label}: ${row.main}`, ...row.more].join('\n')), `${press}:\n${link}`, more, foot].join('\n\n')}\n`,
  };
}
