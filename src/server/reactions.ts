import type { Change } from '#domain/changes.ts';
import type { Tx, World } from '#ports/world.ts';

/** Database only, in the transaction of the change. Whatever talks to the outside world is queued and runs after it. */
type Reaction = (world: World, tx: Tx, change: Change) => Promise<void>;

/** Who reacts to what. The one place where features meet. */
export const reactions: Record<Change['type'], Reaction[]> = {
  'appointment-booked': [],
  'appointment-rescheduled': [],
  'appointment-cancelled': [],
  'appointment-completed': [],
  'hold-ended': [],
  'card-settled': [],
  'card-asked': [],
  'code-issued': [],
  'room-changed': [],
  'reminder-times-changed': [],
};
