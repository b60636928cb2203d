import { refuse, success, type Refusal, type Result } from './result.ts';

/**
 * What an operator may switch off for a while (O1). What somebody was promised is not here: who has an appointment keeps link,
 * room, reminders, change, cancellation, receipts and their data (F2, F3, F9, F10, B5, G1), and nobody loses a second factor (A1).
 */
export const switchNames = ['bookings', 'waiting-list', 'applications', 'reviews', 'documents', 'programs'] as const;
export type SwitchName = (typeof switchNames)[number];

/** What the environment says of some of them, which nobody changes from inside. */
export type FixedSwitches = Partial<Record<SwitchName, boolean>>;

/** How one stands: as the environment says, else as it was last decided, else on. */
export function isSwitchedOn(fixed: boolean | undefined, decided: boolean | undefined): boolean {
  return fixed ?? decided ?? true;
}

/** Whether it may be switched this way now. Refuses `fixed-outside`, and `decided-meanwhile` where it stands so already. */
export function maySwitch(fixed: boolean | undefined, decided: boolean | undefined, wanted: boolean): Result<null> {
  if (fixed !== undefined) return refuse('fixed-outside');
  return isSwitchedOn(undefined, decided) === wanted ? refuse('decided-meanwhile') : success(null);
}

/** What somebody is told who comes to a door that is switched off. */
export function switchedOff<Name extends SwitchName>(name: Name): Refusal<`${Name}-off`> {
  return { ok: false, kind: `${name}-off` };
}
