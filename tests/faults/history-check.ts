import pg from 'pg';
import { planReminders } from '#domain/reminders.ts';
import type { Ending, Operation } from './agenda-operations.ts';

/** One thing a client asked and what it heard: an ending, or nothing because the process died. */
export interface Heard {
  operation: Operation;
  ending: Ending | null;
}

interface Row {
  id: string;
  status: string;
  starts_at: Date;
  sequence: number;
  modality: 'video' | 'in_person';
  booked_by: 'patient' | 'specialist';
  prepayment: 'off' | 'stripe';
}

interface MessageRow {
  appointment_id: string;
  kind: string;
  audience: string;
  channel: string;
  occurrence: string;
  status: string;
}

const standing = ['booked', 'in_progress', 'completed'];

/**
 * What is wrong with the database after a history, in words; nothing where all holds: no overlap (B2), no acknowledged
 * booking, move or cancellation lost, exactly the messages that follow (M6), no charge without appointment or refund (B4).
 */
export async function faultsOf(adminUrl: string, specialists: string[], history: readonly Heard[], now: Date): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  // One look at everything: what a killed process had sent on may still be carried out between two questions.
  await client.query('begin isolation level repeatable read read only');
  try {
    const { rows } = await client.query<Row>('select * from appointments where specialist_id = any($1)', [specialists]);
    const { rows: overlaps } = await client.query<{ a: string; b: string }>(
      `select a.id as a, b.id as b from appointments a join appointments b on a.specialist_id = b.specialist_id and a.id < b.id and a.during && b.during
       where a.specialist_id = any($1) and a.status in ('held', 'booked', 'in_progress', 'completed') and b.status in ('held', 'booked', 'in_progress', 'completed')`,
      [specialists],
    );
    const { rows: messages } = await client.query<MessageRow>('select * from messages where appointment_id = any($1)', [
      rows.map((row) => row.id),
    ]);
    const { rows: orphans } = await client.query<{ id: string }>(
      `select p.id from payments p join appointments a on a.id = p.appointment_id
       where a.specialist_id = any($1) and p.kind = 'charge' and p.status = 'done' and a.status <> 'booked'
         and not exists (select 1 from jobs.job j where j.name = 'refund-payment' and j.data ->> 'paymentId' = p.id::text)`,
      [specialists],
    );
    return [
      ...overlaps.map(({ a, b }) => `${a} and ${b} overlap`),
      ...orphans.map(({ id }) => `the charge ${id} has neither appointment nor refund`),
      ...rows.flatMap((row) =>
        faultsOfOne(
          row,
          history,
          messages.filter((message) => message.appointment_id === row.id),
          now,
        ),
      ),
      ...history.flatMap(({ ending }) =>
        ending && 'appointmentId' in ending && !rows.some((row) => row.id === ending.appointmentId)
          ? [`${ending.appointmentId} was acknowledged and is not there`]
          : [],
      ),
    ];
  } finally {
    await client.end();
  }
}

function faultsOfOne(row: Row, history: readonly Heard[], messages: MessageRow[], now: Date): string[] {
  const about = history.filter(
    ({ operation, ending }) =>
      ('appointmentId' in operation && operation.appointmentId === row.id) ||
      (ending && 'appointmentId' in ending && ending.appointmentId === row.id),
  );
  const heard = (done: string) => about.filter(({ ending }) => ending && 'done' in ending && ending.done === done);
  const silent = (kind: Operation['kind']) => about.filter(({ operation, ending }) => operation.kind === kind && ending === null);
  const faults: string[] = [];
  const fault = (what: string) => faults.push(`${row.id} (${row.status}): ${what}`);

  const cancelled = heard('cancelled').length > 0;
  const maybeCancelled = cancelled || silent('cancel').length > 0;
  if (cancelled && row.status !== 'cancelled') fault('its cancellation was acknowledged');
  if (heard('booked').length > 0 && row.status !== 'booked' && !(row.status === 'cancelled' && maybeCancelled))
    fault('its booking was acknowledged');
  const moves = heard('moved').length;
  const changes = moves + heard('cancelled').length;
  const silentChanges = silent('move').length + silent('cancel').length;
  if (row.sequence < changes || row.sequence > changes + silentChanges)
    fault(`changed ${row.sequence} times, ${changes} acknowledged and ${silentChanges} unknown`);
  const moved = about.filter(({ operation, ending }) => operation.kind === 'move' && (ending === null || 'done' in ending));
  const starts = moved.map(({ operation }) => ('startsAt' in operation ? operation.startsAt : ''));
  if (moves > 0 && !starts.includes(row.starts_at.toISOString())) fault('lies at an hour that nobody asked for');

  const key = (message: Pick<MessageRow, 'kind' | 'audience' | 'channel' | 'occurrence'>) =>
    [message.kind, message.audience, message.channel, message.occurrence].join(' ');
  const live = messages
    .filter((message) => message.status !== 'cancelled')
    .map(key)
    .sort();
  const expected = expectedMessages(row, now).map(key).sort();
  const missing = expected.filter((one) => !live.includes(one));
  // What was told at once of an earlier change may have left before the next; a practice that charges by card asks for it (Y2).
  const asksForCard = row.booked_by === 'specialist' && row.prepayment === 'stripe';
  const extra = live.filter(
    (one) =>
      !expected.includes(one) && !/ (booked|rescheduled) \d+$/.test(one) && !(asksForCard && one.startsWith('card_request ')),
  );
  if (missing.length > 0) fault(`lacks ${missing.join(', ')}`);
  if (extra.length > 0) fault(`has ${extra.join(', ')}`);
  return faults;
}

/** What must be planned or sent for an appointment as it stands: the news of its last change, and what lies ahead. */
function expectedMessages(row: Row, now: Date) {
  if (!standing.includes(row.status) && row.status !== 'cancelled') return [];
  return planReminders({
    reason: row.status === 'cancelled' ? 'cancelled' : row.sequence > 0 ? 'rescheduled' : 'booked',
    modality: row.modality,
    startsAt: row.starts_at,
    now,
    status: row.status === 'cancelled' ? 'cancelled' : 'booked',
    outcome: null,
    reminderMinutes: [1440, 60],
    patientHasMobile: true,
    patientHasEmail: true,
    channelChoice: 'both',
    prepayment: row.prepayment,
    bookedBy: row.booked_by,
    confirmation: 'not_required',
    sequence: row.sequence,
  });
}
