import ICAL from 'ical.js';

/** A property as jCal has it (RFC 7265): name, parameters, type, values. */
export type Property = [string, Record<string, string | string[]>, string, ...unknown[]];

export interface CalendarText {
  name: string | null;
  /** VTIMEZONE sources by their TZID. */
  zones: Map<string, string>;
  events: { properties: Property[]; rules: string[] }[];
  freeBusy: Property[][];
  /** Blocks that no parser understands. */
  broken: number;
}

const mostEvents = 20_000;

/**
 * Takes a calendar apart, block by block, so that one broken event costs that event alone. Null where the text is no
 * calendar at all. What was over for good before `since` (milliseconds) is left out unread: most of an old calendar.
 */
export function readCalendarText(text: string, since: number): CalendarText | null {
  const unfolded = text.replace(/\r\n?/g, '\n').replace(/\n[ \t]/g, '');
  if (!/^\s*BEGIN:VCALENDAR[ \t]*$/im.test(unfolded.slice(0, 2000))) return null;
  const read: CalendarText = { name: nameOf(unfolded), zones: new Map(), events: [], freeBusy: [], broken: 0 };
  for (const source of blocks(unfolded, 'VTIMEZONE')) {
    const tzid = /^TZID[^:\n]*:(.+)$/im.exec(source)?.[1]?.trim();
    if (tzid) read.zones.set(tzid, source);
  }
  const day = new Date(since - 2 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  for (const source of blocks(unfolded, 'VEVENT')) {
    if (isLongOver(source, day)) continue;
    const properties = read.events.length < mostEvents ? parse(source) : null;
    if (properties)
      read.events.push({
        properties,
        rules: [...source.matchAll(/^RRULE[^:\n]*:(.+)$/gim)].map((rule) => (rule[1] ?? '').trim()),
      });
    else read.broken += 1;
  }
  for (const source of blocks(unfolded, 'VFREEBUSY')) {
    const properties = parse(source);
    if (properties) read.freeBusy.push(properties);
    else read.broken += 1;
  }
  return read;
}

function isLongOver(source: string, day: string): boolean {
  if (/^(?:RRULE|RDATE|RECURRENCE-ID)[;:]/im.test(source)) return false;
  const end = /^DTEND[^:\n]*:(\d{8})/im.exec(source)?.[1];
  return end !== undefined && end < day;
}

/** From one BEGIN to its END, or to the next BEGIN where the END is missing. */
function blocks(text: string, kind: string): string[] {
  return text
    .split(new RegExp(`^BEGIN:${kind}[ \\t]*$`, 'im'))
    .slice(1)
    .map((rest) => {
      const end = new RegExp(`^END:${kind}[ \\t]*$`, 'im').exec(rest);
      return `BEGIN:${kind}${rest.slice(0, end?.index ?? rest.length).trimEnd()}\nEND:${kind}`;
    });
}

function parse(source: string): Property[] | null {
  try {
    // Rules are read from their own lines; the parser would refuse the whole event for one it does not like.
    const plain = source.replace(/^(?:RRULE|EXRULE)[^\n]*\n/gim, '').replace(/^BEGIN:VALARM[\s\S]*?^END:VALARM[ \t]*\n/gim, '');
    const [, , components] = ICAL.parse(`BEGIN:VCALENDAR\n${plain}\nEND:VCALENDAR`) as [
      string,
      unknown[],
      [string, Property[], unknown[]][],
    ];
    return components[0]?.[1] ?? null;
  } catch {
    return null;
  }
}

function nameOf(text: string): string | null {
  const head = text.slice(0, text.search(/^BEGIN:V(EVENT|TIMEZONE|FREEBUSY|TODO)/im) >>> 0);
  const written = /^X-WR-CALNAME[^:\n]*:(.+)$/im.exec(head)?.[1] ?? /^NAME[^:\n]*:(.+)$/im.exec(head)?.[1];
  const name = written
    ?.replace(/\\([,;\\])/g, '$1')
    .replace(/\\n/gi, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 80);
  return name ? name : null;
}
