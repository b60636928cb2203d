import { sql } from 'kysely';
import { calendarState, type CalendarFailure, type CalendarState } from '#domain/external-calendar.ts';
import type { Actor, Locale } from '#domain/people.ts';
import { may } from '#domain/permissions.ts';
import type { World } from '#ports/world.ts';
import { m } from '#texts/compiled/messages.js';
import { refusalText } from '#texts/refusals.ts';
import { failureRefusals } from './external.server.ts';
import { findOwnFeed } from './feeds.server.ts';
import { momentWords, spanWords } from './span-words.ts';
import type { CalendarCard, Conflict, FeedView } from './view.ts';

type PracticeActor = Extract<Actor, { kind: 'specialist' | 'assistant' }>;
type Reads = Pick<World, 'as' | 'clock' | 'ids' | 'vault' | 'settings' | 'note'>;

const shown = 3;

/** The page of the calendars: those read from elsewhere, what they collide with, and this person's own feed (B7). */
export async function readCalendarsPage(
  world: Reads,
  actor: PracticeActor,
  practice: { id: string; zone: string },
  locale: Locale,
) {
  const feed = await findOwnFeed(world, actor, practice.id);
  const now = world.clock.now();
  return {
    mayChoose: may(actor, 'run-practice'),
    calendars: await listCalendars(world, actor, practice, locale),
    conflicts: await listConflicts(world, actor, practice, locale),
    feed:
      feed &&
      ({
        address: feed.address,
        contents: feed.contents,
        lastRead: feed.lastReadAt && momentWords(practice.zone, feed.lastReadAt, now, locale),
      } satisfies FeedView),
  };
}

async function listCalendars(
  world: Reads,
  actor: PracticeActor,
  { id, zone }: { id: string; zone: string },
  locale: Locale,
): Promise<CalendarCard[]> {
  const now = world.clock.now();
  const { rows, busy } = await world.as(actor, async (tx) => ({
    rows: await tx.selectFrom('external_calendars').selectAll().where('specialist_id', '=', id).orderBy('created_at').execute(),
    busy: await sql<{ calendar_id: string; starts_at: Date; ends_at: Date }>`
      select calendar_id, starts_at, ends_at from (
        select b.*, row_number() over (partition by calendar_id order by starts_at) as place from external_busy b
        where b.specialist_id = ${id} and b.ends_at > ${now}) as ahead
      where place <= ${shown} order by starts_at`.execute(tx),
  }));
  return rows.map((row) => {
    const state = calendarState(
      { active: row.active, readAt: row.read_at, failure: row.failure, failingSince: row.failing_since },
      now,
    );
    return {
      id: row.id,
      name: row.name,
      host: row.host,
      active: row.active,
      state:
        state.kind === 'off'
          ? m.calendars_is_off({}, { locale })
          : m.calendars_read_at({ when: momentWords(zone, row.read_at ?? now, now, locale) }, { locale }),
      failing: failingWords(state, zone, now, locale),
      skipped: row.skipped,
      next: busy.rows
        .filter((one) => one.calendar_id === row.id)
        .map((one) => spanWords(zone, { startsAt: one.starts_at, endsAt: one.ends_at }, now, locale)),
    };
  });
}

function failingWords(state: CalendarState, zone: string, now: Date, locale: Locale): CalendarCard['failing'] {
  if (state.kind !== 'failing') return null;
  const { why, since, blocksUntil } = state;
  return {
    title: m.calendars_failing_since({ when: momentWords(zone, since, now, locale) }, { locale }),
    why: refusalText(failureRefusals[why satisfies CalendarFailure], { locale }),
    meanwhile: blocksUntil
      ? m.calendars_failing_still({ when: momentWords(zone, blocksUntil, now, locale) }, { locale })
      : m.calendars_failing_dropped({}, { locale }),
  };
}

/** Appointments ahead over which a calendar elsewhere has something; they stand until somebody moves them. */
export async function listConflicts(
  world: Pick<World, 'as' | 'clock' | 'note'>,
  actor: PracticeActor,
  { id, zone }: { id: string; zone: string },
  locale: Locale,
): Promise<Conflict[]> {
  const now = world.clock.now();
  return world.as(actor, async (tx) => {
    const rows = await tx
      .selectFrom('appointments as a')
      .select(['a.id', 'a.starts_at', 'a.ends_at', 'a.patient_name'])
      .where('a.specialist_id', '=', id)
      .where('a.status', 'in', ['booked', 'in_progress'])
      .where('a.ends_at', '>', now)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('external_busy as e')
            .select('e.calendar_id')
            .whereRef('e.specialist_id', '=', 'a.specialist_id')
            .whereRef('e.ends_at', '>', 'a.starts_at')
            .whereRef('e.starts_at', '<', 'a.ends_at'),
        ),
      )
      .orderBy('a.starts_at')
      .limit(20)
      .execute();
    if (rows.length > 0)
      await world.note(tx, actor, {
        action: 'calendar-conflicts-read',
        objectKind: 'specialist',
        objectId: id,
        specialistId: id,
      });
    return rows.map((row) => ({
      appointmentId: row.id,
      when: spanWords(zone, { startsAt: row.starts_at, endsAt: row.ends_at }, now, locale),
      patientName: row.patient_name,
    }));
  });
}
