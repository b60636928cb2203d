import { addDays, weekdayOf } from '../time.ts';

/** What somebody asks of whoever answers for their data: GDPR 15–22, and the ARCO rights of Mexico. */
export const requestKinds = ['access', 'rectification', 'erasure', 'objection', 'portability', 'restriction'] as const;
export type RequestKind = (typeof requestKinds)[number];
export const regimes = ['gdpr', 'arco'] as const;
export type Regime = (typeof regimes)[number];

const arcoDays = 20;

/**
 * The last day for an answer, ISO. GDPR 12.3: a month after it came, the last day of a shorter month where there is no
 * such day, and two months more where it was extended within the first. ARCO (LFPDPPP): 20 working days, once more where extended.
 */
export function answerBy(regime: Regime, receivedOn: string, extended: boolean): string {
  if (regime === 'gdpr') return addMonths(receivedOn, extended ? 3 : 1);
  return addWorkingDays(receivedOn, extended ? 2 * arcoDays : arcoDays);
}

/** How an open request stands: over its day, in its last week, or in time. */
export function urgencyOf(dueOn: string, today: string): 'late' | 'soon' | 'fine' {
  if (dueOn < today) return 'late';
  return dueOn <= addDays(today, 7) ? 'soon' : 'fine';
}

/** The same day some months on, or the last one of a month that is too short for it. */
function addMonths(isoDate: string, months: number): string {
  const [year = 0, month = 1, day = 1] = isoDate.split('-').map(Number);
  const count = year * 12 + month - 1 + months;
  const first = `${Math.floor(count / 12)}-${two((count % 12) + 1)}-01`;
  const last = Number(addDays(`${Math.floor((count + 1) / 12)}-${two(((count + 1) % 12) + 1)}-01`, -1).slice(8));
  return `${first.slice(0, 8)}${two(Math.min(day, last))}`;
}

function addWorkingDays(isoDate: string, count: number): string {
  let date = isoDate;
  for (let left = count; left > 0; ) {
    date = addDays(date, 1);
    if (weekdayOf(date) <= 5 && !isMexicanHoliday(date)) left -= 1;
  }
  return date;
}

/** The days of compulsory rest of the Ley Federal del Trabajo, art. 74. */
function isMexicanHoliday(isoDate: string): boolean {
  const [year = 0, month = 0, day = 0] = isoDate.split('-').map(Number);
  const monday = (which: number) => weekdayOf(isoDate) === 1 && Math.ceil(day / 7) === which;
  const fixed = ['01-01', '05-01', '09-16', '12-25'].includes(isoDate.slice(5));
  const moved = (month === 2 && monday(1)) || ((month === 3 || month === 11) && monday(3));
  return fixed || moved || (month === 10 && day === 1 && (year - 2024) % 6 === 0);
}

const two = (number: number) => String(number).padStart(2, '0');
