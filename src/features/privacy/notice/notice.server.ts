import type { Locale } from '#domain/people.ts';
import type { PrivacySettings, Processor } from '#domain/privacy/controller.ts';
import { dataMap } from '../data-map/data-map.ts';
import { healthClasses, purposes, toldClasses } from '../data-map/purposes.ts';
import type { DataClass, Kept, Purpose } from '../data-map/vocabulary.ts';
import { basisWords, classWords, keptWords, purposeWords, roleWords } from './words.ts';

/** One purpose as a notice tells it; everything in words of the reader. */
export interface NoticePurpose {
  purpose: Purpose;
  what: string;
  data: string[];
  bases: string[];
  kept: string[];
  /** Health data among it: Mexico calls it sensitive. */
  sensitive: boolean;
  voluntary: boolean;
}

export interface NoticeProcessor {
  name: string;
  host: string;
  what: string;
  gets: string;
  /** In words; null where the configuration does not say. */
  country: string | null;
  /** Whether it works outside the European Economic Area. */
  outside: boolean;
}

export interface Notice {
  controller: PrivacySettings['controller'];
  purposes: NoticePurpose[];
  processors: NoticeProcessor[];
  /** Where the data stands, in words; null where the configuration does not say. */
  hostCountry: string | null;
}

const europe = new Set('AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '));

/** What the notices say, made of the data map and of the configuration alone (art. 13; quality 75, 97, 99). */
export function privacyNotice(settings: PrivacySettings, locale: Locale): Notice {
  const processors = settings.processors.map((one) => toldProcessor(one, locale));
  return {
    controller: settings.controller,
    purposes: purposesOf(locale),
    processors,
    hostCountry: processors[settings.processors.findIndex((one) => one.role === 'hosting')]?.country ?? null,
  };
}

function purposesOf(locale: Locale): NoticePurpose[] {
  const told = (Object.keys(purposes) as Purpose[]).filter((one) => one !== 'operation');
  return told.map((purpose) => {
    const tables = Object.values(dataMap).filter((table) => table.purpose === purpose);
    const held = new Set(tables.flatMap((table) => Object.keys(table.columns) as DataClass[]));
    const kept = [...new Set(tables.map((table): Kept => table.kept))];
    return {
      purpose,
      what: purposeWords[purpose]({}, { locale }),
      data: toldClasses.filter((one) => held.has(one)).map((one) => classWords[one]({}, { locale })),
      bases: purposes[purpose].bases.map((basis) => basisWords[basis]({}, { locale })),
      kept: kept.map((one) => keptWords[one]({}, { locale })),
      sensitive: healthClasses.some((one) => held.has(one)),
      voluntary: purposes[purpose].voluntary,
    };
  });
}

function toldProcessor({ role, name, country, host }: Processor, locale: Locale): NoticeProcessor {
  const countries = new Intl.DisplayNames(locale === 'es' ? 'es-ES' : 'en-GB', { type: 'region' });
  return {
    name,
    host,
    what: roleWords[role].what({}, { locale }),
    gets: roleWords[role].gets({}, { locale }),
    country: country && (countries.of(country) ?? country),
    outside: country !== null && !europe.has(country),
  };
}

/** Raised with every change of what a notice says. */
export const noticeChangedOn = new Date('2026-11-01T00:00:00Z');
