/**
 * One side's seat of a room (V5): owning it and being present are two things. The first press gives it to a browser
 * until the room closes or that browser presses «Salir»; only who proves to be the same person moves it elsewhere.
 */
export interface Seat {
  /** The browser that owns it; null while nobody does. */
  holder: string | null;
  present: boolean;
}

/** `press`: a person pressed; `proved`: a one-time code or the QR of the holder was right; `lapse`: its line is gone. */
export type SeatEvent =
  | { type: 'press'; browser: string }
  | { type: 'proved'; browser: string }
  | { type: 'lapse'; browser: string }
  | { type: 'leave'; browser: string };

export type SeatAnswer = 'seated' | 'turned-away' | 'moved' | 'left' | 'nothing';

export const emptySeat: Seat = { holder: null, present: false };

/** What becomes of the seat, and what the browser is told. */
export function afterSeatEvent(seat: Seat, event: SeatEvent): { seat: Seat; answer: SeatAnswer } {
  const mine = seat.holder === event.browser;
  switch (event.type) {
    case 'press':
      if (seat.holder !== null && !mine) return { seat, answer: 'turned-away' };
      return { seat: { holder: event.browser, present: true }, answer: 'seated' };
    case 'proved':
      // It is present there once its page says so; until then nobody is.
      return mine ? { seat, answer: 'nothing' } : { seat: { holder: event.browser, present: false }, answer: 'moved' };
    case 'lapse':
      return { seat: mine ? { ...seat, present: false } : seat, answer: 'nothing' };
    case 'leave':
      return mine ? { seat: emptySeat, answer: 'left' } : { seat, answer: 'turned-away' };
  }
}

/** The QR code of the device that holds the seat is good for so long, and once. */
export const PASS_MINUTES = 3;
