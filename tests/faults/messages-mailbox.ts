import type { TestWorld } from '../world/start-world.ts';

/** What arrived since the last look, codes left out: channel, address, subject or words with … for the link; sorted. */
export function arrivals(town: TestWorld): () => string[] {
  let seen = town.rehearsal.mailbox.list().length;
  return () => {
    const fresh = town.rehearsal.mailbox.list().slice(seen);
    seen += fresh.length;
    return fresh
      .filter(({ text, subject }) => !/^\d{3} \d{3} /.test(subject ?? text))
      .map(({ kind, to, subject, text }) => `${kind} ${to} ${subject ?? text.replace(/https?:\S+/, '…')}`)
      .sort();
  };
}

/** The rows of an appointment's messages, as the database has them. */
export function messagesOf(town: TestWorld, appointmentId: string) {
  return town.world.as({ kind: 'system', job: 'test' }, (tx) =>
    tx.selectFrom('messages').selectAll().where('appointment_id', '=', appointmentId).orderBy('due_at').execute(),
  );
}
