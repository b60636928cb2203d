/** What becomes of one appointment inside a time off (B9). */
export interface Choice {
  appointmentId: string;
  choice: 'move' | 'cancel' | 'keep';
  /** Null unless it moves. */
  moveTo: Date | null;
}
export type StepState = 'pending' | 'done' | 'slot-taken' | 'changed';
