/** Who joined and left a call is kept this long at most (V10). */
export const ROOM_EVENT_DAYS = 90;

/** Room events before this instant are to be deleted (V10, G3). */
export function roomEventsForgottenBefore(now: Date): Date {
  return new Date(now.getTime() - ROOM_EVENT_DAYS * 86_400_000);
}

/** Until when a room event of that instant is kept, for the privacy receipt (V10). */
export function roomEventKeptUntil(at: Date): Date {
  return new Date(at.getTime() + ROOM_EVENT_DAYS * 86_400_000);
}
