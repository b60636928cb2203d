/** An appointment that is to go to another hour. */
export interface PlannedTime {
  id: string;
  startsAt: Date;
  endsAt: Date;
}

/** Of moves that are made together, which would stand on which: each later one with the first that it meets (B2, B9). */
export function meetingMoves(moves: readonly PlannedTime[]): Map<string, string> {
  const met = new Map<string, string>();
  moves.forEach((one, index) => {
    const first = moves.slice(0, index).find((other) => other.startsAt < one.endsAt && one.startsAt < other.endsAt);
    if (first) met.set(one.id, first.id);
  });
  return met;
}
