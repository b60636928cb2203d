/** A month as a page of a calendar: weeks from Monday on, with the days of its neighbours that fill them. */
export interface MonthDay {
  date: string;
  number: number;
  inMonth: boolean;
}

const DAY = 86_400_000;

/** The weeks that touch the month of this date (`YYYY-MM-…`), each of seven days. */
export function monthWeeks(date: string): MonthDay[][] {
  const month = date.slice(0, 7);
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const weeks: MonthDay[][] = [];
  for (let at = monday; weeks.length === 0 || iso(at).slice(0, 7) === month; at += 7 * DAY) {
    weeks.push(Array.from({ length: 7 }, (_, i) => dayOf(at + i * DAY, month)));
  }
  return weeks;
}

/** The first day of the month that many months away. */
export function monthAway(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return iso(Date.UTC(year, month - 1 + months, 1));
}

function dayOf(at: number, month: string): MonthDay {
  const date = iso(at);
  return { date, number: Number(date.slice(8)), inMonth: date.startsWith(month) };
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
